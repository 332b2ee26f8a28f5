import { child, type Fault, model, scene, two } from './fault.ts';

const work = (lines = '', args = '"polymorphic_on": "kind", "polymorphic_identity": "work"'): string =>
  model('Work', `kind = Column(String)\n${lines}${lines === '' ? '' : '\n'}__mapper_args__ = {${args}}`);

/** Classes, tables and inheritance. */
export const classes: readonly Fault[] = [
  { what: 'no table name', models: 'class Author(Base):  # !\n    id = Column(Integer, primary_key=True)\n' },
  { what: 'no primary key', models: 'class Author(Base):  # !\n    __tablename__ = "author"\n    name = Column(String)\n' },
  { what: 'table defined twice', models: scene({ after: 'class Draft(Base):\n    __tablename__ = "book"  # !\n    id = Column(Integer, primary_key=True)' }) },
  {
    what: 'table defined by a class and by Table()',
    models: scene({ after: 'drafts = Table("book", Base.metadata, Column("id", Integer, primary_key=True))  # !' }),
  },
  {
    what: 'two mapped bases',
    models: scene({ after: 'class Both(Author, Book):  # !\n    __tablename__ = "both"\n    id = Column(ForeignKey("book.id"), primary_key=True)' }),
  },
  {
    what: 'bases in no order',
    models: scene({ after: 'class Mixed(Base, Author):  # !\n    __tablename__ = "mixed"\n    id = Column(ForeignKey("author.id"), primary_key=True)' }),
  },
  {
    what: 'column beside __table__',
    models: 'class Author(Base):\n    __table__ = Table("author", Base.metadata, Column("id", Integer, primary_key=True))\n    name = Column(String)  # !\n',
  },
  { what: '__table__ without a primary key', models: 'class Author(Base):  # !\n    __table__ = Table("author", Base.metadata, Column("id", Integer))\n' },
  {
    what: 'relationship on a mixin',
    models: scene({ before: 'class Writes:\n    books = relationship("Book")  # !' }).replace('class Author(Base)', 'class Author(Writes, Base)'),
  },
  {
    what: 'relationship on an abstract base',
    models: scene({ before: 'class Writes(Base):\n    __abstract__ = True\n    books = relationship("Book")  # !' }).replace(
      'class Author(Base)',
      'class Author(Writes)',
    ),
  },
  {
    what: 'column property on a mixin',
    models: scene({ before: 'class Counted:\n    count = column_property(Column("n", Integer))  # !' }).replace(
      'class Author(Base)',
      'class Author(Counted, Base)',
    ),
  },
  {
    what: 'deferred column on a mixin',
    models: scene({ before: 'class Counted:\n    count = deferred(Column("n", Integer))  # !' }).replace('class Author(Base)', 'class Author(Counted, Base)'),
  },
  {
    what: 'synonym on a mixin',
    models: scene({ before: 'class Counted:\n    ident = synonym("id")  # !' }).replace('class Author(Base)', 'class Author(Counted, Base)'),
  },
  {
    what: 'foreign key on a mixin',
    models: `${model('User', 'name = Column(String)')}
class Owned:
    user_id = Column(ForeignKey("user.id"))  # !
${model('Note', 'text = Column(String)', 'Owned, Base')}`,
  },
  {
    what: 'one column of two subclasses',
    models: `${work()}
class Play(Work):
    year = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "play"}

class Poem(Work):
    year = Column(Integer)  # !
    __mapper_args__ = {"polymorphic_identity": "poem"}
`,
  },
  {
    what: 'column of the parent again',
    models: `${work('year = Column(Integer)')}
class Play(Work):
    year = Column(Integer)  # !
    __mapper_args__ = {"polymorphic_identity": "play"}
`,
  },
  {
    what: 'primary key of a subclass without a table',
    models: `${work()}
class Play(Work):
    play_id = Column(Integer, primary_key=True)  # !
    __mapper_args__ = {"polymorphic_identity": "play"}
`,
  },
  {
    what: 'table arguments of a subclass without a table',
    models: `${work()}
class Play(Work):
    __table_args__ = (UniqueConstraint("kind"),)  # !
    __mapper_args__ = {"polymorphic_identity": "play"}
`,
  },
  {
    what: 'relationship named like an inherited column',
    models: `${work('author = Column(String)')}
class Play(Work):
    author = relationship("Work")  # !
    __mapper_args__ = {"polymorphic_identity": "play"}
`,
  },
  {
    what: 'column named like an inherited relationship',
    models: scene({ author: 'books = relationship("Book")', after: child('Poet', 'Author', 'books = Column(String)  # !') }),
  },
  {
    what: 'no polymorphic identity',
    models: `${work()}
class Play(Work):  # !
    pass
`,
  },
  {
    what: 'polymorphic identity twice',
    models: `${work()}
class Play(Work):  # !
    __mapper_args__ = {"polymorphic_identity": "work"}
`,
  },
  {
    what: 'polymorphic_on names nothing',
    models: work('', '"polymorphic_on": "type", "polymorphic_identity": "work"').replace(/(__mapper_args__.*)/, '$1  # !'),
  },
  {
    what: 'polymorphic_on names a relationship',
    models: scene({ author: 'books = relationship("Book")\n__mapper_args__ = {"polymorphic_on": "books"}  # !' }),
  },
  { what: 'primary_key of the mapper names nothing', models: scene({ author: '__mapper_args__ = {"primary_key": ["ident"]}  # !' }) },
  { what: 'unknown mapper argument', models: scene({ author: '__mapper_args__ = {"polymorphic_onn": "id"}  # !' }) },
  {
    what: 'unknown polymorphic_load',
    models: `${work()}
class Play(Work):
    __mapper_args__ = {"polymorphic_identity": "play", "polymorphic_load": "joined"}  # !
`,
  },
  { what: 'invalid with_polymorphic', models: scene({ author: '__mapper_args__ = {"with_polymorphic": "all"}  # !' }) },
  { what: 'polymorphic_abstract without polymorphic_on', models: scene({ author: '__mapper_args__ = {"polymorphic_abstract": True}  # !' }), versions: two },
  { what: 'table arguments without a comma', models: scene({ book: '__table_args__ = (UniqueConstraint("author_id"))  # !' }) },
  { what: 'table arguments are a string', models: scene({ book: '__table_args__ = "book"  # !' }) },
  { what: 'table arguments are a list', models: scene({ book: '__table_args__ = [UniqueConstraint("author_id")]  # !' }) },
  { what: 'options in front of constraints', models: scene({ book: '__table_args__ = ({"schema": "shop"}, UniqueConstraint("author_id"))  # !' }) },
  { what: 'a string among table arguments', models: scene({ book: '__table_args__ = (UniqueConstraint("author_id"), "book")  # !' }) },
  { what: 'unknown table option', models: scene({ book: '__table_args__ = {"shema": "shop"}  # !' }) },
  { what: 'unique constraint of an unknown column', models: scene({ book: '__table_args__ = (UniqueConstraint("autor_id"),)  # !' }) },
  { what: 'unique constraint of a known and an unknown column', models: scene({ book: '__table_args__ = (UniqueConstraint("author_id", "title"),)  # !' }) },
  {
    what: 'named unique constraint of an unknown column',
    models: scene({ book: '__table_args__ = (UniqueConstraint("autor_id", name="one_each"), {"comment": "books"})  # !' }),
  },
  { what: 'index of an unknown column', models: scene({ book: '__table_args__ = (Index("by_author", "autor_id"),)  # !' }) },
  {
    what: 'index of an attribute whose column has another name',
    models: scene({ book: 'title = Column("name", String)\n__table_args__ = (Index("by_title", "title"),)  # !' }),
  },
  { what: 'constraint of a relationship', models: scene({ book: 'author = relationship("Author")\n__table_args__ = (UniqueConstraint("author"),)  # !' }) },
  { what: 'primary key constraint of an unknown column', models: scene({ book: '__table_args__ = (PrimaryKeyConstraint("isbn"),)  # !' }) },
  {
    what: 'constraint in Table() of an unknown column',
    models: 'note = Table("note", Base.metadata,\n    Column("id", Integer, primary_key=True),\n    UniqueConstraint("text"),  # !\n)\n',
  },
  {
    what: 'index in Table() of an unknown column',
    models: 'note = Table("note", Base.metadata,\n    Column("id", Integer, primary_key=True),\n    Index("by_text", "text"),  # !\n)\n',
  },
  {
    what: 'foreign key constraint in Table() of an unknown column',
    models: scene({
      after:
        'note = Table("note", Base.metadata,\n    Column("id", Integer, primary_key=True),\n    ForeignKeyConstraint(["autor_id"], ["author.id"]),  # !\n)',
    }),
  },
  {
    what: 'constraint of a mixin with an unknown column',
    models: scene({ before: 'class Unique:\n    __table_args__ = (UniqueConstraint("isbn"),)  # !' }).replace('class Book(Base)', 'class Book(Unique, Base)'),
  },
  {
    what: 'constraint of a column of the parent',
    models: scene({ book: 'isbn = Column(String)', after: child('Novel', 'Book', '__table_args__ = (UniqueConstraint("isbn"),)  # !') }),
  },
  {
    what: 'constraint of a column from a declared attribute',
    models: scene({ book: '@declared_attr\ndef __table_args__(cls):\n    return (UniqueConstraint("isbn"),)  # !' }),
  },
  {
    what: 'column twice in Table()',
    models: 'note = Table("note", Base.metadata,\n    Column("id", Integer, primary_key=True),\n    Column("id", Integer),  # !\n)\n',
  },
  { what: 'two attributes of one column name', models: scene({ book: 'title = Column("name", String)\nname = Column("name", String)  # !' }) },
  { what: 'one column object under two names', models: scene({ book: 'title = Column(String)\nname = title  # !' }) },
  { what: 'column without a name in Table()', models: 'note = Table("note", Base.metadata,\n    Column(Integer, primary_key=True),  # !\n)\n' },
  { what: 'index= is a name', models: scene({ book: 'title = Column(String, index="by_title")  # !' }) },
  { what: 'unique= is a name', models: scene({ book: 'title = Column(String, unique="one_each")  # !' }) },
  { what: 'unknown keyword of a column', models: scene({ book: 'title = Column(String, nulable=True)  # !' }) },
  {
    what: 'composite of nothing',
    models: scene({
      before:
        'class Span:\n    def __init__(self, a, b):\n        self.a = a\n        self.b = b\n    def __composite_values__(self):\n        return self.a, self.b',
      book: 'first = Column(Integer)\nspan = composite(Span, "first", "last")  # !',
    }),
  },
  {
    what: 'a column of a joined subclass named like one of its parent',
    models: scene({ book: 'title = Column(String)', after: child('Novel', 'Book', 'title = Column(String)  # !') }),
  },
  {
    what: 'joined subclass without a key',
    models: scene({ after: 'class Novel(Book):  # !\n    __tablename__ = "novel"\n    book_id = Column(ForeignKey("book.id"))' }),
  },
  { what: 'an expression as an attribute', models: scene({ book: 'upper = func.upper("x")  # !' }) },
  {
    what: 'mapper() of SQLAlchemy 1',
    models:
      'from sqlalchemy.orm import mapper\n\nthing = Table("thing", MetaData(), Column("id", Integer, primary_key=True))\n\nclass Thing:\n    pass\n\nmapper(Thing, thing)  # !\n',
  },
  { what: 'relation() of SQLAlchemy 1', models: `from sqlalchemy.orm import relation  # !\n\n${scene({ author: 'books = relation("Book")' })}` },
  {
    what: 'default before none in a dataclass',
    models: `class Author(MappedAsDataclass, Base):\n    __tablename__ = "author"\n    id: Mapped[int] = mapped_column(primary_key=True, default=1)\n    name: Mapped[str] = mapped_column()  # !\n`,
    versions: two,
  },
  {
    what: 'default of a relationship in a dataclass',
    models: `class Author(MappedAsDataclass, Base):\n    __tablename__ = "author"\n    id: Mapped[int] = mapped_column(primary_key=True)\n\nclass Book(MappedAsDataclass, Base):\n    __tablename__ = "book"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))\n    author: Mapped["Author"] = relationship(default=1)  # !\n`,
    versions: ['2.1'],
  },
  {
    what: 'default factory of a relationship in a dataclass',
    models: `class Author(MappedAsDataclass, Base):\n    __tablename__ = "author"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    books: Mapped[List["Book"]] = relationship(default_factory=set)  # !\n\nclass Book(MappedAsDataclass, Base):\n    __tablename__ = "book"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))\n`,
    versions: ['2.1'],
  },
];
