"""strings do not see the table of a class as its __table__"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Book", secondary="Authorship.__table__", backref="authors")


class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)


class Authorship(Base):
    __tablename__ = "authorship"
    author_id = Column(ForeignKey("author.id"), primary_key=True)
    book_id = Column(ForeignKey("book.id"), primary_key=True)
