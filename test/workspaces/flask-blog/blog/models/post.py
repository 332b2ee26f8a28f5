from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import backref

from blog.extensions import db
from blog.models.mixins import TimestampMixin


class Post(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    series_id = db.Column(db.ForeignKey("series.id"))
    title = db.Column(db.String(120), nullable=False)
    slug = db.Column(db.String(120), unique=True, nullable=False)
    body = db.Column(db.Text, nullable=False)

    tags = db.relationship(
        "Tag",
        secondary="post_tags",
        backref=backref("posts", lazy="dynamic", order_by="Post.id.desc()"),
        order_by="Tag.name",
    )
    comments = db.relationship(
        "Comment",
        back_populates="post",
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by="Comment.id",
    )
    series = db.relationship("Series", back_populates="posts")

    tag_names = association_proxy("tags", "name")
    liked_by = association_proxy("likes", "user")

    def __repr__(self):
        return f"<Post {self.slug}>"

    @property
    def byline(self):
        return f"{self.title} by {self.author.display_name}"

    @property
    def discussion(self):
        """The comments that start a thread."""
        return [comment for comment in self.comments if comment.parent is None]
