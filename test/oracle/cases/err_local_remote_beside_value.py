"""remote_side that is compared with a value only"""
from sqlalchemy import Boolean, Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship


Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)

class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    deleted = Column(Boolean)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", primaryjoin="and_(A.id == B.a_id, B.deleted == False)", remote_side="B.deleted")
