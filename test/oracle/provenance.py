"""Where relationships and classes are written, and which backref made which relationship. Shared by the scripts that look at mappers."""
import ast, os, sys


def watch(*scripts):
    """Notes for every relationship where it is written and, for one that a backref makes, its source: `origin` and `where`, by id.

    SQLModel calls relationship() for what a Relationship() of the model says; that one is written. Code in `scripts` writes nothing.
    """
    import sqlalchemy
    from sqlalchemy.orm.relationships import RelationshipProperty
    libraries = (os.path.dirname(sqlalchemy.__file__), f"{os.sep}flask_sqlalchemy", f"{os.sep}sqlmodel")
    passed = (*(library + os.sep for library in libraries), __file__, "<", *scripts)
    init, generate = RelationshipProperty.__init__, RelationshipProperty._generate_backref
    sources, kept, origin, where = [], [], {}, {}

    def is_passed(path):
        return any(part in path for part in passed)

    def note(it):
        kept.append(it)  # so that no other object gets its id
        frame = sys._getframe(2)
        while frame is not None and is_passed(frame.f_code.co_filename):
            written = where.get(id(frame.f_locals.get("rel_info")))
            if written is not None:
                where[id(it)] = written
                return
            frame = frame.f_back
        if frame is not None:
            where[id(it)] = frame.f_code.co_filename, frame.f_lineno

    def __init__(self, *args, **kwargs):
        note(self)
        if sources:
            origin[id(self)] = sources[-1]
        init(self, *args, **kwargs)

    def _generate_backref(self):
        sources.append(self)
        try:
            generate(self)
        finally:
            sources.pop()

    RelationshipProperty.__init__ = __init__
    RelationshipProperty._generate_backref = _generate_backref
    try:
        from sqlmodel.main import RelationshipInfo
    except ImportError:
        return origin, where
    info_init = RelationshipInfo.__init__

    def info__init__(self, *args, **kwargs):
        note(self)
        info_init(self, *args, **kwargs)

    RelationshipInfo.__init__ = info__init__
    return origin, where


def identity(cls):
    return f"{cls.__module__}:{cls.__qualname__}"


def table_name(table):
    return None if table is None else getattr(table, "fullname", None) or getattr(table, "name", None) or str(table)


LINES = {}


def lines_of_class(cls):
    """The file of the class and the lines of the class statements in it that have its name."""
    path = getattr(sys.modules.get(cls.__module__), "__file__", None)
    if path not in LINES:
        LINES[path] = [*class_lines(tree_of(path))] if path else []
    return path, [line for name, line in LINES[path] if name == cls.__qualname__]


def tree_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return ast.parse(file.read())


def class_lines(node, prefix=""):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, child.lineno
            yield from class_lines(child, f"{prefix}{child.name}.")
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from class_lines(child, f"{prefix}{child.name}.<locals>.")
        else:
            yield from class_lines(child, prefix)
