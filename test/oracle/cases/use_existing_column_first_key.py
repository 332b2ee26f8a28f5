"""use_existing_column takes the column that is there, with its foreign key"""
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Host(Base):
    __tablename__ = "host"
    id: Mapped[int] = mapped_column(primary_key=True)


class Network(Base):
    __tablename__ = "network"
    id: Mapped[int] = mapped_column(primary_key=True)


class Finding(Base):
    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    __mapper_args__ = {"polymorphic_on": "kind"}


class Plain(Finding):
    __mapper_args__ = {"polymorphic_identity": "plain"}
    place_id: Mapped[int] = mapped_column(ForeignKey("host.id"), use_existing_column=True, nullable=True)
    host: Mapped[Host] = relationship(foreign_keys=[place_id], backref="plain")


class Web(Finding):
    __mapper_args__ = {"polymorphic_identity": "web"}
    place_id: Mapped[int] = mapped_column(ForeignKey("network.id"), use_existing_column=True, nullable=True)
    host: Mapped[Host] = relationship(foreign_keys=[place_id], backref="web")
