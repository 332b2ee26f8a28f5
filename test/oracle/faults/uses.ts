import { type Fault, model, scene } from './fault.ts';

const used = (what: string, line: string, more: Partial<Fault> = {}, extra = ''): Fault => ({
  what,
  used: true,
  models: scene({
    author: `name = Column(String)\nbooks = relationship("Book", back_populates="author")${extra === '' ? '' : `\n${extra}`}`,
    book: 'title = Column(String)\nauthor = relationship("Author", back_populates="books")',
    after: `${model('Shop', 'name = Column(String)')}\ndef use():\n    ${line}  # !`,
  }),
  ...more,
});

/** What code asks of the models. */
export const uses: readonly Fault[] = [
  used('unknown keyword of a constructor', 'return Book(titel="x")'),
  used('unknown keyword of filter_by()', 'return Session().query(Book).filter_by(titel="x")'),
  used('unknown keyword of filter_by() of a select', 'return select(Book).filter_by(titel="x")'),
  used('any() of one', 'return Book.author.any()'),
  used('has() of many', 'return Author.books.has()'),
  used('contains() of one', 'return Book.author.contains(Author())'),
  used('== of many', 'return Author.books == Book()'),
  used('!= of many', 'return Author.books != Book()'),
  used('in_() of a relationship', 'return Book.author.in_([Author()])'),
  used('is_() of a relationship', 'return Book.author.is_(None)'),
  used('a path through a relationship', 'return Book.author.name'),
  used('a path through a collection', 'return Author.books.title'),
  used('loader option by a string', 'return Session().query(Author).options(joinedload("books"))'),
  used('loader option by an unknown string', 'return Session().query(Author).options(selectinload("boks"))'),
  used('chained loader option by a string', 'return Session().query(Author).options(joinedload(Author.books).joinedload("author"))'),
  used('join by a string', 'return Session().query(Author).join("books")'),
  used('join by an unknown string', 'return Session().query(Author).join("boks")'),
  used('chained loader option of another class', 'return Session().query(Author).options(joinedload(Author.books).joinedload(Author.books))'),
  used('load_only of another class below a relationship', 'return Session().query(Author).options(joinedload(Author.books).load_only(Shop.name))'),
  used('loader option of a class that is not queried', 'return str(Session().query(Shop).options(joinedload(Author.books)))'),
  used('selectin option of a column', 'return str(Session().query(Author).options(selectinload(Author.name)))'),
  used('loader option of a column', 'return Session().query(Author).options(joinedload(Author.name))'),
  used('one object for many', 'return Author(books=Book())'),
  used('many objects for one', 'return Book(author=[Author()])'),
  used('None for many', 'return Author(books=None)'),
  used('proxy through nothing', 'return Author.titles', {}, 'titles = association_proxy("boks", "title")  # !'),
  used('proxy to nothing', 'return Author(books=[Book()]).titles[0]', {}, 'titles = association_proxy("books", "titel")  # !'),
  used('proxy through a column', 'return Author.titles', {}, 'titles = association_proxy("name", "title")  # !'),
  {
    what: 'implicit attribute while the module is imported',
    models: scene({ author: 'books = relationship("Book", backref="author")', after: 'by_author = select(Book).join(Book.author)  # !' }),
  },
  {
    what: 'implicit attribute as an argument of a dataclass',
    used: true,
    versions: ['2.0', '2.1'],
    models: `class Author(MappedAsDataclass, Base):\n    __tablename__ = "author"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    books: Mapped[List["Book"]] = relationship(backref="author", default_factory=list)\n\nclass Book(MappedAsDataclass, Base):\n    __tablename__ = "book"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))\n\ndef use():\n    return Book(id=1, author_id=1, author=Author(id=1))  # !\n`,
  },
];
