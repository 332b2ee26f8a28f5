/** Applications of which one module of models is imported by nobody; `test/oracle/live/imports.test.ts` runs them. */
export interface Layout {
  readonly name: string;
  /** The module whose import starts the application. */
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  /** Per fix: the title, with a star when it is preferred, and the lines it writes. */
  readonly fixes: readonly (readonly string[])[];
}

const base = `from sqlalchemy.orm import declarative_base

Base = declarative_base()
`;
const author = (from: string, guard = ''): string => `${guard}from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship

from ${from} import Base


class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book")
`;
const book = (from: string): string => `from sqlalchemy import Column, ForeignKey, Integer

from ${from} import Base


class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
`;
const other = (from: string, name: string): string => `from sqlalchemy import Column, Integer

from ${from} import Base


class ${name}(Base):
    __tablename__ = "${name.toLowerCase()}"
    id = Column(Integer, primary_key=True)
`;
/** A package `app.models` with modules of its own, and what its `__init__` says. */
const models = (init: string, more: Readonly<Record<string, string>> = { 'app/__init__.py': 'from app import models\n' }): Record<string, string> => ({
  'app/models/__init__.py': init,
  'app/models/base.py': base,
  'app/models/author.py': author('app.models.base'),
  'app/models/book.py': book('app.models.base'),
  'app/models/tag.py': other('app.models.base', 'Tag'),
  ...more,
});
const inInit = "Import 'Book' in app/models/__init__.py *";

export const layouts: readonly Layout[] = [
  {
    name: 'sorted names, relative',
    entry: 'app',
    files: models('from .author import Author\nfrom .tag import Tag\n'),
    fixes: [[inInit, '+from .book import Book']],
  },
  {
    name: 'absolute, with a word for the linter',
    entry: 'app',
    files: models('from app.models.author import Author  # noqa: F401\nfrom app.models.tag import Tag  # noqa: F401\n'),
    fixes: [[inInit, '+from app.models.book import Book  # noqa: F401']],
  },
  {
    name: 'in the order of the author where there is none',
    entry: 'app',
    files: models('"""Models."""\nfrom .tag import Tag\nfrom .author import Author'),
    fixes: [[inInit, '+from .book import Book']],
  },
  {
    name: 'modules of the package',
    entry: 'app',
    files: models('from . import author, tag\n'),
    fixes: [[inInit, '-from . import author, tag', '+from . import author, book, tag']],
  },
  {
    name: 'modules on lines of their own',
    entry: 'app',
    files: models('from app.models import (\n    author,\n    tag,\n)\n'),
    fixes: [[inInit, '+    book,']],
  },
  {
    name: 'a star',
    entry: 'app',
    files: models('from .author import *  # noqa\nfrom .tag import *  # noqa\n'),
    fixes: [[inInit, '+from .book import *  # noqa']],
  },
  {
    name: 'names given on to type checkers',
    entry: 'app',
    files: models('from .author import Author as Author\nfrom .tag import Tag as Tag\n'),
    fixes: [[inInit, '+from .book import Book as Book']],
  },
  {
    name: 'with __all__',
    entry: 'app',
    files: models("from .author import Author\nfrom .tag import Tag\n\n__all__ = [\n    'Author',\n    'Tag',\n]\n"),
    fixes: [[inInit, '+from .book import Book', "+    'Book',"]],
  },
  {
    name: 'with __all__ on one line, no order',
    entry: 'app',
    files: models('from .author import Author\nfrom .tag import Tag\n\n__all__ = ("Tag", "Author")\n'),
    fixes: [[inInit, '-__all__ = ("Tag", "Author")', '+from .book import Book', '+__all__ = ("Tag", "Author", "Book")']],
  },
  {
    name: 'carriage returns',
    entry: 'app',
    files: models('from .author import Author\r\nfrom .tag import Tag\r\n'),
    fixes: [[inInit, '+from .book import Book\r']],
  },
  {
    name: 'a type checker alone knows it',
    entry: 'app',
    files: {
      ...models('from .author import Author\nfrom .tag import Tag\n'),
      'app/models/author.py': author(
        'app.models.base',
        'from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.models.book import Book\n\n',
      ),
    },
    fixes: [[inInit, '+from .book import Book']],
  },
  {
    name: 'a package that imports nothing yet',
    entry: 'main',
    files: models('', { 'app/__init__.py': '', 'main.py': 'from app.models.author import Author\n\nprint(Author)\n' }),
    fixes: [[inInit, '+from app.models.book import Book']],
  },
  {
    name: 'a module that collects them, and migrations',
    entry: 'app.main',
    files: models('', {
      'app/__init__.py': '',
      'app/db.py':
        '# All models, for those who need them all.\nfrom app.models.base import Base\nfrom app.models.author import Author\nfrom app.models.tag import Tag\n',
      'app/main.py': 'from app.db import Base\nfrom app.models.author import Author\n\nprint(Base, Author)\n',
      'alembic/env.py': 'import app.models.author\nimport app.models.tag\n',
    }),
    fixes: [
      ["Import 'Book' in app/db.py *", '+from app.models.book import Book'],
      ["Import 'Book' in alembic/env.py", '+import app.models.book'],
    ],
  },
  {
    name: 'in the function that makes the application',
    entry: 'app',
    files: {
      'app/__init__.py': `from sqlalchemy.orm import declarative_base

Base = declarative_base()


def create_app():
    from app import author  # noqa: F401
    from app import tag  # noqa: F401


create_app()
`,
      'app/author.py': author('app'),
      'app/book.py': book('app'),
      'app/tag.py': other('app', 'Tag'),
    },
    fixes: [["Import 'Book' in app/__init__.py *", '+    from app import book  # noqa: F401']],
  },
  {
    name: 'at the end of the module that defines the base',
    entry: 'app',
    files: {
      'app/__init__.py': 'from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\nfrom . import author, tag  # noqa: E402\n',
      'app/author.py': author('app'),
      'app/book.py': book('app'),
      'app/tag.py': other('app', 'Tag'),
    },
    fixes: [["Import 'Book' in app/__init__.py *", '-from . import author, tag  # noqa: E402', '+from . import author, book, tag  # noqa: E402']],
  },
  {
    name: 'one folder for each part of the application',
    entry: 'app.main',
    files: {
      'app/__init__.py': '',
      'app/base.py': base,
      'app/authors/__init__.py': '',
      'app/authors/models.py': author('app.base'),
      'app/books/__init__.py': '',
      'app/books/models.py': book('app.base'),
      'app/tags/__init__.py': '',
      'app/tags/models.py': other('app.base', 'Tag'),
      'app/main.py': 'from app.authors import models as authors  # noqa\nfrom app.tags import models as tags  # noqa\n',
    },
    fixes: [["Import 'Book' in app/main.py *", '+from app.books import models as books  # noqa']],
  },
];
