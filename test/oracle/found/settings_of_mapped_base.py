"""__table_args__ and __mapper_args__ of a mapped base are not inherited, those of a mixin are"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class InSchema:
    __table_args__ = {"schema": "extra"}


class Party(InSchema, Base):
    __tablename__ = "party"
    id = Column(Integer, primary_key=True)
    host_id = Column(ForeignKey("extra.party.id"))
    __mapper_args__ = {"properties": {"host": relationship("Party", remote_side=[id])}}


class Company(Party):
    __tablename__ = "company"
    __table_args__ = {}
    id = Column(ForeignKey("extra.party.id"), primary_key=True)


class Person(Company):
    __tablename__ = "person"
    id = Column(ForeignKey("company.id"), primary_key=True)
