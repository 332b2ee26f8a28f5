from typing import TYPE_CHECKING, List, Optional

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.base import Base, intpk, str80

if TYPE_CHECKING:
    from shop.orders import Order


class Person(Base):
    __tablename__ = "person"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    id: Mapped[intpk]
    kind: Mapped[str]
    name: Mapped[str80]
    email: Mapped[Optional[str]] = mapped_column(unique=True)

    addresses: Mapped[List["Address"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )


class Address(Base):
    __tablename__ = "address"

    id: Mapped[intpk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    street: Mapped[str]
    city: Mapped[str]

    person: Mapped["Person"] = relationship(back_populates="addresses")


class Customer(Person):
    __tablename__ = "customer"
    __mapper_args__ = {"polymorphic_identity": "customer"}

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    discount: Mapped[int] = mapped_column(default=0)

    orders: Mapped[List["Order"]] = relationship(back_populates="customer", order_by="Order.id")


class Employee(Person):
    __tablename__ = "employee"
    __mapper_args__ = {"polymorphic_identity": "employee"}

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    manager_id: Mapped[Optional[int]] = mapped_column(ForeignKey("employee.id"))

    manager: Mapped[Optional["Employee"]] = relationship(
        back_populates="reports", remote_side="Employee.id", foreign_keys=[manager_id]
    )
    reports: Mapped[List["Employee"]] = relationship(
        back_populates="manager", foreign_keys=[manager_id]
    )

    def chain_of_command(self) -> list["Employee"]:
        return [self.manager, *self.manager.chain_of_command()] if self.manager else []
