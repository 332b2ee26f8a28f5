"""a writing relationship whose only foreign column is equated with a value"""
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    deleted = Column(String)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", foreign_keys=[deleted], primaryjoin="and_(B.a_id == A.id, B.deleted == 'False')")
