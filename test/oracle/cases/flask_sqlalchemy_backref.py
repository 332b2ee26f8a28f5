"""Flask-SQLAlchemy: no table names, relationship and backref from the extension object"""
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class Team(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    heroes = db.relationship("Hero", backref=db.backref("team", lazy="joined"), lazy="dynamic")
class Hero(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    team_id = db.Column(db.Integer, db.ForeignKey("team.id"))
