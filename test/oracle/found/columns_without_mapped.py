"""an annotation of a column is Mapped[...] too; on a mixin it has to be even where the class lets others stand"""
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Numbered:
    __allow_unmapped__ = True
    number: int = Column(Integer)


class Shelf(Base):
    __tablename__ = "shelf"
    __allow_unmapped__ = True
    id: int = Column(Integer, primary_key=True)


class Room(Numbered, Base):
    __tablename__ = "room"
    id = Column(Integer, primary_key=True)
