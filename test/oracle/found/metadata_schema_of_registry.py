"""a MetaData given to registry(), to a class and to as_declarative()"""
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import as_declarative as declares, registry, relationship

mapper_registry = registry(metadata=MetaData(schema="one"))
Base = mapper_registry.generate_base()
links = Table("links", mapper_registry.metadata, Column("a_id", ForeignKey("one.a.id")), Column("b_id", ForeignKey("b.id")))


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", secondary="one.links")


@mapper_registry.mapped
class B:
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)


@declares(metadata=MetaData(schema="two"))
class Other:
    pass


class C(Other):
    __tablename__ = "c"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("c.id"))
    children = relationship("C")
