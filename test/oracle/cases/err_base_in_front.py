"""declarative base in front of a class that derives from it"""
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import declarative_base, relationship


Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)

class B(Base, A):
    __tablename__ = "b"
    id = Column(ForeignKey("a.id"), primary_key=True)
