from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import registry, relationship

mapping = registry()
author = Table("author", mapping.metadata, Column("id", Integer, primary_key=True))
book = Table("book", mapping.metadata, Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("author.id")))


class Author:
    pass


class Book:
    pass


books = mapping.map_imperatively(Book, book)
mapping.map_imperatively(Author, author, properties={"books": relationship(books, backref="author")})
