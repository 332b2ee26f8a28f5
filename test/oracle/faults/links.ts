import { child, type Fault, model, scene, two } from './fault.ts';

const tag = `${model('Tag', 'name = Column(String)')}
author_tag = Table("author_tag", Base.metadata, Column("author_id", ForeignKey("author.id")), Column("tag_id", ForeignKey("tag.id")))`;

/** Both sides of relationships: `backref`, `back_populates`. */
export const links: readonly Fault[] = [
  { what: 'backref named like a column', models: scene({ author: 'books = relationship("Book", backref="author_id")  # !' }) },
  { what: 'backref named like the key', models: scene({ author: 'books = relationship("Book", backref="id")  # !' }) },
  {
    what: 'backref named like a relationship',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: 'author = relationship("Author")' }),
  },
  {
    what: 'backref on one side, back_populates on the other',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: 'author = relationship("Author", back_populates="books")' }),
  },
  {
    what: 'backref on both sides',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: 'author = relationship("Author", backref="books")' }),
  },
  {
    what: 'backref named like a synonym',
    models: scene({ author: 'books = relationship("Book", backref="writer")  # !', book: 'writer = synonym("author_id")' }),
  },
  {
    what: 'backref named like a column property',
    models: scene({ author: 'books = relationship("Book", backref="double")  # !', book: 'double = column_property(Column("twice", Integer))' }),
  },
  {
    what: 'backref named like a deferred column',
    models: scene({ author: 'books = relationship("Book", backref="blurb")  # !', book: 'blurb = deferred(Column(String))' }),
  },
  {
    what: 'backref named like a composite',
    models: scene({
      before:
        'class Span:\n    def __init__(self, a, b):\n        self.a = a\n        self.b = b\n    def __composite_values__(self):\n        return self.a, self.b',
      author: 'books = relationship("Book", backref="span")  # !',
      book: 'first = Column(Integer)\nlast = Column(Integer)\nspan = composite(Span, first, last)',
    }),
  },
  {
    what: 'two backrefs of one name',
    models: scene({
      author: 'books = relationship("Book", backref="items")',
      before: '',
      after: `${model('Comment', 'book_id = Column(ForeignKey("book.id"))\nbook = relationship("Book", backref="notes")')}${model('Note', 'book_id = Column(ForeignKey("book.id"))\nbook = relationship("Book", backref="notes")  # !')}`,
    }),
  },
  { what: 'backref call of a taken name', models: scene({ author: 'books = relationship("Book", backref=backref("author_id"))  # !' }) },
  {
    what: 'backref named like a column of a subclass',
    models: scene({ author: 'books = relationship("Book", backref="writer")  # !', after: child('Novel', 'Book', 'writer = Column(String)') }),
  },
  {
    what: 'backref named like an inherited column',
    models: scene({ book: 'writer = Column(String)', author: 'novels = relationship("Novel", backref="writer")  # !', after: child('Novel', 'Book') }),
  },
  {
    what: 'backref named like a relationship of a subclass',
    models: scene({
      author: 'books = relationship("Book", backref="writer")  # !',
      after: child('Novel', 'Book', 'writer_id = Column(ForeignKey("author.id"))\nwriter = relationship("Author", foreign_keys=[writer_id])'),
    }),
  },
  {
    what: 'backref of a mixin that two classes use',
    models: `${model('User', 'name = Column(String)')}
class Owned:
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("user.id"))

    @declared_attr
    def user(cls):
        return relationship("User", backref="items")  # !
${model('Note', '', 'Owned, Base')}${model('Task', '', 'Owned, Base')}`,
  },
  { what: 'both keywords', models: scene({ author: 'books = relationship("Book", backref="author", back_populates="author")  # !' }) },
  { what: 'backref within a backref', models: scene({ author: 'books = relationship("Book", backref=backref("author", backref="books"))  # !' }) },
  {
    what: 'back_populates within a backref',
    models: scene({ author: 'books = relationship("Book", backref=backref("author", back_populates="books"))  # !' }),
  },
  {
    what: 'secondaryjoin within a backref',
    models: scene({ author: 'books = relationship("Book", backref=backref("author", secondaryjoin="Author.id == Book.author_id"))  # !' }),
  },
  { what: 'unknown keyword within a backref', models: scene({ author: 'books = relationship("Book", backref=backref("author", order="id"))  # !' }) },
  {
    what: 'unknown attribute in the order of a backref',
    models: scene({ book: 'author = relationship("Author", backref=backref("books", order_by="Book.title"))  # !' }),
  },
  { what: 'backref is a function', models: scene({ author: 'books = relationship("Book", backref=lambda: "author")  # !' }) },
  { what: 'backref is True', models: scene({ author: 'books = relationship("Book", backref=True)  # !' }) },
  { what: 'backref is a number', models: scene({ author: 'books = relationship("Book", backref=1)  # !' }) },
  {
    what: 'backref replaces a method',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: 'def author(self):\n    return None' }),
  },
  {
    what: 'backref replaces a property',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: '@property\ndef author(self):\n    return None' }),
  },
  {
    what: 'backref replaces a hybrid property',
    models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: '@hybrid_property\ndef author(self):\n    return None' }),
  },
  {
    what: 'backref replaces an association proxy',
    models: scene({
      author: 'books = relationship("Book", foreign_keys="Book.author_id", backref="author")  # !',
      book: 'author = association_proxy("shop", "id")\nshop_id = Column(ForeignKey("author.id"))\nshop = relationship("Author", foreign_keys=[shop_id])',
    }),
  },
  { what: 'backref replaces a value', models: scene({ author: 'books = relationship("Book", backref="author")  # !', book: 'author = "nobody"' }) },
  { what: 'back_populates is missing on the other side', models: scene({ author: 'books = relationship("Book", back_populates="author")  # !' }) },
  {
    what: 'back_populates is misspelt',
    models: scene({ author: 'books = relationship("Book", back_populates="auther")  # !', book: 'author = relationship("Author", back_populates="books")' }),
  },
  { what: 'back_populates names a column', models: scene({ author: 'books = relationship("Book", back_populates="author_id")  # !' }) },
  {
    what: 'back_populates names a synonym',
    models: scene({
      author: 'books = relationship("Book", back_populates="writer")  # !',
      book: 'author = relationship("Author")\nwriter = synonym("author")',
    }),
  },
  {
    what: 'back_populates names a method',
    models: scene({ author: 'books = relationship("Book", back_populates="author")  # !', book: 'def author(self):\n    return None' }),
  },
  {
    what: 'back_populates leads elsewhere',
    models: scene({
      author: 'books = relationship("Book", back_populates="shelf")  # !',
      book: 'shelf_id = Column(ForeignKey("shelf.id"))\nshelf = relationship("Shelf")',
      after: model('Shelf', 'name = Column(String)'),
    }),
  },
  {
    what: 'back_populates names a later backref',
    models: scene({ author: 'books = relationship("Book", back_populates="writer")  # !\nothers = relationship("Book", backref="writer")' }),
  },
  {
    what: 'back_populates is a function',
    models: scene({ author: 'books = relationship("Book", back_populates=lambda: Book.author)  # !', book: 'author = relationship("Author")' }),
    versions: ['1.4', '2.0'],
  },
  {
    what: 'back_populates between sides of one direction',
    models: scene({
      author:
        'editor_id = Column(ForeignKey("author.id"))\nedited = relationship("Author", back_populates="editor")\neditor = relationship("Author", back_populates="edited")  # !',
    }),
  },
  {
    what: 'backref of a self-reference without remote_side',
    models: scene({ author: 'editor_id = Column(ForeignKey("author.id"))\neditor = relationship("Author", backref="edited")  # !' }),
  },
  { what: 'sync_backref of a viewonly side', models: scene({ author: 'books = relationship("Book", viewonly=True, sync_backref=True)  # !' }) },
  {
    what: 'sync_backref beside a viewonly side',
    models: scene({
      author: 'books = relationship("Book", back_populates="author", sync_backref=True)  # !',
      book: 'author = relationship("Author", back_populates="books", viewonly=True)',
    }),
  },
  { what: 'two unlinked relationships of one key', models: scene({ author: 'books = relationship("Book")', book: 'author = relationship("Author")  # !' }) },
  {
    what: 'two relationships with backrefs of one key',
    models: scene({ author: 'books = relationship("Book", backref="author")\ndrafts = relationship("Book", backref="drafter")  # !' }),
  },
  {
    what: 'a secondary table written by an association object',
    models: scene({
      author: 'books = relationship("Book", secondary="link")',
      key: '',
      after: `${model('Link', 'author_id = Column(ForeignKey("author.id"))\nbook_id = Column(ForeignKey("book.id"))\nbook = relationship("Book")  # !')}`,
    }),
  },
  {
    what: 'many-to-many sides that are not linked',
    models: scene({
      author: 'tags = relationship("Tag", secondary="author_tag")',
      after: `${tag.replace('name = Column(String)', 'name = Column(String)\n    authors = relationship("Author", secondary="author_tag")  # !')}`,
    }),
  },
  {
    what: 'back_populates of one side only, and a second relationship',
    models: scene({
      author: 'books = relationship("Book")\ndrafts = relationship("Book", back_populates="author")  # !',
      book: 'author = relationship("Author", back_populates="drafts")  # !',
    }),
  },
  {
    what: 'delete-orphan in a backref',
    models: scene({ author: 'books = relationship("Book", backref=backref("author", cascade="all, delete-orphan"))  # !' }),
  },
  { what: 'dynamic in a backref', models: scene({ author: 'books = relationship("Book", backref=backref("author", lazy="dynamic"))  # !' }) },
  { what: 'unknown lazy in a backref', models: scene({ author: 'books = relationship("Book", backref=backref("author", lazy="eager"))  # !' }) },
  { what: 'unknown cascade in a backref', models: scene({ author: 'books = relationship("Book", backref=backref("author", cascade="all, orphans"))  # !' }) },
  {
    what: 'backref of a secondary to a taken name',
    models: scene({ author: 'tags = relationship("Tag", secondary="author_tag", backref="name")  # !', after: tag }),
  },
  {
    what: 'back_populates of a write-only side is missing',
    models: scene({ author: 'books: WriteOnlyMapped["Book"] = relationship(back_populates="author")  # !' }),
    versions: two,
  },
];
