from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)


class Engineer(Person):
    __tablename__ = "engineer"
    id = Column(ForeignKey("person.id"), primary_key=True)


class Assistant(Person):
    engineer_id = Column(ForeignKey("engineer.id"))
    engineer = relationship("Engineer", foreign_keys=[engineer_id], remote_side=Engineer.id)
