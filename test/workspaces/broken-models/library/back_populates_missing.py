"""back_populates names an attribute that the target does not have."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)

    # InvalidRequestError: Mapper 'Mapper[Book(book)]' has no property 'writer'.  If this property
    # was indicated from other mappers or configure events, ensure registry.configure() has been
    # called.
    books: Mapped[list["Book"]] = relationship(back_populates="writer")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))

    author: Mapped["Author"] = relationship(back_populates="books")
