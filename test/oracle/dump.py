"""Says what SQLAlchemy makes of models: imports them, calls configure_mappers() and looks at the mappers.

Reads cases from standard input, one JSON object a line: {"key", "root", "file"} for one file, {"key", "root", "modules"} for modules that are
imported in that order from the folder `root`; with "whole" the outcome holds the "graph" of mappers.py as well; writes {"key", "outcome"} for each, one a line. Every case has a process of its own, forked from
this one, which has imported the libraries already. Works with SQLAlchemy 1.4, 2.0 and 2.1.
"""
import gc, importlib, importlib.util, itertools, json, os, re, runpy, signal, sys, traceback, warnings
from collections import Counter

SECONDS = 20  # for one case, which needs a fraction of one
LIBRARIES = ["sqlalchemy.orm", "sqlalchemy.ext.automap", "sqlalchemy.ext.associationproxy", "sqlalchemy.ext.declarative",
             "sqlalchemy.ext.hybrid", "sqlalchemy.ext.orderinglist", "flask_sqlalchemy", "sqlmodel"]


FAILED = set()


def beside(script):
    """The names of a script that is no module of the models' path."""
    return runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), script))


MAPPERS = beside("mappers.py")
PROVENANCE = beside("provenance.py")
identity, table_name, lines_of_class = (PROVENANCE[name] for name in ("identity", "table_name", "lines_of_class"))


def noting_failure(method):
    def wrapper(self, *args):
        try:
            return method(self, *args)
        except Exception:
            FAILED.add(self)
            raise

    return wrapper


def note_failures():
    for name in ("do_init", "post_instrument_class"):
        setattr(sqlalchemy_relationship(), name, noting_failure(getattr(sqlalchemy_relationship(), name)))


def in_order(cls):
    """Gives objects that SQLAlchemy keeps in sets, and so visits by chance of their addresses, the order in which they are made."""
    numbers = itertools.count()

    def __hash__(self):
        if "_made_as" not in self.__dict__:
            self.__dict__["_made_as"] = next(numbers)
        return self.__dict__["_made_as"]

    cls.__hash__ = __hash__


def outcome(case, origin, where):
    root, classes, errors, kept = case["root"], [], [], []
    sys.path.insert(0, root)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import sqlalchemy.orm
        try:
            if "file" in case:
                name = os.path.basename(case["file"])[:-3]
                spec = importlib.util.spec_from_file_location(name, os.path.join(root, case["file"]))
                sys.modules[name] = module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
            for name in case.get("modules", ()):
                importlib.import_module(name)
        except (Exception, SystemExit) as error:
            kept.append(error)  # its frames keep the classes that were mapped until then
            lines = [at.lineno for at in traceback.extract_tb(error.__traceback__) if at.filename.startswith(root + os.sep)]
            errors.append({**described(error), "stage": "import", "line": lines[-1] if lines else None})
        try:
            sqlalchemy.orm.configure_mappers()
        except Exception as error:
            errors.append({**described(error), "stage": "configure"})
        found = mappers()
        same = Counter(identity(it.class_) for it in found)
        seen = Counter()
        for mapper in found:
            name = identity(mapper.class_)
            file, lines = lines_of_class(mapper.class_)
            # Of several classes with one name each has its own place, unless not all are mapped: then which is which cannot be said.
            line = lines[seen[name]] if len(lines) == same[name] else lines[-1] if lines else None
            seen[name] += 1
            classes.append(mapped_class(mapper, below(file, root), line, root, origin, where))
        whole = MAPPERS["graph"]() if case.get("whole") and not errors else None
    ours = (sqlalchemy.exc.SAWarning, sqlalchemy.exc.SADeprecationWarning)
    said = sorted({(w.category.__name__, str(w.message)) for w in caught if issubclass(w.category, ours)})
    classes.sort(key=lambda it: (it["class"].partition(":")[0], it["line"] or 0, it["class"]))
    return {"classes": classes, "errors": errors, "warnings": [{"category": category, "message": message} for category, message in said],
            **({"graph": whole} if whole is not None else {})}


def described(error):
    module, message = type(error).__module__, str(error)
    if module == "builtins":  # what differs between versions of Python
        message = re.sub(r"\. Did you mean '\w+'\?$", "", " ".join(message.split()))
    return {"exception": f"{module}.{type(error).__qualname__}", "message": message}


