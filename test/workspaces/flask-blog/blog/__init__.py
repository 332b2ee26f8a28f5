from flask import Flask

from blog.cli import register_commands
from blog.extensions import db
from blog.views import blueprint


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_mapping(SQLALCHEMY_DATABASE_URI="sqlite:///blog.db")
    app.config.from_mapping(config or {})

    db.init_app(app)
    app.register_blueprint(blueprint)
    register_commands(app)
    return app
