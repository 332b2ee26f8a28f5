import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { renameReserved } from './reserved-name-fixes.ts';
import { atName } from './words.ts';

/** `metadata` should be left to the base. */
export const metadataAttribute = warningRule({
  code: 'metadata-attribute',
  kinds: ['metadata-attribute'],
  docs: {
    summary: 'A mapped attribute is called `metadata` (SQLAlchemy 2.1).',
    why: 'Up to 2.0 it is an error (`reserved-name`). 2.1 takes it, but then `Book.metadata` is no longer the `MetaData` of the tables.',
    version: '2.1',
    bad: library({
      core: 'String',
      book: `
    metadata = Column(String)
#   ^^^^^^^^ metadata-attribute
`,
    }),
    good: library({
      core: 'String',
      book: `
    metadata_ = Column("metadata", String)
`,
    }),
    sqlalchemy: "SAWarning: Attribute name 'metadata' should be left reserved for the MetaData instance when using a Declarative class.",
  },
  at: atName,
  // What uses the attribute works today, and is not changed with it: nothing to be done unasked.
  fixes: ({ cls, member }, snapshot) => (member ? renameReserved(snapshot, member, cls.own.get(member.key), false) : []),
});
