from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Shelf(Base):
    __tablename__ = "shelf"
    number = Column(Integer, primary_key=True)
    above_number = Column(ForeignKey("shelf.number"))
    below = relationship("Shelf", backref=backref("above", remote_side=[id]))
