"""the sibling's column is there, and has no foreign key"""
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, declared_attr, relationship

Base = declarative_base()


class Host(Base):
    __tablename__ = "host"
    id = Column(Integer, primary_key=True)


class Finding(Base):
    __tablename__ = "finding"
    id = Column(Integer, primary_key=True)
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": kind}


class Plain(Finding):
    __mapper_args__ = {"polymorphic_identity": "plain"}

    @declared_attr
    def host_id(cls):
        return Finding.__table__.c.get("host_id", Column(Integer))


class Web(Finding):
    __mapper_args__ = {"polymorphic_identity": "web"}

    @declared_attr
    def host_id(cls):
        return Finding.__table__.c.get("host_id", Column(Integer, ForeignKey("host.id")))

    host = relationship("Host")
