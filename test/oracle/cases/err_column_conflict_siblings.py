from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))


class Work(Base):
    __tablename__ = "work"
    id = Column(Integer, primary_key=True)
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "work"}


class Play(Work):
    year = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "play"}


class Poem(Work):
    year = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "poem"}
