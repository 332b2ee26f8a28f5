from blog.extensions import db

post_tags = db.Table(
    "post_tags",
    db.Column("post_id", db.ForeignKey("post.id"), primary_key=True),
    db.Column("tag_id", db.ForeignKey("tag.id"), primary_key=True),
)

tag_subscriptions = db.Table(
    "tag_subscriptions",
    db.Column("user_id", db.ForeignKey("user.id"), primary_key=True),
    db.Column("tag_id", db.ForeignKey("tag.id"), primary_key=True),
)


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True, nullable=False)

    subscribers = db.relationship("User", tag_subscriptions, backref="subscribed_tags")

    def __repr__(self):
        return f"<Tag {self.name}>"

    def newest_post(self):
        return self.posts.first()
