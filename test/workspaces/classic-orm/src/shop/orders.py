from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, func
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.base import Base, intpk

if TYPE_CHECKING:
    from shop.catalog import Product
    from shop.people import Customer, Employee


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[intpk]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    clerk_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    placed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    customer: Mapped[Customer] = relationship(back_populates="orders")
    clerk: Mapped[Employee | None] = relationship(backref="handled_orders")
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", cascade="all, delete-orphan"
    )

    products: AssociationProxy[list[Product]] = association_proxy("lines", "product")

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


class OrderLine(Base):
    __tablename__ = "order_line"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=1)

    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship(backref="order_lines", lazy="joined")

    @property
    def amount(self) -> Decimal:
        return self.product.price * self.quantity
