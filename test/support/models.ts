/** A small blog in pure SQLAlchemy that many tests share. */
export const blog = `
#- blog/__init__.py
#- blog/base.py
from sqlalchemy.orm import declarative_base
Base = declarative_base()
#- blog/user.py
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import backref, relationship
from .base import Base

followers = Table(
    "followers",
    Base.metadata,
    Column("follower_id", ForeignKey("users.id"), primary_key=True),
    Column("followed_id", ForeignKey("users.id"), primary_key=True),
)

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    posts = relationship("Post", backref="author", order_by="Post.created")
    following = relationship(
        "User",
        secondary=followers,
        primaryjoin="User.id == followers.c.follower_id",
        secondaryjoin="User.id == followers.c.followed_id",
        backref=backref("followers", lazy="dynamic"),
    )
#- blog/post.py
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import relationship
from .base import Base

post_tags = Table("post_tags", Base.metadata, Column("post_id", ForeignKey("posts.id")), Column("tag_id", ForeignKey("tags.id")))

class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    created = Column(Integer)
    author_id = Column(ForeignKey("users.id"))
    tags = relationship("Tag", secondary="post_tags", back_populates="posts", cascade="save-update, merge")

class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", secondary=post_tags, back_populates="tags")
`;
