import { type Fault, model, scene, two } from './fault.ts';

const tag = `${model('Tag', 'name = Column(String)')}
author_tag = Table("author_tag", Base.metadata, Column("author_id", ForeignKey("author.id")), Column("tag_id", ForeignKey("tag.id")))`;

/** Arguments of `relationship()`. */
export const options: readonly Fault[] = [
  { what: 'unknown keyword', models: scene({ author: 'books = relationship("Book", back_populate="author")  # !' }) },
  { what: 'keyword of columns', models: scene({ author: 'books = relationship("Book", nullable=False)  # !' }) },
  { what: 'too many by position', models: scene({ author: 'books = relationship("Book", None, "Author.id == Book.author_id")  # !' }), versions: two },
  { what: 'unknown cascade', models: scene({ author: 'books = relationship("Book", cascade="all, orphans")  # !' }) },
  { what: 'cascade without a comma', models: scene({ author: 'books = relationship("Book", cascade="all delete-orphan")  # !' }) },
  { what: 'delete-orphan without delete', models: scene({ author: 'books = relationship("Book", cascade="save-update, delete-orphan")  # !' }) },
  { what: 'delete-orphan on the many side', models: scene({ book: 'author = relationship("Author", cascade="all, delete-orphan")  # !' }) },
  {
    what: 'delete-orphan on a many-to-many',
    models: scene({ author: 'tags = relationship("Tag", secondary="author_tag", cascade="all, delete-orphan")  # !', after: tag }),
  },
  { what: 'cascade of a viewonly relationship', models: scene({ author: 'books = relationship("Book", viewonly=True, cascade="all, delete")  # !' }) },
  { what: 'cascade_backrefs', models: scene({ author: 'books = relationship("Book", cascade_backrefs=True)  # !' }) },
  { what: 'passive_deletes="all" and a cascade', models: scene({ author: 'books = relationship("Book", passive_deletes="all", cascade="all, delete")  # !' }) },
  { what: 'passive_deletes of a viewonly relationship', models: scene({ author: 'books = relationship("Book", viewonly=True, passive_deletes=True)  # !' }) },
  { what: 'active_history of a viewonly relationship', models: scene({ author: 'books = relationship("Book", viewonly=True, active_history=True)  # !' }) },
  { what: 'passive_updates of a viewonly relationship', models: scene({ author: 'books = relationship("Book", viewonly=True, passive_updates=False)  # !' }) },
  { what: 'unknown lazy', models: scene({ author: 'books = relationship("Book", lazy="eager")  # !' }) },
  { what: 'lazy of a newer version', models: scene({ author: 'books = relationship("Book", lazy="write_only")  # !' }) },
  { what: 'noload', models: scene({ author: 'books = relationship("Book", lazy="noload")  # !' }) },
  { what: 'dynamic on the many side', models: scene({ book: 'author = relationship("Author", lazy="dynamic")  # !' }) },
  { what: 'dynamic with uselist=False', models: scene({ author: 'books = relationship("Book", lazy="dynamic", uselist=False)  # !' }) },
  { what: 'write-only on the many side', models: scene({ book: 'author = relationship("Author", lazy="write_only")  # !' }), versions: two },
  { what: 'collection class is a number type', models: scene({ author: 'books = relationship("Book", collection_class=int)  # !' }) },
  { what: 'collection class is a dict', models: scene({ author: 'books = relationship("Book", collection_class=dict)  # !' }) },
  {
    what: 'collection class is a class of no collection',
    models: scene({ before: 'class Shelf:\n    pass', author: 'books = relationship("Book", collection_class=Shelf)  # !' }),
  },
  { what: 'collection class is a tuple', models: scene({ author: 'books = relationship("Book", collection_class=tuple)  # !' }) },
  { what: 'omit_join', models: scene({ author: 'books = relationship("Book", omit_join=True)  # !' }) },
  { what: 'trailing comma', models: scene({ author: 'books = relationship("Book"),  # !' }) },
  { what: 'trailing comma of a column', models: scene({ book: 'title = Column(String),  # !' }) },
  { what: 'attribute called metadata', models: scene({ author: 'metadata = relationship("Book")  # !' }) },
  { what: 'column called metadata', models: scene({ author: 'metadata = Column(String)  # !' }) },
  { what: 'backref() outside of a relationship', models: scene({ author: 'books = relationship("Book", backref=backref())  # !' }) },
  { what: 'uselist is a string', models: scene({ author: 'books = relationship("Book", uselist="no", lazy="eager")  # !' }) },
  { what: 'join_depth is misspelt', models: scene({ author: 'books = relationship("Book", joindepth=2)  # !' }) },
  { what: 'argument twice', models: scene({ author: 'books = relationship("Book", argument="Book")  # !' }) },
];
