"""a class that a decorator maps, without a table name"""
from sqlalchemy.orm import Mapped, mapped_column, registry

reg = registry()


@reg.mapped_as_dataclass(kw_only=True)
class A:
    id: Mapped[int] = mapped_column(primary_key=True)
