"""a backref takes over the join that its source found, where by itself it would find two"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Event(Base):
    __tablename__ = "event"
    id = Column(Integer, primary_key=True)


class File(Event):
    __tablename__ = "file"
    id = Column(ForeignKey("event.id"), primary_key=True)
    group_id = Column(ForeignKey("group.id"))
    group = relationship("Group", backref="files")


class Group(Base):
    __tablename__ = "group"
    id = Column(Integer, primary_key=True)
    event_id = Column(ForeignKey("event.id"))
