"""the target is a plain class"""
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Plain:
    pass


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    plain = relationship(Plain)
