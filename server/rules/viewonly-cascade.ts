import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atNode } from './words.ts';

/** A relationship that is only read hands no change on. */
export const viewonlyCascade = failureRule({
  code: 'viewonly-cascade',
  kinds: ['viewonly-cascade'],
  tags: [DiagnosticTag.Unnecessary],
  docs: {
    summary: 'A `viewonly` relationship has a cascade that writes (SQLAlchemy 1.4).',
    why: 'A `viewonly` relationship takes no part in saving and deleting. SQLAlchemy 1.4 refuses the cascades of both; later versions leave them out without a word.',
    version: '1.4',
    bad: library({
      author: `
    books = relationship("Book", viewonly=True, cascade="all, delete")
    #                                                    ^^^^^^^^^^^ viewonly-cascade
`,
    }),
    good: library({
      author: `
    books = relationship("Book", viewonly=True)
`,
    }),
    sqlalchemy:
      'ArgumentError: Cascade settings "delete, save-update" apply to persistence operations and should not be combined with a viewonly=True relationship.',
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: ({ attribute }, snapshot) => (attribute ? removing(snapshot, attribute, 'cascade', true) : []),
});
