from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship
from . import customer
from .base import Base, Numbered


class Order(Numbered, Base):
    __tablename__ = "order"
    customer_id = Column(Integer, ForeignKey("customer.id"))
    payer_id = Column(Integer)
    payer = relationship(
        customer.Customer,
        primaryjoin="foreign(Order.payer_id) == Customer.id",
        backref="paid",
    )
