import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { setting } from './fixing.ts';
import { atOneOf } from './words.ts';

/** Either the database deletes, or SQLAlchemy does. */
export const passiveDeletesAll = failureRule({
  code: 'passive-deletes-all',
  kinds: ['passive-deletes-all'],
  docs: {
    summary: '`passive_deletes="all"` beside a cascade that deletes.',
    why: '`passive_deletes="all"` leaves the many alone when the one is deleted; `cascade="delete"` deletes them. `passive_deletes=True` is the one that goes with a cascade: what is not loaded is left to `ON DELETE CASCADE` of the database.',
    bad: library({
      author: `
    books = relationship("Book", cascade="all", passive_deletes="all")
    #                                                            ^^^ passive-deletes-all
`,
    }),
    good: library({
      author: `
    books = relationship("Book", cascade="all", passive_deletes=True)
`,
    }),
    sqlalchemy: "ArgumentError: On Author.books, can't set passive_deletes='all' in conjunction with 'delete' or 'delete-orphan' cascade",
  },
  at: failure => atOneOf(failure, 'passive_deletes'),
  fixes: ({ attribute }, snapshot) => (attribute ? setting(snapshot, attribute, 'passive_deletes', 'True', true) : []),
});
