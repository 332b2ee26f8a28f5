import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf, targetOf } from './words.ts';

/** `remote_side` lies at the far end. */
export const localRemoteSide = warningRule({
  code: 'local-remote-side',
  kinds: ['remote-side-local'],
  tags: [DiagnosticTag.Unnecessary],
  docs: {
    summary: '`remote_side` or `remote()` names a column of the own table, where the relationship leads to another one.',
    why: '`remote_side` is for a table that refers to itself, where both ends lie in the same table. Between two tables the far end is known.',
    bad: library({
      key: '    author_id = Column(ForeignKey("author.id"))\n    author = relationship("Author", remote_side=[author_id])\n    #                                           ^^^^^^^^^^^ local-remote-side',
    }),
    good: library({ key: '    author_id = Column(ForeignKey("author.id"))\n    author = relationship("Author")' }),
    sqlalchemy:
      "SAWarning: Expression book.author_id is marked as 'remote', but these column(s) are local to the local side.  The remote() annotation is needed only for a self-referential relationship where both sides of the relationship refer to the same tables.",
  },
  at: about => atOneOf(about, 'remote_side', 'primaryjoin'),
  related: targetOf,
  fixes: ({ attribute }, snapshot) => (attribute ? removing(snapshot, attribute, 'remote_side', true) : []),
});
