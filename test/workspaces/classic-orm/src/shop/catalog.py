from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from shop.base import Base, intpk, str80


class Category(Base):
    __tablename__ = "category"

    id: Mapped[intpk]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str80]

    children: Mapped[list["Category"]] = relationship(
        backref=backref("parent", remote_side="Category.id")
    )
    products: Mapped[set["Product"]] = relationship(back_populates="category")

    @property
    def path(self) -> str:
        return f"{self.parent.path} / {self.name}" if self.parent else self.name


class Product(Base):
    __tablename__ = "product"

    id: Mapped[intpk]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str80]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))

    category: Mapped[Category | None] = relationship(back_populates="products")
