from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import registry, relationship

from .domain import Post, Writer

mappers = registry()

writers = Table("writers", mappers.metadata, Column("id", Integer, primary_key=True))
posts = Table(
    "posts",
    mappers.metadata,
    Column("id", Integer, primary_key=True),
    Column("writer_id", ForeignKey("writers.id")),
)

mappers.map_imperatively(Writer, writers, properties={"posts": relationship(Post, backref="writer")})
mappers.map_imperatively(Post, posts)
