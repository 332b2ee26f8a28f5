from blog.extensions import db
from blog.models.mixins import TimestampMixin

follows = db.Table(
    "follows",
    db.Column("follower_id", db.ForeignKey("user.id"), primary_key=True),
    db.Column("followed_id", db.ForeignKey("user.id"), primary_key=True),
)


class User(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(40), unique=True, nullable=False)
    email = db.Column(db.String(120), unique=True, nullable=False)

    posts = db.relationship("Post", backref="author", lazy=True)

    following = db.relationship(
        "User",
        secondary=follows,
        primaryjoin=(follows.c.follower_id == id),
        secondaryjoin=(follows.c.followed_id == id),
        backref=db.backref("followers", lazy="dynamic"),
        lazy="dynamic",
    )

    def __repr__(self):
        return f"<User {self.username}>"

    @property
    def display_name(self):
        return self.profile.full_name if self.profile else self.username

    def is_following(self, user):
        return self.following.filter(follows.c.followed_id == user.id).count() > 0

    def follow(self, user):
        if user is not self and not self.is_following(user):
            self.following.append(user)

    def unfollow(self, user):
        if self.is_following(user):
            self.following.remove(user)

    def has_liked(self, post):
        return self.likes.filter_by(post=post).count() > 0


class Profile(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"), unique=True, nullable=False)
    full_name = db.Column(db.String(80), nullable=False)
    bio = db.Column(db.Text, nullable=False, default="")

    user = db.relationship(
        User, backref=db.backref("profile", uselist=False, cascade="all, delete-orphan")
    )
