/** What the words of relationship() mean, for hovers and completion. */

interface Word {
  readonly summary: string;
  /** Of a lazy strategy: the versions of SQLAlchemy that have it, when not all do. */
  readonly since?: string;
}

/** Loader strategies by the value of `lazy=`. */
export const lazyWords: Readonly<Record<string, Word>> = {
  select: {
    summary:
      'Loaded when the attribute is first read, with one `SELECT` for each object it is read on. Reading it in a loop over many objects gives as many queries (N+1).',
  },
  joined: { summary: 'Loaded together with the object, by a `JOIN` (`LEFT OUTER JOIN` unless `innerjoin=True`) in the same `SELECT`.' },
  selectin: { summary: 'Loaded right after the objects, with one more `SELECT ... WHERE key IN (...)` for all of them together.' },
  subquery: {
    summary: 'Loaded right after the objects, with one more `SELECT` that holds the first query as a subquery. `selectin` is usually the better choice.',
  },
  immediate: { summary: 'Loaded right after the object, with one `SELECT` for each object.' },
  raise: { summary: 'Never loaded by reading it: an access that would need SQL raises an error. A loader option must ask for it.' },
  raise_on_sql: { summary: 'Reading it raises an error when that would emit SQL; what the session already holds is still found.' },
  noload: { summary: 'Never loaded: the attribute stays empty. Deprecated since SQLAlchemy 2.1.' },
  dynamic: {
    summary:
      'The attribute is a query, not a list: it can be filtered and paginated, and is run anew each time. Legacy since SQLAlchemy 2.0, where `write_only` takes its place.',
  },
  write_only: {
    summary: 'The attribute is never loaded as a whole: it takes additions and removals, and `.select()` gives a statement for its rows.',
    since: 'SQLAlchemy 2.0',
  },
};

/** Cascades by token. */
export const cascadeWords: Readonly<Record<string, string>> = {
  'save-update': 'Objects put into the attribute enter the session together with their owner. On by default.',
  merge: '`session.merge()` goes on to the related objects. On by default.',
  'refresh-expire': '`session.refresh()` and `session.expire()` go on to the related objects.',
  expunge: '`session.expunge()` takes the related objects out of the session as well.',
  delete: 'Deleting the owner deletes the related objects; without it their foreign key is set to NULL.',
  'delete-orphan':
    'A related object that is taken out of the attribute is deleted. Needs `delete`; only for the "one" side of one-to-many, or with `single_parent=True`.',
  all: 'Everything but `delete-orphan`: `save-update, merge, refresh-expire, expunge, delete`.',
  none: 'No cascade at all.',
};

/** Keywords of relationship() and backref(). */
export const keywordWords: Readonly<Record<string, string>> = {
  backref:
    'Creates the other side: an attribute of this name comes to be on the target class when the mappers are configured. Nothing in the target class says so. Legacy; `back_populates` on both sides does the same in the open.',
  back_populates:
    'Names the attribute on the target class that is the other side of this relationship. Both sides are then kept in step in memory. Each side has to name the other.',
  argument: 'The class the relationship leads to: a class, its name in a string, or a callable that returns it.',
  secondary: 'The association table of a many-to-many relationship: a `Table`, or its name in a string.',
  lazy: 'When and how the related objects are loaded.',
  cascade: 'What happens to the related objects when something happens to their owner.',
  uselist: '`False` makes the attribute a scalar where it would be a list (one-to-one); `True` a list.',
  foreign_keys: 'The columns that count as foreign key, needed where several foreign keys lead from one table to the other.',
  remote_side: 'The columns on the far side of the join. In a self-referential relationship it makes the many-to-one side: `remote_side=[id]`.',
  primaryjoin: 'The condition that joins the two tables, or this table and the association table.',
  secondaryjoin: 'The condition that joins the association table and the target table.',
  order_by: 'The order in which the related objects are loaded.',
  viewonly: '`True`: changes of the attribute are not written to the database.',
  sync_backref: 'Whether changes of one side show in the other in memory. Off by default where one side is `viewonly`.',
  overlaps: 'Names of relationships that may write the same columns without a warning.',
  collection_class: 'The type of the collection: `set`, `attribute_keyed_dict("name")`, ... `list` by default.',
  passive_deletes: '`True` leaves the deletion of related rows that are not loaded to the database (`ON DELETE CASCADE`).',
  passive_updates: '`False` where the database does not update foreign keys by itself when a primary key changes.',
  post_update: '`True` writes the foreign key in an `UPDATE` of its own; for rows that point at each other.',
  single_parent: '`True` promises that an object has one parent at a time; needed for `delete-orphan` on a many-to-one or many-to-many side.',
  innerjoin: '`True` makes `lazy="joined"` use an inner join: right where the related object always exists.',
};
