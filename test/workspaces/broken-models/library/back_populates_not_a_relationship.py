"""back_populates names a column."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)

    # InvalidRequestError: back_populates on relationship 'Author.books' refers to attribute
    # 'Book.author_id' that is not a relationship.  The back_populates parameter should refer to the
    # name of a relationship on the target class.
    books: Mapped[list["Book"]] = relationship(back_populates="author_id")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
