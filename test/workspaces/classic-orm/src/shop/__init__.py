from shop.base import Base
from shop.catalog import Category, Product
from shop.orders import Order, OrderLine
from shop.people import Address, Customer, Employee, Person

# Makes the attributes that come from a backref, such as Product.order_lines.
Base.registry.configure()

__all__ = [
    "Address",
    "Base",
    "Category",
    "Customer",
    "Employee",
    "Order",
    "OrderLine",
    "Person",
    "Product",
]
