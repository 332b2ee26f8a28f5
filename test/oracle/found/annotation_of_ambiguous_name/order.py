"""of an annotation that is a string only the name of the class is looked up, whatever module it comes from"""
from __future__ import annotations

import billing
import shipping
from base import Base
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Mapped, relationship


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    billing_id = Column(ForeignKey("billing_address.id"))
    shipping_id = Column(ForeignKey("shipping_address.id"))
    billing: Mapped[billing.Address] = relationship()
