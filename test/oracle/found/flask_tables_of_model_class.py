"""db.metadata is that of the model class"""
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    metadata = MetaData(schema="main")


db = SQLAlchemy(model_class=Base)
one = db.Table("one", Column("a_id", ForeignKey("main.a.id")), Column("b_id", ForeignKey("main.b.id")))
two = Table("two", db.metadata, Column("a_id", ForeignKey("main.a.id")), Column("b_id", ForeignKey("main.b.id")))


class A(db.Model):
    id = Column(Integer, primary_key=True)
    ones = db.relationship("B", secondary="main.one", backref="as_")
    twos = db.relationship("B", secondary=two, viewonly=True)


class B(db.Model):
    id = Column(Integer, primary_key=True)
