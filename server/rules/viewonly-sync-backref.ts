import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf } from './words.ts';

/** Nothing is kept in step with a relationship that is only read. */
export const viewonlySyncBackref = failureRule({
  code: 'viewonly-sync-backref',
  kinds: ['viewonly-sync-backref', 'sync-backref-of-viewonly'],
  docs: {
    summary: '`sync_backref=True` stands on a `viewonly` relationship, or beside one.',
    why: '`sync_backref` keeps the two sides of a pair in step while objects change. A `viewonly` side does not take part in changes, so neither side can ask for it.',
    bad: library({
      author: `
    books = relationship("Book", viewonly=True, sync_backref=True)
    #                                                        ^^^^ viewonly-sync-backref
`,
    }),
    good: library({
      author: `
    books = relationship("Book", viewonly=True)
`,
    }),
    sqlalchemy: 'ArgumentError: sync_backref and viewonly cannot both be True',
  },
  at: failure =>
    atOneOf({ ...failure, attribute: failure.error.kind === 'sync-backref-of-viewonly' ? failure.error.syncing : failure.attribute }, 'sync_backref'),
  related: ({ error }) =>
    error.kind === 'sync-backref-of-viewonly'
      ? [{ location: error.viewonly.at, message: `'${error.viewonly.owner.name}.${error.viewonly.name}' is viewonly` }]
      : [],
  fixes: ({ error, attribute }, snapshot) => {
    const it = error.kind === 'sync-backref-of-viewonly' ? error.syncing : attribute;
    return it ? removing(snapshot, it, 'sync_backref', true) : [];
  },
});
