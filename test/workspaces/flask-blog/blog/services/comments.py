from blog.extensions import db
from blog.models import Comment, Post, User


def add_comment(post: Post, author: User, body: str) -> Comment:
    comment = Comment(post=post, author=author, body=body)
    db.session.add(comment)
    return comment


def reply_to(comment: Comment, author: User, body: str) -> Comment:
    reply = Comment(post=comment.post, author=author, parent=comment, body=body)
    db.session.add(reply)
    return reply


def recent_comments(limit: int = 5):
    return Comment.query.order_by(Comment.id.desc()).limit(limit).all()


def comments_on_posts_of(username):
    return Comment.query.filter(Comment.post.has(Post.author.has(username=username))).all()


def addressee(comment):
    if comment.parent:
        return comment.parent.author.username
    return comment.post.author.username


def headline(comment):
    return f"{comment.author.username} to {addressee(comment)}"


def participants(post: Post) -> set[User]:
    people = {comment.author for comment in post.comments}
    people.add(post.author)
    return people


def people_to_notify(comment: Comment) -> set[User]:
    """The author of the post and everybody further up in the thread, but not the writer."""
    people = {comment.post.author}
    parent = comment.parent
    while parent is not None:
        people.add(parent.author)
        parent = parent.parent
    return people - {comment.author}


def thread_size(comment):
    return 1 + sum(thread_size(reply) for reply in comment.replies)
