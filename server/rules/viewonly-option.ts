import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf } from './words.ts';

/** Options about writing mean nothing where nothing is written. */
export const viewonlyOption = warningRule({
  code: 'viewonly-option',
  kinds: ['viewonly-option'],
  tags: [DiagnosticTag.Unnecessary],
  docs: {
    summary: 'A `viewonly` relationship has an option about saving and deleting.',
    why: '`passive_deletes`, `passive_updates`, `enable_typechecks`, `active_history` and `cascade_backrefs` say what happens when objects are written. A `viewonly` relationship takes no part in it.',
    bad: library({
      author: `
    books = relationship("Book", viewonly=True, passive_deletes=True)
    #                                                           ^^^^ viewonly-option
`,
    }),
    good: library({
      author: `
    books = relationship("Book", viewonly=True)
`,
    }),
    sqlalchemy:
      'SAWarning: Setting passive_deletes on relationship() while also setting viewonly=True does not make sense, as a viewonly=True relationship does not perform persistence operations. This configuration may raise an error in a future release.',
  },
  at: about => atOneOf(about, about.warning.keyword),
  fixes: ({ attribute, warning }, snapshot) => (attribute ? removing(snapshot, attribute, warning.keyword, true) : []),
});
