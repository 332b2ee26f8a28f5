"""secondary names no table"""
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", secondary="nowhere")


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
