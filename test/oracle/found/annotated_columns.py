"""primary and foreign keys that come from Annotated, whatever it is called"""
from typing import Annotated as With, Optional
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped as M, mapped_column, relationship

key = With[int, mapped_column(primary_key=True)]
a_key = With[int, mapped_column(ForeignKey("a.id"))]


class Base(DeclarativeBase):
    pass


class A(Base):
    __tablename__ = "a"
    id: M[key]
    bs: M[list["B"]] = relationship(back_populates="a")


class B(Base):
    __tablename__ = "b"
    id: M[key]
    a_id: M[Optional[a_key]]
    a: "M[A]" = relationship(back_populates="bs")


class C(A):
    __tablename__ = "c"
    id: "M[a_key]" = mapped_column(primary_key=True)
