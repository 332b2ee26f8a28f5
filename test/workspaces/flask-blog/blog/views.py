from flask import Blueprint, abort, redirect, render_template, request, url_for

from blog.extensions import db
from blog.models import Series, Tag, User
from blog.services.comments import add_comment, recent_comments
from blog.services.posts import feed, find_post, latest_posts, related_posts, summary, toggle_like
from blog.services.users import find_user, mutual_followers, topics

blueprint = Blueprint("blog", __name__)


@blueprint.get("/")
def index():
    return render_template("index.html", posts=latest_posts(), comments=recent_comments())


@blueprint.get("/posts/<slug>")
def show_post(slug):
    post = find_post(slug) or abort(404)
    users = User.query.order_by(User.username).all()
    return render_template("post.html", post=post, related=related_posts(post), users=users)


@blueprint.post("/posts/<slug>/comments")
def write_comment(slug):
    post = find_post(slug) or abort(404)
    author = db.get_or_404(User, request.form.get("author_id", type=int))
    add_comment(post, author, request.form["body"])
    db.session.commit()
    return redirect(url_for("blog.show_post", slug=post.slug))


@blueprint.post("/posts/<slug>/likes")
def like_post(slug):
    post = find_post(slug) or abort(404)
    user = db.get_or_404(User, request.form.get("user_id", type=int))
    toggle_like(user, post)
    db.session.commit()
    return redirect(url_for("blog.show_post", slug=post.slug))


@blueprint.get("/users/<username>")
def show_user(username):
    user = User.query.filter_by(username=username).first_or_404()
    return render_template(
        "user.html", user=user, topics=topics(user), friends=mutual_followers(user)
    )


@blueprint.get("/users/<username>/feed")
def show_feed(username):
    user = find_user(username) or abort(404)
    return render_template("feed.html", user=user, posts=feed(user))


@blueprint.get("/tags/<name>")
def show_tag(name):
    tag = db.first_or_404(db.select(Tag).filter_by(name=name))
    return render_template("tag.html", tag=tag)


@blueprint.get("/series/<slug>")
def show_series(slug):
    series = db.one_or_404(db.select(Series).filter_by(slug=slug))
    return render_template("series.html", series=series)


@blueprint.get("/api/posts/<slug>")
def api_post(slug):
    post = find_post(slug) or abort(404)
    return summary(post)
