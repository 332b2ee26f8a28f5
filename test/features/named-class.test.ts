/** Every kind of place that names a mapped class: references and rename agree on it. */
import { describe, test } from 'vitest';
import { expectMarked, marked } from '../support/marked.ts';

const head =
  'from sqlalchemy import Column, ForeignKey, Integer, Table\nfrom sqlalchemy.orm import declarative_base, relationship, backref, registry, synonym, column_property, Mapped, foreign, remote\nBase = declarative_base()\n';
const two = `class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
class «Po$0st»(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
`;
describe('what names a mapped class is found and renamed', () => {
  test.each([
    [
      'import alias',
      `#- models.py\n${head}${two}#- service.py\nfrom models import «Post» as P, User\nfrom models import «Post» as Entry\ndef f(s):\n    return s.query(P).all(), P(), Entry`,
    ],
    ['import as itself', `#- models.py\n${head}${two}#- service.py\nfrom models import «Post» as «Post»\nx = «Post»()`],
    ['module attribute', `#- models.py\n${head}${two}#- service.py\nimport models as m\nx = m.«Post»()\ny = getattr(m, "«Post»")`],
    ['subclass and isinstance', `${head}${two}class Draft(«Post»):\n    pass\ndef f(x):\n    return isinstance(x, (User, «Post»)), issubclass(x, «Post»)`],
    ['alias', `${head}${two}Entry = «Post»\ndef f() -> "Entry | «Post» | None": ...`],
    [
      'annotations',
      `${head}${two}from typing import *\nx: "Optional[«Post»]" = None\ndef f(p: "list['«Post»']", q: Dict[str, "«Post»"]) : ...\nclass A(Base):\n    __tablename__ = "a"\n    id = Column(Integer, primary_key=True)\n    pid = Column(ForeignKey("posts.id"))\n    post: Mapped["«Post»"] = relationship()\n    post2: "Mapped[«Post»]" = relationship()\n    post3: Mapped[Optional["«Post»"]] = relationship("«Post»", overlaps="post")`,
    ],
    [
      'strings',
      `${head}${two}class A(Base):\n    __tablename__ = "a"\n    id = Column(Integer, primary_key=True)\n    pid = Column(ForeignKey("posts.id"))\n    post = relationship("«Post»", primaryjoin="foreign(A.pid) == «Post».id", order_by="desc(«Post».id)", foreign_keys="A.pid", remote_side="«Post».id", backref=backref("aa", order_by="A.id", foreign_keys="[A.pid]"))\n    post4 = relationship(lambda: «Post», viewonly=True)\n    post5 = relationship("models.«Post»", viewonly=True)\n    post6 = relationship("models."\n        "«Post»", viewonly=True)`,
    ],
    [
      'secondary',
      `${head}${two}class Link(Base):\n    __tablename__ = "Post"\n    a = Column(ForeignKey("users.id"), primary_key=True)\n    b = Column(ForeignKey("posts.id"), primary_key=True)\nUser.r = relationship("«Post»", secondary="Post")`,
    ],
    [
      'exports',
      `#- a/__init__.py\nfrom .models import «Post»\n__all__ = ["«Post»"]\n__all__ += ["«Post»"]\n#- a/models.py\n${head}${two}__all__ = ("User", "«Post»")`,
    ],
    ['star import', `#- models.py\n${head}${two}#- service.py\nfrom models import *\nx = «Post»()`],
    [
      'type comments and casts',
      `${head}${two}from typing import cast, TYPE_CHECKING\nif TYPE_CHECKING:\n    from models import «Post»\nx = cast("«Post»", None)\ntry:\n    pass\nexcept «Post».Missing:\n    pass\n@event.listens_for(«Post», "before_insert")\ndef f(mapper, connection, target): ...\nq = select(«Post».id).where(«Post».user_id == 1)`,
    ],
    ['polymorphic', `${head}${two}with_polymorphic(«Post», "*")\nm = inspect(«Post»)\nmatch m:\n    case «Post»(id=1): pass`],
    [
      'decorator',
      `${head}${two}@register(«Post»)\ndef g(p=«Post», *a: «Post», **k: "«Post»"): ...\nlambda x=«Post»: «Post»\n[«Post» for x in «Post».query if x == «Post»]\nf"{«Post».__name__}"\ndel «Post»`,
    ],
    [
      'locals of the same name',
      `${head}${two}def f():\n    Post = 1\n    return Post\ndef g(Post):\n    return Post\nclass X:\n    Post = None\n    def h(self):\n        return self.Post, «Post»`,
    ],
    [
      'try import',
      `#- models.py\n${head}${two}#- service.py\ntry:\n    from models import «Post»\nexcept ImportError:\n    pass\ndef f():\n    from models import «Post»\n    return «Post»`,
    ],
  ])('%s', (_, code) => expectMarked(marked(code), 'Post', 'Renamed'));
});
