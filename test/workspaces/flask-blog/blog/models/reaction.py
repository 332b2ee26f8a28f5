from sqlalchemy import orm

from blog.extensions import db
from blog.models.mixins import ReactionMixin, TimestampMixin
from blog.models.post import Post


class Like(ReactionMixin, TimestampMixin, db.Model):
    __tablename__ = "post_like"

    post = db.relationship(
        "Post", backref=("likes", {"lazy": "selectin", "cascade": "all, delete-orphan"})
    )


class Bookmark(ReactionMixin, TimestampMixin, db.Model):
    note = db.Column(db.String(200))

    post = db.relationship(
        argument=Post, backref=orm.backref("bookmarks", cascade="all, delete-orphan")
    )
