from sqlalchemy.orm import relationship
from .base import Base, Numbered


class Customer(Numbered, Base):
    __tablename__ = "customer"
    orders = relationship("Order", backref="customer")
