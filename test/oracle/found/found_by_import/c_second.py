from b_first import Item
from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import relationship


class Abstract(Item):
    __abstract__ = True


class Item(Abstract):
    __tablename__ = "special_item"
    id = Column(ForeignKey("item.id"), primary_key=True)
    __mapper_args__ = {"inherit_condition": id == Abstract.id}
    parent_id = Column(ForeignKey("special_item.id"))
    children = relationship(lambda: Item, foreign_keys=[parent_id], remote_side=[parent_id])
