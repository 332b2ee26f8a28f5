"""back_populates names a relationship that leads to a third class."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)

    # ArgumentError: reverse_property 'shelf' on relationship Author.books references relationship
    # Book.shelf, which does not reference mapper Mapper[Author(author)]
    books: Mapped[list["Book"]] = relationship(back_populates="shelf")


class Shelf(Base):
    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))

    shelf: Mapped["Shelf"] = relationship()
