import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { setting } from './fixing.ts';
import { atOneOf } from './words.ts';

/** A relationship that is always empty. */
export const noload = warningRule({
  code: 'noload',
  kinds: ['noload'],
  tags: [DiagnosticTag.Deprecated],
  docs: {
    summary: '`lazy="noload"`, which SQLAlchemy 2.1 calls deprecated.',
    why: 'It says that there are no related objects where there may be many. `raise` says that they must be loaded on purpose, `write_only` that they are too many to load.',
    version: '2.1',
    bad: library({
      author: `
    books = relationship("Book", lazy="noload")
    #                                  ^^^^^^ noload
`,
    }),
    good: library({
      author: `
    books = relationship("Book", lazy="raise")
`,
    }),
    sqlalchemy:
      'SADeprecationWarning: The ``noload`` loader strategy is deprecated and will be removed in a future release.  This option produces incorrect results by returning ``None`` for related items. (deprecated since: 2.1)',
  },
  at: about => atOneOf(about, 'lazy'),
  fixes: ({ attribute }, snapshot) =>
    attribute ? [...setting(snapshot, attribute, 'lazy', '"raise"'), ...setting(snapshot, attribute, 'lazy', '"select"')] : [],
});
