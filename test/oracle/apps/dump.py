"""Imports an application's model modules, lets SQLAlchemy configure its mappers, prints what it made of them.

Run by the application's own Python with a JSON object: root (the folder the application was installed into), modules (to import),
recursive (with their submodules), matching (only those whose names this pattern is found in), skip (submodules not to import), skeletons (packages whose __init__ is not to run), prelude (Python to run
first), columnTypes (missing packages whose names are column types), stubs (false: nothing is stubbed), absent (missing packages
that are not stubbed).
"""
import ast
import importlib
import json
import os
import pkgutil
import re
import sys
import traceback
import types
import warnings

import stubs

spec = json.loads(sys.argv[1])
root = os.path.realpath(spec["root"])
problems = []


def problem(where, error):
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename]
    at = f"{os.path.relpath(frames[-1].filename, root)}:{frames[-1].lineno}" if frames else None
    problems.append({"where": where, "error": f"{type(error).__name__}: {error}"[:500], "at": at})


def watch():
    """Notes the place of every relationship() call and which relationship made which other one."""
    import sqlalchemy
    from sqlalchemy.orm.relationships import RelationshipProperty
    library = os.path.dirname(sqlalchemy.__file__)
    passed = (library, os.sep + "flask_sqlalchemy" + os.sep, os.sep + "sqlmodel" + os.sep, os.path.abspath(__file__), "<string>")
    makers, origin, place, alive = [], {}, {}, []
    init, generate = RelationshipProperty.__init__, RelationshipProperty._generate_backref

    def caller():
        frame = sys._getframe(2)
        while frame is not None and any(part in frame.f_code.co_filename for part in passed):
            written = frame.f_locals.get("rel_info")  # SQLModel makes the relationship when the class is there
            if id(written) in place:
                return place[id(written)]
            frame = frame.f_back
        return frame and (frame.f_code.co_filename, frame.f_lineno)

    def noting_init(self, *args, **kwargs):
        place[id(self)] = caller()
        if makers:
            origin[id(self)] = makers[-1]
        alive.append(self)  # so that ids stay unique
        init(self, *args, **kwargs)

    def noting_generate(self):
        makers.append(self)
        try:
            generate(self)
        finally:
            makers.pop()

    RelationshipProperty.__init__, RelationshipProperty._generate_backref = noting_init, noting_generate
    try:
        from sqlmodel.main import RelationshipInfo
    except ImportError:
        return origin, place
    init_info = RelationshipInfo.__init__

    def noting_info(self, *args, **kwargs):
        place[id(self)] = caller()
        alive.append(self)
        init_info(self, *args, **kwargs)

    RelationshipInfo.__init__ = noting_info
    return origin, place


def hear():
    """Notes all that SQLAlchemy warns of, whatever filters the application sets."""
    from sqlalchemy.util import deprecations, langhelpers
    said = []

    def note(message, category=None, stacklevel=2):
        text = re.sub(r"0x[0-9a-f]+", "0x...", str(message))
        if text not in said:
            said.append(text)

    for module in (langhelpers, deprecations):
        if hasattr(module, "_warnings_warn"):
            module._warnings_warn = note
    return said


def load(name):
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        problem(name, error)


def load_below(name):
    for info in pkgutil.walk_packages(getattr(sys.modules.get(name), "__path__", []), name + ".", onerror=lambda at: problem(at, sys.exc_info()[1])):
        parts = info.name.split(".")
        if not re.search(spec.get("matching", ""), info.name):
            continue
        if not any(part in ("tests", "test", "migrations", "alembic", "versions", "__main__") for part in parts) and not any(
            info.name == skipped or info.name.startswith(skipped + ".") for skipped in spec.get("skip", [])
        ):
            load(info.name)


def lines_of_classes(path, known={}):
    if path not in known:
        lines = known[path] = {}

        def visit(node, prefix):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.ClassDef):
                    lines[prefix + child.name] = child.lineno
                    visit(child, prefix + child.name + ".")
                elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    visit(child, prefix + child.name + ".<locals>.")
                else:
                    visit(child, prefix)

        with open(path, encoding="utf-8", errors="replace") as file:
            visit(ast.parse(file.read()), "")
    return known[path]


