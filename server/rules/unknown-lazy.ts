import { lazyValues } from '../model/startup/steps.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing, replacing } from './fixing.ts';
import { similar } from './suggestions.ts';
import { atOneOf } from './words.ts';

/** How related objects are loaded. */
export const unknownLazy = failureRule({
  code: 'unknown-lazy',
  kinds: ['unknown-lazy'],
  docs: {
    summary: '`lazy` has a value that SQLAlchemy does not know, or does not know yet.',
    why: `The values are \`select\`, \`joined\`, \`subquery\`, \`selectin\`, \`immediate\`, \`raise\`, \`raise_on_sql\`, \`noload\`, \`dynamic\` and, since SQLAlchemy 2.0, \`write_only\`.
It is looked at last, when all else about the relationship is known.`,
    bad: library({
      author: `
    books = relationship("Book", lazy="join")
    #                                  ^^^^ unknown-lazy
`,
    }),
    good: library({
      author: `
    books = relationship("Book", lazy="joined")
`,
    }),
    sqlalchemy: "LoaderStrategyException: Can't find strategy (('lazy', 'join'),) for Author.books",
  },
  at: failure => atOneOf(failure, 'lazy'),
  fixes: ({ attribute, cls, error: { lazy } }, snapshot) => {
    const given = attribute?.argument('lazy');
    if (!attribute || given?.node.kind !== 'string') return [];
    const values = lazyValues(snapshot.project.version(cls.at.uri));
    const begun = values.filter(v => lazy !== '' && v.startsWith(lazy));
    const names = begun.length > 0 ? begun : similar(lazy, values);
    if (names.length === 0) return removing(snapshot, attribute, 'lazy');
    return names.flatMap((name, i) => replacing(snapshot, given.env.module.uri, given.node, name, `Change to '${name}'`, i === 0 && names.length === 1));
  },
});