def mappers():
    from sqlalchemy.orm import mapperlib
    found = []
    for registry in mapperlib._all_registries():
        for manager in registry._managers:
            try:
                found.append(manager.mapper)
            except Exception:
                pass  # the mapping of this class has failed
    return found


def mapped_class(mapper, file, line, root, origin, where):
    parent = mapper.inherits
    kind = "concrete" if mapper.concrete else "single" if mapper.single or (parent and mapper.local_table is parent.local_table) else "joined"
    properties = [p for p in mapper._props.values() if isinstance(p, sqlalchemy_relationship())]
    return {
        "class": identity(mapper.class_),
        "file": file,
        "line": line,
        "tablename": table_name(mapper.local_table),
        "inherits": parent and identity(parent.class_),
        "inheritance": parent and kind,
        "configured": bool(mapper.configured),
        "relationships": [relationship(p, mapper, root, origin, where) for p in properties],
    }


def relationship(prop, mapper, root, origin, where):
    source = origin.get(id(prop))
    file, line = where.get(id(source or prop), (None, None))
    entity = prop.__dict__.get("entity")
    worked_out = entity is not None and prop.__dict__.get("direction") is not None

    def known(value):
        return value() if worked_out else None

    return {
        "key": prop.key,
        "target": entity and identity(entity.mapper.class_),
        "direction": known(lambda: prop.direction.name),
        "uselist": known(lambda: prop.uselist),
        "secondary": known(lambda: table_name(prop.secondary)),
        "lazy": known(lambda: prop.lazy),
        "viewonly": known(lambda: bool(prop.viewonly)),
        "generated_by_backref": source is not None,
        "backref_source": source and f"{identity(source.parent.class_)}.{source.key}",
        "inherited_from": None if prop.parent is mapper else identity(prop.parent.class_),
        "back_populates": known(lambda: prop.back_populates),
        "reverse": sorted(map(str, prop._reverse_property)),
        "collection_class": known(lambda: prop.collection_class and getattr(prop.collection_class, "__name__", str(prop.collection_class))),
        "local_remote_pairs": known(lambda: sorted([column(a), column(b)] for a, b in prop.local_remote_pairs)),
        "file": below(file, root),
        "line": line,
        "state": "failed" if prop in FAILED else "configured" if prop._configure_finished else "pending",
    }


def sqlalchemy_relationship():
    from sqlalchemy.orm.relationships import RelationshipProperty
    return RelationshipProperty


def column(it):
    table = table_name(getattr(it, "table", None))
    return f"{table}.{it.name}" if table else str(it)


def below(file, root):
    return os.path.relpath(file, root) if file and file.startswith(root + os.sep) else None


def masked(text, root):
    """The text without what differs from run to run and from machine to machine: addresses and paths."""
    text = text.replace(json.dumps(root + os.sep)[1:-1], "")
    text = re.sub(r"/[^\s\"'()]+/site-packages/", "site-packages/", text)
    text = re.sub(r"%\([0-9a-f]{9,} ", "%(... ", text)  # names of aliases
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x...", text)


def forked(case, origin, where):
    """The outcome as JSON text, from a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            signal.alarm(SECONDS)
            gc.disable()  # so that a class nobody refers to any more is there whenever one looks
            text = json.dumps(outcome(case, origin, where), default=str)
            text = masked(text, case["root"])
            with os.fdopen(writing, "w") as out:
                out.write(text)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if text:
        return text
    message = "took too long" if status == signal.SIGALRM else f"ended with status {status}"
    return json.dumps({"classes": [], "errors": [{"exception": "crash", "message": message, "stage": "crash"}], "warnings": []})


def main():
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # not made for this version
    in_order(sys.modules["sqlalchemy.orm"].registry)
    in_order(sys.modules["sqlalchemy"].Constraint)
    in_order(sys.modules["sqlalchemy"].ForeignKey)
    origin, where = PROVENANCE["watch"](os.path.abspath(__file__))
    note_failures()
    for line in sys.stdin:
        case = json.loads(line)
        print(f'{{"key": {json.dumps(case["key"])}, "outcome": {forked(case, origin, where)}}}', flush=True)


main()
