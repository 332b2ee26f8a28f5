from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from blog.extensions import db
from blog.models import Post, Profile, User


def find_user(username):
    return User.query.filter_by(username=username).first()


def get_user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def create_user(username: str, email: str, full_name: str, bio: str = "") -> User:
    user = User(username=username, email=email, profile=Profile(full_name=full_name, bio=bio))
    db.session.add(user)
    return user


def all_users():
    """Every user, with the profile, the posts and their authors loaded along."""
    statement = (
        select(User)
        .options(joinedload(User.profile), selectinload(User.posts).joinedload(Post.author))
        .order_by(User.username)
    )
    return db.session.scalars(statement).all()


def users_with_posts():
    return User.query.filter(User.posts.any()).order_by(User.username).all()


def most_active(limit: int = 3):
    """Pairs of a user and the number of comments the user wrote."""
    statement = (
        select(User, func.count())
        .join(User.comments)
        .group_by(User.id)
        .order_by(func.count().desc(), User.username)
        .limit(limit)
    )
    return db.session.execute(statement).all()


def mutual_followers(user: User) -> list[User]:
    return [follower for follower in user.followers if user.is_following(follower)]


def topics(user: User) -> set[str]:
    return {tag.name for post in user.posts for tag in post.tags}


def most_liked_post(user):
    posts = sorted(user.posts, key=lambda post: len(post.likes), reverse=True)
    return posts[0] if posts else None


def bookmarked_posts(user):
    posts = []
    for bookmark in user.bookmarks:
        posts.append(bookmark.post)
    return posts


def mail_address(user):
    return f"{user.profile.full_name} <{user.email}>"
