"""Says all that SQLAlchemy's mappers know of relationships, so that two runs can be compared: classes, and their attributes by everything that was
worked out or asked for. What differs between two runs of the same code (addresses, the order of sets) is left out.

`graph()` is called when the mappers are configured. Run as a prelude, with the name of a file in $BACKREF_GRAPH, this waits for that itself.
"""
import json, os, re


def graph():
    from sqlalchemy.orm import mapperlib
    found = {}
    for registry in list(mapperlib._all_registries()):
        for mapper in list(registry.mappers):
            name = identity(mapper.class_)
            while name in found:
                name += "'"
            found[name] = of_mapper(mapper)
    return found


def of_mapper(mapper):
    from sqlalchemy.orm.relationships import RelationshipProperty
    return {
        "table": table_name(mapper.local_table),
        "inherits": mapper.inherits and identity(mapper.inherits.class_),
        "attributes": sorted(mapper._props),
        "relationships": {key: relationship(prop, mapper) for key, prop in sorted(mapper._props.items()) if isinstance(prop, RelationshipProperty)},
    }


PLAIN = ("uselist viewonly lazy passive_deletes passive_updates post_update single_parent join_depth innerjoin active_history sync_backref doc omit_join "
         "load_on_pending enable_typechecks distinct_target_key cascade_backrefs back_populates").split()


def relationship(prop, mapper):
    plain = {name: plainly(getattr(prop, name, None)) for name in PLAIN}
    return {
        **plain,
        "parent": identity(prop.parent.class_),
        "target": identity(prop.mapper.class_),
        "direction": prop.direction.name,
        "secondary": table_name(prop.secondary),
        # A list is what a collection is when nothing is said.
        "collection_class": prop.uselist and getattr(prop.collection_class or list, "__qualname__", str(type(prop.collection_class))),
        # Of no consequence for others.
        "query_class": prop.lazy == "dynamic" and getattr(prop, "query_class", None) and prop.query_class.__qualname__,
        "cascade": sorted(prop.cascade),
        "order_by": [text(it) for it in prop.order_by] if prop.order_by else [],
        "primaryjoin": condition(prop.primaryjoin),
        "secondaryjoin": condition(prop.secondaryjoin),
        "local_remote_pairs": pairs(prop.local_remote_pairs),
        "synchronize_pairs": pairs(prop.synchronize_pairs),
        "secondary_synchronize_pairs": pairs(prop.secondary_synchronize_pairs or []),
        "remote_side": sorted(map(column, prop.remote_side)),
        "reverse": sorted(map(str, prop._reverse_property)),
        "info": plainly(dict(prop.info)),
    }


def plainly(value):
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x...", repr(value))


def identity(cls):
    return f"{cls.__module__}:{cls.__qualname__}"


def table_name(table):
    return None if table is None else getattr(table, "fullname", None) or getattr(table, "name", None) or text(table)


def column(it):
    table = table_name(getattr(it, "table", None))
    return f"{table}.{it.name}" if table and getattr(it, "name", None) else text(it)


def pairs(them):
    return sorted([column(a), column(b)] for a, b in them)


def text(expression):
    return re.sub(r"\s+", " ", re.sub(r"%\([0-9a-f]{9,} ", "%(... ", str(expression)))


def condition(expression):
    """Comparisons in a fixed order, each with its sides in a fixed order."""
    if expression is None:
        return None
    return sorted(" = ".join(sorted(part.split(" = "))) if part.count(" = ") == 1 else part for part in text(expression).split(" AND "))


def wait():
    import sqlalchemy.orm
    configure = sqlalchemy.orm.configure_mappers

    def configure_mappers():
        configure()
        with open(os.environ["BACKREF_GRAPH"], "w") as out:
            json.dump(graph(), out)

    sqlalchemy.orm.configure_mappers = configure_mappers


if os.environ.get("BACKREF_GRAPH"):
    wait()
