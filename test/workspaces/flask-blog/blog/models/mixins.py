from datetime import datetime, timezone

from sqlalchemy.orm import declared_attr

from blog.extensions import db


def utcnow():
    return datetime.now(timezone.utc).replace(tzinfo=None)


class TimestampMixin:
    created_at = db.Column(db.DateTime, nullable=False, default=utcnow)
    updated_at = db.Column(db.DateTime, nullable=False, default=utcnow, onupdate=utcnow)


class ReactionMixin:
    """Something a user does to a post, at most once.

    Every class that uses it appears on the user under its own name in the plural:
    ``Like`` makes ``user.likes``, ``Bookmark`` makes ``user.bookmarks``.
    """

    user_id = db.Column(db.ForeignKey("user.id"), primary_key=True)
    post_id = db.Column(db.ForeignKey("post.id"), primary_key=True)

    @declared_attr
    def user(cls):
        return db.relationship(
            "User",
            backref=db.backref(
                f"{cls.__name__.lower()}s", lazy="dynamic", cascade="all, delete-orphan"
            ),
        )
