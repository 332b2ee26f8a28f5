import { type Fault, model, scene } from './fault.ts';

const secondary = (columns: string): string => `${model('Tag', 'name = Column(String)')}
author_tag = Table("author_tag", Base.metadata, ${columns})`;

/** Foreign keys, join conditions and directions. */
export const joins: readonly Fault[] = [
  { what: 'no foreign key', models: scene({ key: 'author_id = Column(Integer)', author: 'books = relationship("Book")  # !' }) },
  { what: 'no foreign key, from the many side', models: scene({ key: 'author_id = Column(Integer)', book: 'author = relationship("Author")  # !' }) },
  {
    what: 'no foreign key, with a backref',
    models: scene({ key: 'author_id = Column(Integer)', author: 'books = relationship("Book", backref="author")  # !' }),
  },
  {
    what: 'foreign key to the name of a class',
    models: scene({ key: 'author_id = Column(ForeignKey("Author.id"))', book: 'author = relationship("Author")  # !' }),
  },
  {
    what: 'foreign key to an unknown table',
    models: scene({ key: 'author_id = Column(ForeignKey("authors.id"))', author: 'books = relationship("Book")  # !' }),
  },
  {
    what: 'foreign key to an unknown column',
    models: scene({ key: 'author_id = Column(ForeignKey("author.ident"))  # !', author: 'books = relationship("Book")' }),
  },
  {
    what: 'foreign key to a table of a schema',
    models: scene({
      before: model('Shop', '').replace('id = ', '__table_args__ = {"schema": "shop"}\n    id = '),
      key: 'shop_id = Column(ForeignKey("shop.id"))  # !',
      book: 'shop = relationship("Shop")',
    }),
  },
  { what: 'foreign key to an unknown table, when tables are made', models: scene({ key: 'author_id = Column(ForeignKey("authors.id"))  # !' }), tables: true },
  {
    what: 'foreign key to the name of a class, when tables are made',
    models: scene({ key: 'author_id = Column(ForeignKey("Author.id"))  # !' }),
    tables: true,
  },
  {
    what: 'foreign key to an unknown column, when tables are made',
    models: scene({ key: 'author_id = Column(ForeignKey("author.ident"))  # !' }),
    tables: true,
  },
  {
    what: 'constraint to an unknown table, when tables are made',
    models: scene({ key: 'author_id = Column(Integer)\n__table_args__ = (ForeignKeyConstraint(["author_id"], ["authors.id"]),)  # !' }),
    tables: true,
  },
  {
    what: 'several foreign keys',
    models: scene({
      key: 'author_id = Column(ForeignKey("author.id"))\neditor_id = Column(ForeignKey("author.id"))',
      book: 'author = relationship("Author")  # !',
    }),
  },
  {
    what: 'several foreign keys, from the one side',
    models: scene({
      key: 'author_id = Column(ForeignKey("author.id"))\neditor_id = Column(ForeignKey("author.id"))',
      author: 'books = relationship("Book")  # !',
    }),
  },
  {
    what: 'several foreign keys, and foreign_keys on the other side',
    models: scene({
      key: 'author_id = Column(ForeignKey("author.id"))\neditor_id = Column(ForeignKey("author.id"))',
      author: 'books = relationship("Book", back_populates="author")  # !',
      book: 'author = relationship("Author", back_populates="books", foreign_keys="Book.author_id")',
    }),
  },
  { what: 'keys in both directions', models: scene({ author: 'best_id = Column(ForeignKey("book.id"))\nbooks = relationship("Book")  # !' }) },
  {
    what: 'two keys to a composite key',
    models: `class Author(Base):
    __tablename__ = "author"
    first = Column(String, primary_key=True)
    last = Column(String, primary_key=True)

class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    first = Column(ForeignKey("author.first"))
    last = Column(ForeignKey("author.last"))
    author = relationship("Author")  # !
`,
  },
  {
    what: 'no foreign keys in the secondary table',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag")  # !',
      after: secondary('Column("author_id", Integer), Column("tag_id", Integer)'),
    }),
  },
  {
    what: 'one foreign key in the secondary table',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag")  # !',
      after: secondary('Column("author_id", ForeignKey("author.id")), Column("tag_id", Integer)'),
    }),
  },
  {
    what: 'several foreign keys in the secondary table',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag")  # !',
      after: secondary('Column("author_id", ForeignKey("author.id")), Column("editor_id", ForeignKey("author.id")), Column("tag_id", ForeignKey("tag.id"))'),
    }),
  },
  {
    what: 'self-reference through a secondary table',
    models: scene({
      author: 'friends = relationship("Author", secondary="friend")  # !',
      after: 'friend = Table("friend", Base.metadata, Column("a_id", ForeignKey("author.id")), Column("b_id", ForeignKey("author.id")))',
    }),
  },
  {
    what: 'unknown table in a key of the secondary table',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag")  # !',
      after: secondary('Column("author_id", ForeignKey("authors.id")), Column("tag_id", ForeignKey("tag.id"))'),
    }),
  },
  {
    what: 'primaryjoin without a foreign key',
    models: scene({ key: 'author_id = Column(Integer)', author: 'books = relationship("Book", primaryjoin="Author.id == Book.author_id")  # !' }),
  },
  {
    what: 'primaryjoin without an equality',
    models: scene({ key: 'author_id = Column(Integer)', author: 'books = relationship("Book", primaryjoin="Author.id > foreign(Book.author_id)")  # !' }),
  },
  {
    what: 'remote_side has both columns',
    models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == Book.author_id", remote_side="[Author.id, Book.author_id]")  # !' }),
  },
  {
    what: 'primaryjoin with keys in both directions',
    models: scene({
      author:
        'best_id = Column(ForeignKey("book.id"))\nbooks = relationship("Book", primaryjoin="and_(Author.id == Book.author_id, Author.best_id == Book.id)")  # !',
    }),
  },
  {
    what: 'secondaryjoin without a secondary table',
    models: scene({ author: 'books = relationship("Book", secondaryjoin="Author.id == Book.author_id")  # !' }),
  },
  { what: 'remote_side is a column of its own side', models: scene({ book: 'author = relationship("Author", remote_side=[author_id])  # !' }) },
  {
    what: 'foreign_keys names a column without a key',
    models: scene({
      key: 'author_id = Column(ForeignKey("author.id"))\nnumber = Column(Integer)',
      book: 'author = relationship("Author", foreign_keys="Book.number")  # !',
    }),
  },
  {
    what: 'foreign key of a subclass to nowhere',
    models: scene({ after: 'class Novel(Book):  # !\n    __tablename__ = "novel"\n    id = Column(Integer, primary_key=True)' }),
  },
  {
    what: 'two foreign keys of a subclass to its parent',
    models: scene({
      after:
        'class Novel(Book):  # !\n    __tablename__ = "novel"\n    id = Column(ForeignKey("book.id"), primary_key=True)\n    sequel_id = Column(ForeignKey("book.id"))',
    }),
  },
  {
    what: 'relationship of a subclass with its parent',
    models: scene({
      after:
        'class Novel(Book):\n    __tablename__ = "novel"\n    id = Column(ForeignKey("book.id"), primary_key=True)\n    sequel_id = Column(ForeignKey("book.id"))\n    sequel = relationship("Book", foreign_keys="Novel.ident")  # !\n    __mapper_args__ = {"inherit_condition": id == Book.id}',
    }),
  },
  {
    what: 'order of a remote_side in a self-reference',
    models: scene({
      author:
        'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", primaryjoin="Author.editor_id == Author.id", remote_side="[Author.id, Author.editor_id]")  # !',
    }),
  },
  {
    what: 'foreign key constraint with too few targets',
    models: scene({
      key: 'author_id = Column(Integer)\neditor_id = Column(Integer)\n__table_args__ = (ForeignKeyConstraint(["author_id", "editor_id"], ["author.id"]),)  # !',
    }),
  },
  {
    what: 'foreign key constraint with a column twice',
    models: scene({
      key: 'author_id = Column(Integer)\n__table_args__ = (ForeignKeyConstraint(["author_id", "author_id"], ["author.id", "author.id"]),)  # !',
    }),
  },
  {
    what: 'foreign key constraint of several tables',
    models: scene({
      key: 'author_id = Column(Integer)\nshop_id = Column(Integer)\n__table_args__ = (ForeignKeyConstraint(["author_id", "shop_id"], ["author.id", "shop.id"]),)  # !',
      before: model('Shop', 'name = Column(String)'),
    }),
  },
  {
    what: 'foreign key constraint names an unknown column',
    models: scene({ key: 'author_id = Column(Integer)\n__table_args__ = (ForeignKeyConstraint(["autor_id"], ["author.id"]),)  # !' }),
  },
  { what: 'foreign key to a class', models: scene({ key: 'author_id = Column(ForeignKey(Author))  # !' }) },
  { what: 'foreign key to an unknown attribute of a class', models: scene({ key: 'author_id = Column(ForeignKey(Author.ident))  # !' }) },
  {
    what: 'foreign key to a relationship',
    models: scene({
      author: 'mother_id = Column(ForeignKey("author.id"))\nmothers = relationship("Author")',
      key: 'author_id = Column(ForeignKey(Author.mothers))  # !',
    }),
  },
];
