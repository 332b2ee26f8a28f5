"""The backref of a many-to-many takes over both joins with what was found foreign in them: its own foreign_keys count for nothing."""

from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()

permissions = Table(
    "permissions",
    Base.metadata,
    Column("folder_id", ForeignKey("folder.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
)


class Folder(Base):
    __tablename__ = "folder"
    id = Column(Integer, primary_key=True)

    members = relationship(
        "Member",
        secondary="permissions",
        primaryjoin="Folder.id == permissions.c.folder_id",
        backref=backref("folders", foreign_keys="permissions.c.folder_id"),
    )


class Member(Base):
    __tablename__ = "member"
    id = Column(Integer, primary_key=True)
