"""targets that a function imports, and a class that extends an import of its own name"""
from a_base import Base
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship


def find_item():
    from c_second import Item

    return Item


class Item(Base):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    special_id = Column(ForeignKey("special_item.id"))
    special = relationship(find_item, foreign_keys=[special_id], backref="referring")
