"""the schema of the MetaData holds for tables that name none, in foreign keys and in strings too"""
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base(metadata=MetaData(schema="main"))
links = Table("links", Base.metadata, Column("a_id", ForeignKey("a.id")), Column("b_id", ForeignKey("main.b.id")))


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship(
        "B", secondary="main.links", primaryjoin="A.id == main.links.c.a_id", secondaryjoin="main.b.c.id == main.links.c.b_id", backref="as_"
    )


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    main_id = Column(ForeignKey("a.id"))
    main = relationship(A)


class C(Base):
    __tablename__ = "c"
    __table_args__ = {"schema": "extra"}
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    a = relationship("A", backref="cs")
