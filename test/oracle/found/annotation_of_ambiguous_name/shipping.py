from base import Base
from sqlalchemy import Column, Integer


class Address(Base):
    __tablename__ = "shipping_address"
    id = Column(Integer, primary_key=True)
