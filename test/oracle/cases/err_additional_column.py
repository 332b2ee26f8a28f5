from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class A(Base):
    __table__ = Table("a", Base.metadata, Column("id", Integer, primary_key=True))
    name = Column(String)
