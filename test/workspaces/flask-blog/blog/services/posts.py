import re

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from blog.extensions import db
from blog.models import Bookmark, Comment, Like, Post, Series, Tag, User


def slugify(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def find_or_create_tag(name: str) -> Tag:
    tag = Tag.query.filter_by(name=name).first()
    if tag is None:
        tag = Tag(name=name)
        db.session.add(tag)
    return tag


def publish(author: User, title: str, body: str, tags=(), series: Series | None = None) -> Post:
    post = Post(
        author=author,
        title=title,
        slug=slugify(title),
        body=body,
        tags=[find_or_create_tag(name) for name in tags],
        series=series,
    )
    db.session.add(post)
    return post


def latest_posts(limit: int = 10):
    statement = (
        select(Post)
        .options(joinedload(Post.author).joinedload(User.profile), selectinload(Post.tags))
        .order_by(Post.id.desc())
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def find_post(slug):
    statement = (
        select(Post)
        .options(
            joinedload(Post.author),
            selectinload(Post.comments).selectinload(Comment.replies).joinedload(Comment.author),
        )
        .where(Post.slug == slug)
    )
    return db.session.scalars(statement).first()


def posts_by(username: str) -> list[Post]:
    statement = (
        select(Post)
        .join(Post.author)
        .options(contains_eager(Post.author))
        .where(User.username == username)
        .order_by(Post.id)
    )
    return list(db.session.scalars(statement))


def posts_tagged(name):
    return Post.query.join(Post.tags).filter(Tag.name == name).order_by(Post.id).all()


def posts_liked_by(user: User):
    return Post.query.filter(Post.likes.any(Like.user == user)).order_by(Post.id).all()


def popular_posts(limit: int = 5):
    statement = (
        select(Post, func.count(Like.user_id).label("score"))
        .join(Post.likes)
        .group_by(Post.id)
        .order_by(func.count(Like.user_id).desc(), Post.id)
        .limit(limit)
    )
    return [
        (post.title, post.author.username, score) for post, score in db.session.execute(statement)
    ]


def feed(user: User):
    """Posts of the users this user follows, and posts with a tag the user subscribed to."""
    followed = Post.author.has(User.followers.any(User.id == user.id))
    subscribed = Post.tags.any(Tag.subscribers.any(User.id == user.id))
    statement = select(Post).where(followed | subscribed).order_by(Post.id.desc())
    return db.session.scalars(statement).all()


def related_posts(post: Post) -> set[Post]:
    return {other for tag in post.tags for other in tag.posts if other is not post}


def toggle_like(user: User, post: Post) -> bool:
    like = Like.query.filter_by(user=user, post=post).first()
    if like is None:
        db.session.add(Like(user=user, post=post))
        return True
    post.likes.remove(like)
    return False


def bookmark(user: User, post: Post, note: str | None = None) -> Bookmark:
    entry = Bookmark(user=user, post=post, note=note)
    db.session.add(entry)
    return entry


def summary(post):
    """What the JSON API says about a post."""
    return {
        "title": post.title,
        "author": post.author.username,
        "series": post.series.title if post.series else None,
        "tags": list(post.tag_names),
        "likes": [like.user.username for like in post.likes],
        "bookmarks": len(post.bookmarks),
        "comments": [
            {"author": comment.author.username, "body": comment.body} for comment in post.comments
        ],
    }
