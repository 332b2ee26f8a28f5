"""Imports an application's model modules, lets SQLAlchemy configure its mappers, prints what it made of them.

Run by the application's own Python with a JSON object: root (the folder the application was installed into), modules (to import),
recursive (with their submodules), matching (only those whose names this pattern is found in), skip (submodules not to import), skeletons (packages whose __init__ is not to run), prelude (Python to run
first), columnTypes (missing packages whose names are column types), stubs (false: nothing is stubbed), absent (missing packages
that are not stubbed).
"""
import importlib
import json
import os
import pkgutil
import re
import runpy
import sys
import traceback
import types
import warnings

import stubs

spec = json.loads(sys.argv[1])
root = os.path.realpath(spec["root"])
problems = []
PROVENANCE = runpy.run_path(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "provenance.py"))
identity, table_name, lines_of_class = (PROVENANCE[name] for name in ("identity", "table_name", "lines_of_class"))


def problem(where, error):
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename]
    at = f"{os.path.relpath(frames[-1].filename, root)}:{frames[-1].lineno}" if frames else None
    problems.append({"where": where, "error": f"{type(error).__name__}: {error}"[:500], "at": at})


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


def inside(path):
    path = os.path.realpath(path)
    ours = path.startswith(root + os.sep) and not path.startswith(os.path.join(root, ".venv") + os.sep)
    return os.path.relpath(path, root).replace(os.sep, "/") if ours else None


def imported():
    return {name: inside(getattr(module, "__file__", None) or "/") for name, module in list(sys.modules.items())}


def relationships(mapper, origin, place):
    from sqlalchemy.orm.relationships import RelationshipProperty
    for key, prop in mapper._props.items():
        if not isinstance(prop, RelationshipProperty):
            continue
        source = origin.get(id(prop))
        path, line = place.get(id(source if source is not None else prop)) or (None, None)
        yield {
            "key": key,
            "target": identity(prop.mapper.class_),
            "direction": prop.direction.name,
            "uselist": prop.uselist,
            "secondary": table_name(prop.secondary),
            "lazy": {True: "select", False: "joined", None: "noload"}.get(prop.lazy, prop.lazy),
            "viewonly": bool(prop.viewonly),
            "generated_by_backref": source is not None,
            "backref_source": None if source is None else f"{identity(source.parent.class_)}.{source.key}",
            "inherited_from": None if prop.parent.class_ is mapper.class_ else identity(prop.parent.class_),
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
        path, lines = lines_of_class(cls)
        if not path or inside(path) is None:
            continue
        yield {
            "class": identity(cls),
            "file": inside(path),
            "line": lines[-1] if lines else None,
            "tablename": table_name(mapper.local_table),
            "inherits": None if mapper.inherits is None else identity(mapper.inherits.class_),
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
    origin, place = PROVENANCE["watch"](os.path.abspath(__file__))
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
