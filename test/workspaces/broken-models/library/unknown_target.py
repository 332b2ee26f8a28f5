"""The name of the target has a typing error."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)

    # InvalidRequestError: When initializing mapper Mapper[Author(author)], expression 'Bok' failed
    # to locate a name ('Bok'). If this is a class name, consider adding this relationship() to the
    # <class 'library.unknown_target.Author'> class after both dependent classes have been defined.
    books = relationship("Bok", backref="author")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
