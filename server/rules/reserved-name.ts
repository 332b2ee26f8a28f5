import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { renameReserved } from './reserved-name-fixes.ts';

/** `metadata` is the declarative base's own. */
export const reservedName = failureRule({
  code: 'reserved-name',
  kinds: ['reserved-name'],
  docs: {
    summary: 'A mapped attribute is called `metadata`.',
    why: 'Every declarative class has the `MetaData` of its tables under this name. A column may still be called so in the database: `metadata_ = Column("metadata", ...)`. SQLAlchemy 2.1 only warns.',
    bad: library({
      core: 'String',
      book: `
    metadata = Column(String)
#   ^^^^^^^^ reserved-name
`,
    }),
    good: library({
      core: 'String',
      book: `
    metadata_ = Column("metadata", String)
`,
    }),
    sqlalchemy: "InvalidRequestError: Attribute name 'metadata' is reserved when using the Declarative API.",
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
  fixes: ({ member, attribute }, snapshot) => (member ? renameReserved(snapshot, member, attribute, true) : []),
});