def inside(path):
    path = os.path.realpath(path)
    ours = path.startswith(root + os.sep) and not path.startswith(os.path.join(root, ".venv") + os.sep)
    return os.path.relpath(path, root).replace(os.sep, "/") if ours else None


def imported():
    return {name: inside(getattr(module, "__file__", None) or "/") for name, module in list(sys.modules.items())}


def name_of(cls):
    return f"{cls.__module__}:{cls.__qualname__}"


def table_name(table):
    return None if table is None else getattr(table, "fullname", None) or getattr(table, "name", None) or str(table)


def relationships(mapper, origin, place):
    from sqlalchemy.orm.relationships import RelationshipProperty
    for key, prop in mapper._props.items():
        if not isinstance(prop, RelationshipProperty):
            continue
        source = origin.get(id(prop))
        path, line = place.get(id(source if source is not None else prop)) or (None, None)
        yield {
            "key": key,
            "target": name_of(prop.mapper.class_),
            "direction": prop.direction.name,
            "uselist": prop.uselist,
            "secondary": table_name(prop.secondary),
            "lazy": {True: "select", False: "joined", None: "noload"}.get(prop.lazy, prop.lazy),
            "viewonly": bool(prop.viewonly),
            "generated_by_backref": source is not None,
            "backref_source": None if source is None else f"{name_of(source.parent.class_)}.{source.key}",
            "inherited_from": None if prop.parent.class_ is mapper.class_ else name_of(prop.parent.class_),
            "reverse": sorted(str(other) for other in prop._reverse_property),
            "file": path and inside(path),
            "line": line,
        }


def mappers():
    from sqlalchemy.orm import mapperlib
    for registry in list(mapperlib._all_registries()):
        yield from registry.mappers


def classes(origin, place):
    for mapper in mappers():
        cls = mapper.class_
        path = getattr(sys.modules.get(cls.__module__), "__file__", None)
        if not path or inside(path) is None:
            continue
        yield {
            "class": name_of(cls),
            "file": inside(path),
            "line": lines_of_classes(path).get(cls.__qualname__),
            "tablename": table_name(mapper.local_table),
            "inherits": None if mapper.inherits is None else name_of(mapper.inherits.class_),
            "relationships": list(relationships(mapper, origin, place)),
        }


def main():
    for package in spec.get("skeletons", []):
        module = types.ModuleType(package)
        module.__path__ = [os.path.join(root, *package.split("."))]
        sys.modules[package] = module
    if spec.get("stubs", True):
        stubs.install({name.partition(".")[0] for name in [*spec["modules"], *spec.get("absent", [])]}, spec.get("columnTypes", []))
    warnings.simplefilter("ignore")
    import sqlalchemy
    import sqlalchemy.orm
    said = hear()
    origin, place = watch()
    if spec.get("prelude"):
        exec(compile(spec["prelude"], "<prelude>", "exec"), {"__name__": "__prelude__"})
    for name in spec["modules"]:
        load(name)
        if spec.get("recursive"):
            load_below(name)
    sqlalchemy.orm.configure_mappers()
    found = sorted(classes(origin, place), key=lambda c: (c["file"], c["line"] or 0))
    if not found:
        raise LookupError("no class was mapped")
    return {
        "sqlalchemy": sqlalchemy.__version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "stubbed": sorted(stubs.missing),
        "problems": problems,
        "warnings": said,
        "modules": sorted(name for name, file in imported().items() if file is not None),
        "files": sorted({file for file in imported().values() if file is not None}),
        "classes": found,
    }


out, sys.stdout = sys.stdout, sys.stderr
try:
    result = main()
except Exception as error:
    problem("configure", error)
    result = {"failed": f"{type(error).__name__}: {error}", "problems": problems, "stubbed": sorted(stubs.missing)}
json.dump(result, out, indent=1)
out.flush()
os._exit(0)  # not through the exit handlers of what was imported
