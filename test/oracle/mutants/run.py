"""Imports an application once for each change of one of its files, and says what SQLAlchemy has against it.

Run by the application's own Python. The first argument is the JSON object that `../apps/dump.py` takes; each line of the standard input is one more: key, path
(below root; absent: nothing is changed), text. `shared`: modules to import beforehand, once for all, as far as they load none of `files`, which are changed.
Each is a process of its own, and nothing is written: the text is there in place of the file's. Prints a line of JSON for each: key, errors in
the order in which they were raised, warnings; where nothing is changed the files with mapped classes and all modules that come from files.
"""
import gc
import importlib
import importlib.machinery
import json
import os
import pkgutil
import re
import signal
import sys
import traceback
import types
import warnings

import stubs

spec = json.loads(sys.argv[1])
answers = sys.stdout.buffer
sys.stdout = sys.stderr  # what an application prints is no answer
root = os.path.realpath(spec["root"])


def masked(text):
    return re.sub(r"0x[0-9a-f]+", "0x...", str(text))


def inside(path):
    path = os.path.realpath(path)
    ours = path.startswith(root + os.sep) and not path.startswith(os.path.join(root, ".venv") + os.sep)
    return os.path.relpath(path, root).replace(os.sep, "/") if ours else None


def described(stage, error):
    import sqlalchemy
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if inside(f.filename)]
    library = os.path.dirname(sqlalchemy.__file__) + os.sep
    # A name that the application's own code does not find, though SQLAlchemy called it: a declared_attr.
    own = isinstance(error, (NameError, AttributeError)) and bool(frames) and inside(frames[-1].filename) is not None
    return {
        "stage": stage,
        "exception": f"{type(error).__module__}.{type(error).__name__}",
        "message": masked(error),
        # A wrong argument is an error of the call, not within what is called.
        "library": not own and any(f.filename.startswith(library) for f in frames) or "elationship" in str(error),
        "file": inside(ours[-1].filename) if ours else None,
        "line": ours[-1].lineno if ours else None,
    }


class Result:
    def __init__(self):
        self.errors, self.warnings = [], []

    def hear(self):
        from sqlalchemy.util import deprecations, langhelpers

        def note(message, category=None, stacklevel=2):
            if masked(message) not in self.warnings:
                self.warnings.append(masked(message))

        for module in (langhelpers, deprecations):
            if hasattr(module, "_warnings_warn"):
                module._warnings_warn = note

    def load(self, name):
        try:
            importlib.import_module(name)
        except BaseException as error:
            self.errors.append(described("import", error))

    def load_below(self, name):
        for info in pkgutil.walk_packages(getattr(sys.modules.get(name), "__path__", []), name + ".", onerror=lambda at: None):
            unwanted = any(part in ("tests", "test", "migrations", "alembic", "versions", "__main__") for part in info.name.split("."))
            skipped = any(info.name == it or info.name.startswith(it + ".") for it in spec.get("skip", []))
            if re.search(spec.get("matching", ""), info.name) and not unwanted and not skipped:
                self.load(info.name)

    def run(self):
        self.hear()
        if spec.get("prelude"):
            exec(compile(spec["prelude"], "<prelude>", "exec"), {"__name__": "__prelude__"})
        for name in spec["modules"]:
            self.load(name)
            if spec.get("recursive"):
                self.load_below(name)
        import sqlalchemy.orm
        try:
            sqlalchemy.orm.configure_mappers()
        except Exception as error:
            self.errors.append(described("configure", error))
        return {"errors": self.errors, "warnings": self.warnings}


def files():
    from sqlalchemy.orm import mapperlib
    for registry in list(mapperlib._all_registries()):
        for mapper in registry.mappers:
            for cls in mapper.class_.__mro__:
                path = getattr(sys.modules.get(cls.__module__), "__file__", None)
                if path and inside(path):
                    yield inside(path)


def loaded():
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) and name != "__main__":
            yield name


def change(path, text):
    path, get_code = os.path.join(root, path), importlib.machinery.SourceFileLoader.get_code

    def changed(self, fullname):
        if os.path.realpath(self.path) == path:
            return self.source_to_code(text, self.path)
        return get_code(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = changed


def answer_with(answer):
    answers.write((json.dumps(answer) + "\n").encode())
    answers.flush()


def child(mutant):
    signal.alarm(120)
    gc.disable()  # a class whose name another one has taken stays until it is collected, which may be at any time
    if "path" in mutant:
        change(mutant["path"], mutant["text"])
    answer = {"key": mutant["key"], **Result().run()}
    if "path" not in mutant:
        answer.update(files=sorted(set(files())), loaded=list(loaded()))
    answer_with(answer)


for package in spec.get("skeletons", []):
    module = types.ModuleType(package)
    module.__path__ = [os.path.join(root, *package.split("."))]
    sys.modules[package] = module
if spec.get("stubs", True):
    stubs.install({name.partition(".")[0] for name in [*spec["modules"], *spec.get("absent", [])]}, spec.get("columnTypes", []))
warnings.simplefilter("ignore")
import sqlalchemy.orm

class Changed(BaseException):
    """What is to be changed must not be loaded before."""


def unchanged_only(self, fullname):
    if inside(self.path) in changing:
        raise Changed(fullname)
    return plain_get_code(self, fullname)


changing = set(spec.get("files", []))
plain_get_code = importlib.machinery.SourceFileLoader.get_code
importlib.machinery.SourceFileLoader.get_code = unchanged_only
for name in spec.get("shared", []):
    if "." in name and name.rpartition(".")[0] not in sys.modules:
        continue  # nothing of a package that is not there
    before = set(sys.modules)
    try:
        importlib.import_module(name)
    except BaseException:
        # Not by itself. A package that is loaded again would not have the modules as attributes that are there already.
        for it in set(sys.modules) - before:
            if inside(getattr(sys.modules[it], "__file__", None) or os.sep):
                del sys.modules[it]
importlib.machinery.SourceFileLoader.get_code = plain_get_code
for line in sys.stdin:
    mutant = json.loads(line)
    pid = os.fork()
    if pid == 0:
        # Not through the exit handlers of what was imported.
        try:
            child(mutant)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    if status:
        answer_with({"key": mutant["key"], "errors": [], "warnings": [], "ended": status})
