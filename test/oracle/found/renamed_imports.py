"""SQLAlchemy's names under other names"""
from sqlalchemy import Column as Col, ForeignKey as FK, Integer
from sqlalchemy.orm import declared_attr as per_class, declarative_base, relationship as rel

Base = declarative_base()


class Owned:
    @per_class
    def owner_id(cls):
        return Col(FK("owner.id"))

    @per_class
    def owner(cls):
        return rel("Owner", foreign_keys=[cls.owner_id], backref="{}s".format(cls.__name__.lower()))


class Owner(Base):
    __tablename__ = "owner"
    id = Col(Integer, primary_key=True)


class Car(Owned, Base):
    __tablename__ = "car"
    id = Col(Integer, primary_key=True)


class Boat(Owned, Base):
    __tablename__ = "boat"
    id = Col(Integer, primary_key=True)
    captain_id = Col(FK("owner.id"))
    captain = rel(Owner, foreign_keys=[captain_id])
