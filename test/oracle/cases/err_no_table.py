"""a class without a table"""
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Outer(Base):
    id = Column(Integer, primary_key=True)
