import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf } from './words.ts';

/** The cascade along backrefs is gone. */
export const cascadeBackrefs = failureRule({
  code: 'cascade-backrefs',
  kinds: ['cascade-backrefs'],
  tags: [DiagnosticTag.Deprecated],
  docs: {
    summary: '`cascade_backrefs=True`, which SQLAlchemy 2 has taken away.',
    why: 'Up to 1.4 `book.author = author` put `book` into the session of `author`. SQLAlchemy 2 does not; objects are added with `session.add()`.',
    bad: library({
      author: `
    books = relationship("Book", cascade_backrefs=True)
    #                                             ^^^^ cascade-backrefs
`,
    }),
    good: library({
      author: `
    books = relationship("Book")
`,
    }),
    sqlalchemy: "ArgumentError: The 'cascade_backrefs' parameter passed to relationship() may only be set to False.",
  },
  at: failure => atOneOf(failure, 'cascade_backrefs'),
  fixes: ({ attribute }, snapshot) => (attribute ? removing(snapshot, attribute, 'cascade_backrefs', true) : []),
});
