import click
from flask.cli import with_appcontext

from blog.extensions import db
from blog.models import Series, Tag
from blog.services.comments import add_comment, reply_to
from blog.services.digest import digests
from blog.services.posts import bookmark, popular_posts, publish, toggle_like
from blog.services.users import all_users, create_user, most_active


@click.command("seed")
@with_appcontext
def seed():
    """Create the tables anew and fill them with a few people who write and talk."""
    db.drop_all()
    db.create_all()

    ada = create_user("ada", "ada@example.com", "Ada Moreau", "Writes about bread and clocks.")
    ben = create_user("ben", "ben@example.com", "Ben Okafor", "Gardens on a balcony.")
    cleo = create_user("cleo", "cleo@example.com", "Cleo Lindqvist")
    ben.follow(ada)
    ada.follow(ben)
    cleo.follow(ada)

    sourdough = Series(
        title="Sourdough in a small kitchen",
        slug="sourdough",
        summary="From the first starter to the tenth loaf.",
        editor=cleo,
    )
    db.session.add(sourdough)
    starter = publish(
        ada,
        "A starter that survives holidays",
        "Feed it stiff, keep it cold, forget it for two weeks.",
        tags=["bread", "patience"],
        series=sourdough,
    )
    oven = publish(
        ada,
        "Steam without a steam oven",
        "A cast-iron pan and a cup of water do most of the work.",
        tags=["bread", "kitchen"],
        series=sourdough,
    )
    beans = publish(
        ben,
        "Beans that climb the railing",
        "Sow in May, tie once, harvest until the first frost.",
        tags=["garden", "patience"],
    )

    question = add_comment(starter, ben, "Does rye work as well?")
    answer = reply_to(question, ada, "Even better, but expect it to smell.")
    reply_to(answer, ben, "It does.")
    add_comment(oven, cleo, "My smoke alarm agrees with the first half.")
    add_comment(beans, ada, "How much sun do they need?")

    toggle_like(ben, starter)
    toggle_like(cleo, starter)
    toggle_like(ada, beans)
    bookmark(cleo, oven, note="for Sunday")

    garden = Tag.query.filter_by(name="garden").one()
    garden.subscribers.append(cleo)
    db.session.commit()
    click.echo(f"{len(all_users())} users are ready.")


@click.command("stats")
@with_appcontext
def stats():
    """Print who is active, what is liked, and what the next digests will say."""
    for user, comments in most_active():
        click.echo(f"{user.profile.full_name}: {comments} comments, {len(user.posts)} posts")
    for title, username, score in popular_posts():
        click.echo(f"{title} by {username}: {score} likes")
    for digest in digests(all_users()):
        click.echo(f"\nTo {digest.recipient()}: {digest.subject()}")
        for line in digest.lines():
            click.echo(f"  {line}")


def register_commands(app):
    app.cli.add_command(seed)
    app.cli.add_command(stats)
