"""Import every model here: a relationship finds its target by name only once it is loaded."""

from sqlalchemy.orm import configure_mappers

from .comment import Comment
from .post import Post
from .reaction import Bookmark, Like
from .series import Series
from .tag import Tag, post_tags, tag_subscriptions
from .user import Profile, User, follows

# Attributes made by a backref, such as Post.author, exist on the classes from here on.
configure_mappers()

__all__ = [
    "Bookmark",
    "Comment",
    "Like",
    "Post",
    "Profile",
    "Series",
    "Tag",
    "User",
    "follows",
    "post_tags",
    "tag_subscriptions",
]
