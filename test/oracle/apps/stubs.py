"""Inert modules in place of packages that are not installed.

An application's model modules import much that has nothing to do with mappings (web frameworks, clients of services).
A stub takes its place: whatever is read from it can be called, subclassed, used as a decorator or a context manager.
"""
import importlib.abc
import importlib.machinery
import sys
import types

missing = set()
"""The top-level names that were imported and are not installed."""


class Stub:
    def __init__(self, name):
        object.__setattr__(self, "_name", name)

    def __getattr__(self, key):
        # SQLAlchemy asks everything for these; an answer would make the stub an expression.
        if (key.startswith("__") and key.endswith("__")) or key.startswith("_sa_") or key in ("_sqla_type", "_propagate_attrs", "_annotations"):
            raise AttributeError(key)
        value = Stub(f"{self._name}.{key}")
        object.__setattr__(self, key, value)
        return value

    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type, property, classmethod, staticmethod)):
            if not (isinstance(args[0], type) and (args[0].__module__ or "").startswith(("sqlalchemy", "builtins"))):
                return args[0]  # a decorator
        return Stub(f"{self._name}()")

    def __mro_entries__(self, bases):
        base = self.__dict__.get("_base")
        if base is None:
            body = {"__init__": lambda self, *a, **k: None, "__init_subclass__": classmethod(lambda cls, **k: None), "__module__": "<stub>"}
            base = type(self._name.rpartition(".")[2].rstrip("()[]") or "Stub", (), body)
            object.__setattr__(self, "_base", base)
        return (base,)

    def __getitem__(self, key):
        return Stub(f"{self._name}[]")

    def _same(self, *others):
        return Stub(self._name)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __mod__ = __rmod__ = _same
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __lshift__ = __rshift__ = __neg__ = __invert__ = _same

    def __setitem__(self, key, value): pass
    def __contains__(self, key): return False
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __bool__(self): return True
    def __enter__(self): return self
    def __exit__(self, *a): return False
    def __repr__(self): return f"<stub {self._name}>"
    def __str__(self): return self._name
    def __fspath__(self): return "/nonexistent"
    def __int__(self): return 1
    def __index__(self): return 1
    def __float__(self): return 1.0
    def __hash__(self): return id(self)
    def __eq__(self, other): return self is other
    def __lt__(self, other): return False
    def __gt__(self, other): return False
    def __le__(self, other): return True
    def __ge__(self, other): return True


class StubModule(types.ModuleType):
    column_types = False

    def __getattr__(self, key):
        if key == "__version__":
            return "99.0.0"
        if key.startswith("__") and key.endswith("__"):
            raise AttributeError(key)
        if key.endswith(("Error", "Exception", "NotFound", "Warning")):
            value = type(key, (Exception,), {"__module__": self.__name__})
        elif self.column_types:
            from sqlalchemy.types import UserDefinedType
            body = {"cache_ok": True, "__init__": lambda self, *a, **k: None, "get_col_spec": lambda self, **k: "X", "__module__": self.__name__}
            value = type(key, (UserDefinedType,), body)
        else:
            value = Stub(f"{self.__name__}.{key}")
        setattr(self, key, value)
        return value


class Loader(importlib.abc.Loader):
    def __init__(self, column_types):
        self.column_types = column_types

    def create_module(self, spec):
        module = StubModule(spec.name)
        module.__path__ = []
        module.column_types = self.column_types
        return module

    def exec_module(self, module):
        pass


# What the standard library asks for on other systems; finding it would change what it does.
absent = set(getattr(sys, "stdlib_module_names", ())) | {"_winapi", "_wmi", "java", "msvcrt", "nt", "org", "winreg"}


class Finder(importlib.abc.MetaPathFinder):
    """Comes last: finds what nothing else found. A submodule that a real package lacks stays missing."""

    def __init__(self, real, column_types):
        self.real, self.column_types = real, column_types

    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in self.real or top in absent:
            return None
        parent = sys.modules.get(name.rpartition(".")[0])
        if parent is not None and not isinstance(parent, StubModule):
            return None
        missing.add(top)
        return importlib.machinery.ModuleSpec(name, Loader(top in self.column_types), is_package=True)


def install(real, column_types):
    """Stubs for all missing modules but the top-level `real` ones; those of `column_types` hold SQLAlchemy column types."""
    sys.meta_path.append(Finder(set(real), set(column_types)))
