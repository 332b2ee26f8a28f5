"""two classes of a hierarchy with one identity"""
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "a"}


class B(A):
    __mapper_args__ = {"polymorphic_identity": "b"}


class C(A):
    __mapper_args__ = {"polymorphic_identity": "b"}


class D(B):
    __mapper_args__ = {"polymorphic_identity": "a"}
