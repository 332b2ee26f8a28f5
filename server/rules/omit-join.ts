import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf } from './words.ts';

/** SQLAlchemy finds out by itself when it can do without a join. */
export const omitJoin = warningRule({
  code: 'omit-join',
  kinds: ['omit-join'],
  tags: [DiagnosticTag.Deprecated],
  docs: {
    summary: 'A relationship is told `omit_join=True`.',
    why: '`omit_join=False` switches off what `selectin` loading does by itself where it may. `True` forces it where it may not, and SQLAlchemy does not support that.',
    bad: library({
      author: `
    books = relationship("Book", lazy="selectin", omit_join=True)
    #                                                       ^^^^ omit-join
`,
    }),
    good: library({
      author: `
    books = relationship("Book", lazy="selectin")
`,
    }),
    sqlalchemy:
      'SAWarning: setting omit_join to True is not supported; selectin loading of this relationship may not work correctly if this flag is set explicitly.  omit_join optimization is automatically detected for conditions under which it is supported.',
  },
  at: about => atOneOf(about, 'omit_join'),
  fixes: ({ attribute }, snapshot) => (attribute ? removing(snapshot, attribute, 'omit_join', true) : []),
});
