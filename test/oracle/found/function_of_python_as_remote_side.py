"""the class has no id, so that the name is Python's function, which is called for the column"""
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Shelf(Base):
    __tablename__ = "shelf"
    number = Column(Integer, primary_key=True)
    above_number = Column(ForeignKey("shelf.number"))
    above = relationship("Shelf", remote_side=id, backref="below")
