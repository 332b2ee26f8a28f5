from sqlalchemy import orm

from blog.extensions import db
from blog.models.mixins import TimestampMixin


class Comment(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    post_id = db.Column(db.ForeignKey("post.id"), nullable=False)
    author_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    parent_id = db.Column(db.ForeignKey("comment.id"))
    body = db.Column(db.Text, nullable=False)

    post = db.relationship("Post", back_populates="comments")
    author = orm.relationship(
        "blog.models.user.User",
        backref=orm.backref("comments", lazy="dynamic", order_by="Comment.id"),
        lazy="joined",
    )
    replies = db.relationship(
        lambda: Comment,
        backref=db.backref("parent", remote_side=[id]),
        cascade="all, delete-orphan",
        order_by="Comment.id",
    )

    @property
    def depth(self):
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def is_by_post_author(self):
        return self.author is self.post.author
