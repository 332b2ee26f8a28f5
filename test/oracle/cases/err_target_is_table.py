"""the target is the name of a table"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)


class B(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("parent.id"))
    a = relationship("parent")
