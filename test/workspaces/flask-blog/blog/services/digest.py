"""The letter a user gets every week."""

from blog.models import User
from blog.services.posts import feed
from blog.services.users import mail_address


class Digest:
    def __init__(self, user: User):
        self.user = user

    def recipient(self):
        return mail_address(self.user)

    def subject(self):
        return f"{self.user.followers.count()} followers, {len(self.user.posts)} posts"

    def lines(self):
        for post in self.user.posts:
            yield f"{post.title}: {len(post.likes)} likes, {len(post.comments)} comments"
        for post in feed(self.user):
            yield f"{post.author.username} wrote {post.title}"
        for series in self.user.edited_series:
            yield f"{series.title} has {len(series.posts)} parts"


def digests(users):
    return [Digest(user) for user in users if user.posts or user.subscribed_tags]
