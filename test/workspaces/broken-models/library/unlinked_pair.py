"""Two relationships share a foreign key, and nothing links them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)

    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))

    # SAWarning: relationship 'Book.author' will copy column author.id to column book.author_id,
    # which conflicts with relationship(s): 'Author.books' (copies author.id to book.author_id). If
    # this is not the intention, consider if these relationships should be linked with
    # back_populates, or if viewonly=True should be applied to one or more if they are read-only.
    # For the less common case that foreign key constraints are partially overlapping, the
    # orm.foreign() annotation can be used to isolate the columns that should be written towards.
    # To silence this warning, add the parameter 'overlaps="books"' to the 'Book.author'
    # relationship.
    author: Mapped["Author"] = relationship()
