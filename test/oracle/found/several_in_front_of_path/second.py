from first import Base
from sqlalchemy import Column, Integer


class User(Base):
    __tablename__ = "other_user"
    id = Column(Integer, primary_key=True)
