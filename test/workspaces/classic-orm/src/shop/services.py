from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from shop.catalog import Category, Product
from shop.orders import Order, OrderLine
from shop.people import Customer, Employee


def place_order(
    session: Session, customer: Customer, quantities: dict[Product, int], clerk=None
) -> Order:
    order = Order(customer=customer, clerk=clerk)
    order.lines = [
        OrderLine(product=product, quantity=quantity) for product, quantity in quantities.items()
    ]
    session.add(order)
    return order


def all_orders(session: Session):
    statement = select(Order).options(
        joinedload(Order.customer).selectinload(Customer.addresses),
        selectinload(Order.lines).joinedload(OrderLine.product).joinedload(Product.category),
    )
    return session.scalars(statement).all()


def orders_from(session: Session, city: str) -> list[Order]:
    statement = select(Order).join(Order.customer).where(Customer.addresses.any(city=city))
    return list(session.execute(statement).scalars())


def orders_by_clerk(session: Session):
    statement = (
        select(Employee, func.count(Order.id))
        .join(Employee.handled_orders)
        .group_by(Employee.id)
        .order_by(Employee.name)
    )
    return [(employee.name, orders) for employee, orders in session.execute(statement)]


def buyers(session: Session, product_id: int) -> set[Customer]:
    product = session.get(Product, product_id)
    return {line.order.customer for line in product.order_lines} if product else set()


def revenue(category: Category) -> Decimal:
    own = sum(
        (line.amount for product in category.products for line in product.order_lines), Decimal(0)
    )
    return own + sum((revenue(child) for child in category.children), Decimal(0))


def shipping_label(order):
    address = order.customer.addresses[0]
    return f"{order.customer.name}, {address.street}, {address.city}"


def responsible(order):
    return order.clerk.manager or order.clerk
