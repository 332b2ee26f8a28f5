import pytest

from blog import create_app
from blog.extensions import db
from blog.models import Bookmark, Comment, Like, Post, Profile, Series, Tag, User
from blog.services.comments import (
    add_comment,
    comments_on_posts_of,
    headline,
    participants,
    people_to_notify,
    reply_to,
    thread_size,
)
from blog.services.digest import Digest, digests
from blog.services.posts import (
    bookmark,
    feed,
    find_post,
    popular_posts,
    posts_by,
    posts_liked_by,
    posts_tagged,
    publish,
    related_posts,
    summary,
    toggle_like,
)
from blog.services.users import (
    all_users,
    bookmarked_posts,
    create_user,
    find_user,
    get_user,
    most_active,
    most_liked_post,
    mutual_followers,
    topics,
    users_with_posts,
)


@pytest.fixture
def app():
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()


@pytest.fixture
def ada(app) -> User:
    return create_user("ada", "ada@example.com", "Ada Moreau", "Bread and clocks.")


@pytest.fixture
def ben(app) -> User:
    return create_user("ben", "ben@example.com", "Ben Okafor")


@pytest.fixture
def post(ada):
    post = publish(ada, "A starter that survives", "Keep it cold.", tags=["bread", "patience"])
    db.session.commit()
    return post


@pytest.fixture
def seeded(app):
    result = app.test_cli_runner().invoke(args=["seed"])
    assert result.output == "3 users are ready.\n"
    return app


def test_posts_and_author(ada, post):
    assert post.author is ada
    assert ada.posts == [post]
    assert Post.query.filter_by(author=ada).one() is post
    assert users_with_posts() == [ada]


def test_author_can_be_appended(ada):
    post = Post(title="Steam", slug="steam", body="A pan of water.")
    ada.posts.append(post)
    db.session.commit()
    assert post.author_id == ada.id
    assert post.byline == "Steam by Ada Moreau"


def test_profile_and_user(ada):
    profile = ada.profile
    db.session.commit()
    assert isinstance(profile, Profile)
    assert profile.user is ada
    ada.profile = None
    db.session.commit()
    assert Profile.query.count() == 0
    assert ada.display_name == "ada"


def test_following_and_followers(ada, ben):
    ben.follow(ada)
    ben.follow(ada)
    db.session.commit()
    assert ben.following.all() == [ada]
    assert ada.followers.all() == [ben]
    assert mutual_followers(ada) == []
    ada.follow(ben)
    assert mutual_followers(ada) == [ben]
    ben.unfollow(ada)
    assert ada.followers.count() == 0


def test_tags_and_posts(post):
    bread = Tag.query.filter_by(name="bread").one()
    assert bread in post.tags
    assert bread.posts.all() == [post]
    assert bread.newest_post() is post
    assert list(post.tag_names) == ["bread", "patience"]
    assert posts_tagged("bread") == [post]
    assert topics(post.author) == {"bread", "patience"}


def test_related_posts(ada, post):
    steam = publish(ada, "Steam", "A pan of water.", tags=["bread"])
    publish(ada, "Clocks", "They tick.", tags=["metal"])
    db.session.commit()
    assert related_posts(post) == {steam}


def test_subscribers_and_subscribed_tags(ben, post):
    bread = post.tags[0]
    bread.subscribers.append(ben)
    db.session.commit()
    assert ben.subscribed_tags == [bread]
    assert feed(ben) == [post]


def test_comments_and_post(ben, post):
    comment = add_comment(post, ben, "Does rye work?")
    db.session.commit()
    assert comment.post is post
    assert post.comments == [comment]
    assert headline(comment) == "ben to ada"
    assert comments_on_posts_of("ada") == [comment]


def test_comments_and_author(ada, ben, post):
    comment = add_comment(post, ben, "Does rye work?")
    db.session.commit()
    assert comment.author is ben
    assert ben.comments.all() == [comment]
    assert not comment.is_by_post_author
    assert participants(post) == {ada, ben}
    assert [(user, count) for user, count in most_active()] == [(ben, 1)]


def test_replies_and_parent(ada, ben, post):
    question = add_comment(post, ben, "Does rye work?")
    answer = reply_to(question, ada, "Even better.")
    thanks = reply_to(answer, ben, "Thank you.")
    db.session.commit()
    assert answer.parent is question
    assert question.replies == [answer]
    assert thanks.depth == 2
    assert thread_size(question) == 3
    assert headline(answer) == "ada to ben"
    assert people_to_notify(thanks) == {ada}
    assert post.discussion == [question]


