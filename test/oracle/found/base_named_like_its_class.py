"""the class that is given to declarative_base() has the name that its result gets"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship


class Model:
    id = Column(Integer, primary_key=True)


Model = declarative_base(cls=Model)


class Author(Model):
    __tablename__ = "author"
    books = relationship("Book", backref="author")


class Book(Model):
    __tablename__ = "book"
    author_id = Column(ForeignKey("author.id"))
