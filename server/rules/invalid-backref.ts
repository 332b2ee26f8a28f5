import { removeArgument } from '../edits/arguments.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { atArgument } from './words.ts';

/** A backref is a name, or a name with arguments. */
export const invalidBackref = failureRule({
  code: 'invalid-backref',
  kinds: ['backref-not-a-name', 'backref-secondaryjoin'],
  docs: {
    summary: '`backref` is neither a name nor `backref(...)`, or it is given a `secondaryjoin` without a `secondary` table.',
    why: 'Unlike other arguments `backref` is never called: a lambda or function is no name.',
    bad: library({
      author: `
    books = relationship("Book", backref=lambda: "author")
    #                                    ^^^^^^^^^^^^^^^^ invalid-backref
`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
    }),
    sqlalchemy: 'TypeError: cannot unpack non-iterable function object',
  },
  at: ({ attribute, error: { kind } }) => {
    const given = attribute?.argument('backref');
    const join = attribute?.backref?.arguments.get('secondaryjoin');
    return kind === 'backref-secondaryjoin' && join ? atArgument(join) : given && atArgument(given);
  },
  fixes: ({ attribute, error: { kind } }, snapshot) => {
    const given = attribute?.argument('backref');
    if (!given) return [];
    const { node, env } = given;
    if (kind === 'backref-secondaryjoin') {
      return fix(snapshot, "Remove 'secondaryjoin'", change => {
        const source = change.source(env.module.uri);
        return source !== undefined && node.kind === 'call' && removeArgument(change, source, node, 'secondaryjoin');
      });
    }
    const name = node.kind === 'lambda' && node.body.kind === 'string' ? node.body : undefined;
    return fix(
      snapshot,
      'Give the name itself',
      change => {
        const source = change.source(env.module.uri);
        if (source && name) change.replaceRange(source.uri, node.range, source.lines.slice(name.range));
        return source !== undefined && name !== undefined;
      },
      true,
    );
  },
});
