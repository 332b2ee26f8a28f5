"""with SQLAlchemy 1.4 SQLModel takes no more than the target from an annotation"""
from typing import List, Optional

from sqlmodel import Field, Relationship, SQLModel


class Shelf(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    above_id: Optional[int] = Field(default=None, foreign_key="shelf.id")
    above: Optional["Shelf"] = Relationship(back_populates="below")
    below: List["Shelf"] = Relationship(back_populates="above")
