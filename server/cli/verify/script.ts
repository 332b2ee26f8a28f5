/**
 * What is run by the project's Python: it imports the modules it is told, lets SQLAlchemy configure the mappers, and says all they know of relationships.
 * Texts that it is given take the place of files, which stay as they are; nothing is written, no byte code either.
 */
export const script = String.raw`
import sys

# The project's modules must not take the place of Python's own.
sys.path[:] = [path for path in sys.path if path]
import importlib, importlib.machinery, io, json, os, re, tokenize

answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
asked = json.loads(sys.stdin.buffer.read().decode("utf-8"))
sys.dont_write_bytecode = True
sys.path[:0] = asked["roots"]
texts = {os.path.realpath(path): text for path, text in asked["texts"].items()}
Loader = importlib.machinery.SourceFileLoader
get_data, path_stats = Loader.get_data, Loader.path_stats


def data(self, path):
    known, text = get_data(self, path), texts.get(os.path.realpath(path))
    return known if text is None else text.encode(tokenize.detect_encoding(io.BytesIO(known).readline)[0])


def stats(self, path):
    # Python takes no byte code for a source of which it cannot know the age.
    if os.path.realpath(path) in texts:
        raise OSError(path)
    return path_stats(self, path)


Loader.get_data, Loader.path_stats = data, stats


def main():
    try:
        import sqlalchemy
        import sqlalchemy.orm
    except ImportError as error:
        return {"failed": "SQLAlchemy cannot be imported: " + said(error)}
    problems = {}
    for module in asked["modules"]:
        if module["path"] in loaded():
            continue
        try:
            importlib.import_module(module["name"])
        except (Exception, SystemExit) as error:
            problems[module["name"]] = said(error)
    missing = sorted(set(asked["needed"]) - loaded())
    found = {"sqlalchemy": sqlalchemy.__version__, "problems": problems, "missing": missing}
    try:
        sqlalchemy.orm.configure_mappers()
    except Exception as error:
        return dict(found, failed="configure_mappers() fails: " + said(error))
    return dict(found, graph=graph())


def loaded():
    return {os.path.realpath(file) for file in (getattr(it, "__file__", None) for it in list(sys.modules.values())) if isinstance(file, str)}


def said(error):
    return " ".join((type(error).__name__ + ": " + str(error)).split())[:300]


def mappers():
    from sqlalchemy.orm import mapperlib
    if not hasattr(mapperlib, "_all_registries"):
        return list(mapperlib._mapper_registry)
    return [mapper for registry in list(mapperlib._all_registries()) for mapper in list(registry.mappers)]


def graph():
    from sqlalchemy.orm.relationships import RelationshipProperty
    found = {}
    for mapper in sorted(mappers(), key=lambda it: identity(it.class_)):
        name = identity(mapper.class_)
        while name in found:
            name += "'"
        props = sorted(mapper._props.items())
        found[name] = {
            "table": table_name(mapper.local_table),
            "inherits": mapper.inherits and identity(mapper.inherits.class_),
            "attributes": [key for key, _ in props],
            "relationships": {key: relationship(it) for key, it in props if isinstance(it, RelationshipProperty)},
        }
    return found


PLAIN = """uselist viewonly lazy passive_deletes passive_updates post_update single_parent join_depth innerjoin active_history
sync_backref doc omit_join load_on_pending enable_typechecks distinct_target_key cascade_backrefs""".split()


def relationship(it):
    found = {name: plainly(getattr(it, name, None)) for name in PLAIN}
    found.update({
        "owner": identity(it.parent.class_),
        "target": identity(it.mapper.class_),
        "direction": it.direction.name,
        "secondary": table_name(it.secondary),
        "collection_class": it.uselist and getattr(it.collection_class or list, "__qualname__", str(type(it.collection_class))),
        "query_class": it.lazy == "dynamic" and plainly(getattr(it, "query_class", None)),
        "cascade": sorted(it.cascade),
        "order_by": [text(part) for part in it.order_by or []],
        "primaryjoin": condition(it.primaryjoin),
        "secondaryjoin": condition(it.secondaryjoin),
        "columns": pairs(it.local_remote_pairs),
        "copied columns": pairs(it.synchronize_pairs) + pairs(it.secondary_synchronize_pairs or []),
        "remote_side": sorted(map(column, it.remote_side)),
        "other sides": sorted(map(str, it._reverse_property)),
        "info": plainly(dict(it.info)),
    })
    return found


def plainly(value):
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x...", repr(value))


def identity(cls):
    return cls.__module__ + "." + cls.__qualname__


def table_name(table):
    return None if table is None else getattr(table, "fullname", None) or getattr(table, "name", None) or text(table)


def column(it):
    table = table_name(getattr(it, "table", None))
    return table + "." + it.name if table and getattr(it, "name", None) else text(it)


def pairs(them):
    return sorted([column(a), column(b)] for a, b in them)


def text(expression):
    return re.sub(r"\s+", " ", re.sub(r"%\([0-9a-f]{9,} ", "%(... ", str(expression)))


def condition(expression):
    """Comparisons in a fixed order, each with its sides in a fixed order."""
    if expression is None:
        return None
    return sorted(" = ".join(sorted(part.split(" = "))) if part.count(" = ") == 1 else part for part in text(expression).split(" AND "))


json.dump(main(), answer)
answer.flush()
# Threads that the project has started are not waited for.
os._exit(0)
`;
