from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship

from .service import Base, Service


class Signal(Base):
    __tablename__ = "signal"
    id = Column(Integer, primary_key=True)
    service_id = Column(Integer, ForeignKey(Service.id))
    service = relationship(Service, backref="signals")


class Service:
    """What is sent over the wire."""

    id: int