def test_series_and_posts(ada, post):
    series = Series(title="Sourdough", slug="sourdough", editor=ada)
    series.posts.append(post)
    db.session.add(series)
    db.session.commit()
    assert post.series is series
    assert series.posts == [post]
    assert series.contributors == {ada}


def test_editor_and_edited_series(ada, ben):
    series = Series(title="Sourdough", slug="sourdough", editor=ben)
    db.session.add(series)
    db.session.commit()
    assert ben.edited_series == [series]
    assert series.editor is ben
    assert ada.edited_series == []


def test_likes(ben, post):
    assert toggle_like(ben, post)
    db.session.commit()
    like = post.likes[0]
    assert like.user is ben
    assert like.post is post
    assert ben.likes.all() == [like]
    assert list(post.liked_by) == [ben]
    assert ben.has_liked(post)
    assert posts_liked_by(ben) == [post]
    assert popular_posts() == [("A starter that survives", "ada", 1)]
    assert not toggle_like(ben, post)
    db.session.commit()
    assert Like.query.count() == 0


def test_bookmarks(ben, post):
    entry = bookmark(ben, post, note="for Sunday")
    db.session.commit()
    assert entry.user is ben
    assert entry.post is post
    assert ben.bookmarks.all() == [entry]
    assert post.bookmarks == [entry]
    assert bookmarked_posts(ben) == [post]


def test_deleting_a_post_takes_everything_on_it(ben, post):
    reply_to(add_comment(post, ben, "First."), post.author, "Second.")
    toggle_like(ben, post)
    bookmark(ben, post)
    db.session.commit()
    db.session.delete(post)
    db.session.commit()
    assert Comment.query.count() == Like.query.count() == Bookmark.query.count() == 0
    assert Tag.query.count() == 2


def test_queries(ada, ben, post):
    db.session.commit()
    assert find_user("ada") is ada
    assert get_user(ben.id) is ben
    assert all_users() == [ada, ben]
    assert find_post(post.slug) is post
    assert posts_by("ada") == [post]
    assert most_liked_post(ada) is post
    assert most_liked_post(ben) is None


def test_feed_and_digest(ada, ben, post):
    ben.follow(ada)
    db.session.commit()
    assert feed(ben) == [post]
    assert feed(ada) == []
    digest = Digest(ben)
    assert digest.recipient() == "Ben Okafor <ben@example.com>"
    assert list(digest.lines()) == ["ada wrote A starter that survives"]
    assert [digest.user for digest in digests([ada, ben])] == [ada]


def test_summary(ben, post):
    add_comment(post, ben, "Does rye work?")
    toggle_like(ben, post)
    db.session.commit()
    assert summary(post) == {
        "title": "A starter that survives",
        "author": "ada",
        "series": None,
        "tags": ["bread", "patience"],
        "likes": ["ben"],
        "bookmarks": 0,
        "comments": [{"author": "ben", "body": "Does rye work?"}],
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "ben to ada: Does rye work as well?"),
        ("/posts/steam-without-a-steam-oven", "edited by cleo"),
        ("/posts/a-starter-that-survives-holidays", "Ada Moreau</a>\n (author)"),
        ("/users/ada", "2 followers, 1 followed"),
        ("/users/cleo", "for Sunday"),
        ("/users/cleo/feed", "Beans that climb the railing"),
        ("/tags/bread", "2 posts"),
        ("/series/sourdough", "Edited by cleo"),
        ("/api/posts/beans-that-climb-the-railing", '"author":"ben"'),
    ],
)
def test_pages(seeded, path, text):
    response = seeded.test_client().get(path)
    assert response.status_code == 200
    assert text in response.text


@pytest.mark.parametrize("path", ["/posts/x", "/users/x", "/users/x/feed", "/tags/x", "/series/x"])
def test_missing_pages(seeded, path):
    assert seeded.test_client().get(path).status_code == 404


def test_forms(seeded):
    client = seeded.test_client()
    post = find_post("beans-that-climb-the-railing")
    cleo = find_user("cleo")
    path = f"/posts/{post.slug}"

    written = client.post(f"{path}/comments", data={"author_id": cleo.id, "body": "Lovely."})
    assert written.location == path
    liked = client.post(f"{path}/likes", data={"user_id": cleo.id})
    assert liked.location == path

    assert cleo.comments.filter_by(post=post).one().body == "Lovely."
    assert cleo.has_liked(post)


def test_stats(seeded):
    output = seeded.test_cli_runner().invoke(args=["stats"]).output
    assert "Ben Okafor: 2 comments, 1 posts" in output
    assert "A starter that survives holidays by ada: 2 likes" in output
    assert "To Cleo Lindqvist <cleo@example.com>" in output
