import { child, type Fault, model, scene, two } from './fault.ts';

/** Targets, and the strings that SQLAlchemy evaluates. */
export const targets: readonly Fault[] = [
  { what: 'target is unknown', models: scene({ author: 'books = relationship("Bok")  # !' }) },
  { what: 'target is unknown in a backref pair', models: scene({ author: 'books = relationship("Bok", backref="author")  # !' }) },
  { what: 'target has an unknown module path', models: scene({ author: 'books = relationship("nowhere.Book")  # !' }) },
  { what: 'target begins with a class', models: scene({ author: 'books = relationship("Book.author")  # !' }) },
  { what: 'target is the name of a table', models: scene({ author: 'books = relationship("book")  # !' }) },
  {
    what: 'target is a table',
    models: scene({
      before: 'note = Table("note", Base.metadata, Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("author.id")))',
      author: 'notes = relationship(note)  # !',
    }),
  },
  { what: 'target is an unmapped class', models: scene({ before: 'class Plain:\n    pass', author: 'plain = relationship(Plain)  # !' }) },
  { what: 'target is the name of an unmapped class', models: scene({ before: 'class Plain:\n    pass', author: 'plain = relationship("Plain")  # !' }) },
  {
    what: 'target is an abstract class',
    models: scene({ before: 'class Thing(Base):\n    __abstract__ = True', author: 'things = relationship("Thing")  # !' }),
  },
  { what: 'target is a lambda of a string', models: scene({ author: 'books = relationship(lambda: "Book")  # !' }) },
  { what: 'target is a number', models: scene({ author: 'books = relationship(1)  # !' }) },
  { what: 'target is a generic type in a string', models: scene({ author: `books = relationship("List['Book']")  # !` }) },
  { what: 'no target', models: scene({ author: 'books = relationship()  # !' }) },
  {
    what: 'two classes of the target name',
    models: scene({
      before: 'class Outer:\n    class Book(Base):\n        __tablename__ = "other_book"\n        id = Column(Integer, primary_key=True)',
      author: 'books = relationship("Book")  # !',
    }),
  },
  {
    what: 'target of an expression with an unknown class',
    models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == Bok.author_id")  # !' }),
  },
  { what: 'primaryjoin with an unknown attribute', models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == Book.autor_id")  # !' }) },
  {
    what: 'primaryjoin with a relationship',
    models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == Book.author")  # !', book: 'author = relationship("Author")' }),
  },
  { what: 'primaryjoin is no expression', models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id = Book.author_id")  # !' }) },
  { what: 'primaryjoin of an unknown table', models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == books.c.author_id")  # !' }) },
  {
    what: 'primaryjoin with an unknown column of a table',
    models: scene({ author: 'books = relationship("Book", primaryjoin="Author.id == book.c.autor_id")  # !' }),
  },
  {
    what: 'secondaryjoin with an unknown name',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag", secondaryjoin="author_tag.c.tag_id == Tagg.id")  # !',
      after: `${model('Tag', 'name = Column(String)')}
author_tag = Table("author_tag", Base.metadata, Column("author_id", ForeignKey("author.id")), Column("tag_id", ForeignKey("tag.id")))`,
    }),
  },
  { what: 'order_by with an unknown attribute', models: scene({ author: 'books = relationship("Book", order_by="Book.title")  # !' }) },
  { what: 'order_by with an unknown class', models: scene({ author: 'books = relationship("Book", order_by="Bok.id")  # !' }) },
  { what: 'order_by with an unknown attribute below desc()', models: scene({ author: 'books = relationship("Book", order_by="desc(Book.title)")  # !' }) },
  {
    what: 'order_by with an unknown attribute in front of a method',
    models: scene({ author: 'books = relationship("Book", order_by="Book.title.desc()")  # !' }),
  },
  { what: 'order_by with a bare column', models: scene({ author: 'books = relationship("Book", order_by="created")  # !' }) },
  { what: 'order_by with a function of Python', models: scene({ author: 'books = relationship("Book", order_by="id")  # !' }) },
  {
    what: 'order_by with a relationship',
    models: scene({ author: 'books = relationship("Book", order_by="Book.author")  # !', book: 'author = relationship("Author")' }),
  },
  { what: 'order_by is a class', models: scene({ author: 'books = relationship("Book", order_by="Book")  # !' }) },
  { what: 'order_by is a number', models: scene({ author: 'books = relationship("Book", order_by=1)  # !' }) },
  { what: 'order_by of an unknown column of a class object', models: scene({ book: 'author = relationship("Author", order_by=Author.born)  # !' }) },
  { what: 'foreign_keys with an unknown attribute', models: scene({ author: 'books = relationship("Book", foreign_keys="Book.autor_id")  # !' }) },
  { what: 'foreign_keys with an unknown attribute in a list', models: scene({ author: 'books = relationship("Book", foreign_keys="[Book.autor_id]")  # !' }) },
  {
    what: 'foreign_keys with an unknown attribute in a list of strings',
    models: scene({ author: 'books = relationship("Book", foreign_keys=["Book.autor_id"])  # !' }),
  },
  { what: 'foreign_keys with a bare name', models: scene({ author: 'books = relationship("Book", foreign_keys="author_id")  # !' }) },
  { what: 'foreign_keys is a class', models: scene({ author: 'books = relationship("Book", foreign_keys="Book")  # !' }) },
  { what: 'foreign_keys is a table', models: scene({ author: 'books = relationship("Book", foreign_keys="book")  # !' }) },
  {
    what: 'foreign_keys with a relationship',
    models: scene({ author: 'books = relationship("Book", foreign_keys="Book.author")  # !', book: 'author = relationship("Author")' }),
  },
  { what: 'foreign_keys of an unknown column of a class object', models: scene({ book: 'author = relationship("Author", foreign_keys=Author.born)  # !' }) },
  {
    what: 'remote_side with an unknown attribute',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", remote_side="Author.ident")  # !' }),
  },
  {
    what: 'remote_side with a bare name',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", remote_side="id")  # !' }),
  },
  {
    what: 'remote_side is a number',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", remote_side="1")  # !' }),
  },
  {
    what: 'remote_side is a class',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", remote_side="Author")  # !' }),
  },
  { what: 'primaryjoin is a class', models: scene({ author: 'books = relationship("Book", primaryjoin="Book")  # !' }) },
  { what: 'primaryjoin is a column', models: scene({ author: 'books = relationship("Book", primaryjoin="Book.author_id")  # !' }) },
  { what: 'secondary is unknown', models: scene({ author: 'books = relationship("Book", secondary="author_book")  # !' }) },
  {
    what: 'secondary is a class',
    models: scene({
      author: 'books = relationship("Book", secondary="Link")  # !',
      after: model('Link', 'author_id = Column(ForeignKey("author.id"))\nbook_id = Column(ForeignKey("book.id"))'),
    }),
  },
  {
    what: 'secondary is a class object',
    models: scene({
      before: model('Link', 'author_id = Column(ForeignKey("author.id"))\nbook_id = Column(ForeignKey("book.id"))'),
      author: 'books = relationship("Book", secondary=Link)  # !',
    }),
  },
  {
    what: 'secondary is the table of a class in a string',
    models: scene({
      author: 'books = relationship("Book", secondary="Link.__table__")  # !',
      after: model('Link', 'author_id = Column(ForeignKey("author.id"))\nbook_id = Column(ForeignKey("book.id"))'),
    }),
  },
  {
    what: 'class is mapped twice under one name',
    models: scene({
      after:
        model('Note', 'text = Column(String)').replace('__tablename__ = "note"', '__tablename__ = "first"') +
        model('Note', 'text = Column(String)').replace('class Note(Base):', 'class Note(Base):  # !'),
    }),
  },
  {
    what: 'target of a self-reference is unknown',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Autor", remote_side="Author.id")  # !' }),
  },
  { what: 'target of a subclass is unknown', models: scene({ after: child('Novel', 'Book', 'pages = relationship("Page")  # !') }) },
  {
    what: 'primaryjoin with an unknown attribute below a module',
    models: scene({ author: 'books = relationship("Book", primaryjoin="models.Author.ident == Book.author_id")  # !' }),
  },
  {
    what: 'primaryjoin with an unknown class of a module',
    models: scene({ author: 'books = relationship("Book", primaryjoin="models.Autor.id == Book.author_id")  # !' }),
  },
  {
    what: 'primaryjoin of an unknown module',
    models: scene({ author: 'books = relationship("Book", primaryjoin="nowhere.Author.id == Book.author_id")  # !' }),
  },
  {
    what: 'primaryjoin is a column that is said to be foreign',
    models: scene({ author: 'books = relationship("Book", primaryjoin="foreign(Book.author_id)")  # !' }),
  },
  {
    what: 'primaryjoin is a column of foreign_keys',
    models: scene({ author: 'books = relationship("Book", primaryjoin="Book.author_id", foreign_keys="Book.author_id")  # !' }),
  },
  { what: 'order_by is a list of strings', models: scene({ author: 'books = relationship("Book", order_by=["Book.id"])  # !' }) },
  {
    what: 'remote_side is a list of strings',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", remote_side=["Author.id"])  # !' }),
  },
  { what: 'foreign_keys is a list of a class', models: scene({ author: 'books = relationship("Book", foreign_keys="[Book]")  # !' }) },
];

/** Annotations are for SQLAlchemy 2. */
export const annotations: readonly Fault[] = [
  { what: 'annotation is not Mapped', models: scene({ author: 'books: List["Book"] = relationship("Book")  # !' }), versions: two },
  { what: 'annotation is a class alone', models: scene({ book: 'author: Author = relationship("Author")  # !' }), versions: two },
  { what: 'annotation of an unknown class', models: scene({ author: 'books: Mapped[List["Bok"]] = relationship()  # !' }), versions: two },
  { what: 'annotation is a list in a string', models: scene({ author: 'books: Mapped["List[Book]"] = relationship()  # !' }), versions: two },
  { what: 'annotation is a built-in list in a string', models: scene({ author: 'books: Mapped["list[Book]"] = relationship()  # !' }), versions: two },
  { what: 'annotation is a bare list', models: scene({ author: 'books: Mapped[list] = relationship()  # !' }), versions: two },
  { what: 'annotation is an abstract collection', models: scene({ author: 'books: Mapped[Sequence["Book"]] = relationship()  # !' }), versions: two },
  { what: 'annotation is a dict without collection class', models: scene({ author: 'books: Mapped[Dict[str, "Book"]] = relationship()  # !' }), versions: two },
  { what: 'annotation is a tuple', models: scene({ author: 'books: Mapped[Tuple["Book"]] = relationship()  # !' }), versions: two },
  { what: 'annotation is a list of optional objects', models: scene({ author: 'books: Mapped[List[Optional["Book"]]] = relationship()  # !' }), versions: two },
  { what: 'annotation of a class without a value', models: scene({ book: 'author: Mapped[Author]  # !' }), versions: two },
  { what: 'annotation of a class in a string without a value', models: scene({ book: 'author: Mapped["Author"]  # !' }), versions: two },
  { what: 'annotation of an optional class without a value', models: scene({ book: 'author: Mapped[Optional[Author]]  # !' }), versions: two },
  {
    what: 'annotation of a list of objects without a value',
    models: scene({ before: model('Page', 'number = Column(Integer)'), book: 'pages: Mapped[List[Page]]  # !' }),
    versions: two,
  },
  { what: 'annotation of a class, not Mapped, without a value', models: scene({ book: 'author: Author  # !' }), versions: two },
  {
    what: 'Mapped is imported for type checkers alone',
    models: scene({
      author: 'books: MappedLater["Book"] = relationship()  # !',
      before: 'if TYPE_CHECKING:\n    from sqlalchemy.orm import Mapped as MappedLater',
    }),
    versions: two,
  },
  { what: 'dynamic annotation of an unknown class', models: scene({ author: 'books: DynamicMapped["Bok"] = relationship()  # !' }), versions: two },
  { what: 'write-only annotation of an unknown class', models: scene({ author: 'books: WriteOnlyMapped["Bok"] = relationship()  # !' }), versions: two },
  { what: 'annotation names a table', models: scene({ author: 'books: Mapped[List["book"]] = relationship()  # !' }), versions: two },
  {
    what: 'dataclass argument of a plain class',
    models: scene({ author: 'books: Mapped[List["Book"]] = relationship(default_factory=list)  # !' }),
    versions: two,
  },
  { what: 'init=False of a plain class', models: scene({ author: 'books: Mapped[List["Book"]] = relationship(init=False)  # !' }), versions: two },
  { what: 'annotation of an optional SQLAlchemy type', models: scene({ book: 'title: Mapped[Optional[String]]  # !' }), versions: two },
  {
    what: 'annotation of an SQLAlchemy type for a named column',
    models: scene({ book: 'pages: Mapped[Integer] = mapped_column("n", nullable=False)  # !' }),
    versions: two,
  },
  { what: 'annotation of an SQLAlchemy type', models: scene({ book: 'title: Mapped[String] = mapped_column()  # !' }), versions: two },
];
