from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    manager = Column(String)


class Engineer(Person):
    __tablename__ = "engineer"
    id = Column(ForeignKey("person.id"), primary_key=True)
    company_id = Column(ForeignKey("company.id"))
    manager = relationship("Company")


class Company(Base):
    __tablename__ = "company"
    id = Column(Integer, primary_key=True)
