from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import registry, relationship

mapper_registry = registry()

user_group = Table(
    "user_group",
    mapper_registry.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("group_id", ForeignKey("group.id"), primary_key=True),
    schema="auth",
)


@mapper_registry.mapped
class User:
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    groups = relationship("Group", secondary="auth.user_group")


@mapper_registry.mapped
class Group:
    __tablename__ = "group"
    id = Column(Integer, primary_key=True)
