import { describe, expect, test } from 'vitest';
import { convertBackref, writeOtherSide } from '../../server/edits/back-populates.ts';
import { declaredIn } from '../../server/edits/declared.ts';
import { applied, relationships } from '../support/ask.ts';
import { type Fixture, fixture, workspace } from '../support/fixture.ts';

/** Converts every backref of a workspace, one after the other; the texts afterwards, or why the last one could not be. */
function converted(source: string): string {
  let { texts } = fixture(source);
  for (;;) {
    const snapshot = workspace(texts).snapshot();
    const it = declaredIn(snapshot.project).find(r => r.backref);
    if (!it) return [...texts].map(([path, text]) => (texts.size > 1 ? `#- ${path}\n${text}` : text)).join('\n');
    const result = convertBackref(snapshot, it);
    if ('why' in result) return result.why;
    texts = applied(texts, result.edits);
  }
}

const head = `from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import declarative_base, backref, relationship
Base = declarative_base()
`;
const modern = `from __future__ import annotations
from typing import List, Optional
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
`;

describe('a backref becomes back_populates', () => {
  test('with its arguments, in the style of the class', () => {
    expect(
      converted(`${head}class User(Base):
    __tablename__ = 'user'
    id = Column(Integer, primary_key=True)
    posts = relationship('Post', backref=backref('author', lazy='joined', info={'a': 1}), cascade='all')
class Post(Base):
    __tablename__ = 'post'
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey('user.id'))

    def __str__(self):
        return self.author.name
`),
    ).toBe(`from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = 'user'
    id = Column(Integer, primary_key=True)
    posts = relationship('Post', back_populates='author', cascade='all')
class Post(Base):
    __tablename__ = 'post'
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey('user.id'))

    author = relationship('User', back_populates='posts', lazy='joined', info={'a': 1})

    def __str__(self):
        return self.author.name
`);
  });

  test('with annotations, and imports for type checkers, where the class has them', () => {
    expect(
      converted(`#- app/__init__.py
#- app/base.py
${modern}
#- app/user.py
from sqlalchemy.orm import Mapped, mapped_column, relationship
from .base import Base
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
#- app/post.py
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from .base import Base
from .user import User
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship(backref="posts")
`),
    ).toContain(`#- app/user.py
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship
from .base import Base

if TYPE_CHECKING:
    from .post import Post
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

    posts: Mapped[list["Post"]] = relationship(back_populates="author")
`);
  });

  test('a scalar is Optional only when its column may be NULL', () => {
    const text = converted(`${modern}class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[List["B"]] = relationship(backref="a", foreign_keys="B.a_id")
    cs: Mapped[List["B"]] = relationship(backref="c", foreign_keys="B.c_id")
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    c_id: Mapped[Optional[int]] = mapped_column(ForeignKey("a.id"))
`);
    expect(text).toContain('    a: Mapped["A"] = relationship(foreign_keys="B.a_id", back_populates="bs")\n');
    expect(text).toContain('    c: Mapped[Optional["A"]] = relationship(foreign_keys="B.c_id", back_populates="cs")\n');
  });

  test('joins change places with a secondary table; names of the class body are said in full', () => {
    const text = converted(`${head}links = Table("links", Base.metadata, Column("from_id", ForeignKey("a.id")), Column("to_id", ForeignKey("b.id")))
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship(
        "B",
        secondary=links,
        primaryjoin=(links.c.from_id == id),
        secondaryjoin=lambda: links.c.to_id == B.id,
        backref="all_a",
    )
`);
    expect(text).toContain(`    all_a = relationship(
        "A",
        secondary=links,
        primaryjoin="links.c.to_id == B.id",
        secondaryjoin="links.c.from_id == A.id",
        back_populates="bs",
    )
`);
  });

  test('in the same class right behind, where the names of its body are known', () => {
    expect(
      converted(`${head}class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    children = relationship("Node", backref=backref("parent", remote_side=[id]))
    other = 1
`),
    ).toContain(`    children = relationship("Node", back_populates="parent")
    parent = relationship("Node", remote_side=[id], back_populates="children")
    other = 1
`);
  });

  test('an annotation for type checkers gives way', () => {
    expect(
      converted(`from typing import TYPE_CHECKING\n${modern}class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[List["B"]] = relationship(backref="a")
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    if TYPE_CHECKING:
        a: Mapped["A"]
`),
    ).toMatch(/^from __future__(?:.|\n)*a_id: .*\n {4}a: Mapped\["A"\] = relationship\(back_populates="bs"\)\n$/);
  });

  test('libraries that arguments need are imported', () => {
    const text = converted(`#- base.py
${head}
#- b.py
from sqlalchemy import Column, Integer
from base import Base
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
#- a.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import backref, relationship
from base import Base
import b
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    b_id = Column(ForeignKey("b.id"))
    b = relationship("B", backref=backref("all_a", collection_class=ordering_list("id"), order_by=id.desc()))
`);
    expect(text).toContain('from sqlalchemy.ext.orderinglist import ordering_list\nfrom sqlalchemy.orm import relationship\n');
    expect(text).toContain('        collection_class=ordering_list("id"),\n        order_by="A.id.desc()",\n');
  });
});

describe('it is left alone', () => {
  const models = (relationship: string, b = '', before = ''): string => `${head}${before}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    ${relationship}
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    ${b}
`;
  test.each([
    ['computed name', models('bs = relationship("B", backref=NAME + "s")', '', 'import os\nNAME = os.name')],
    ['computed arguments', models('bs = relationship("B", backref="a", **OPTIONS)', '', 'import os\nOPTIONS = os.environ')],
    ['a method has the name', models('bs = relationship("B", backref="a")', 'def a(self): ...')],
    ['a reserved name', models('bs = relationship("B", backref="metadata")')],
    ['a clash', models('bs = relationship("B", backref="a_id")')],
    ['no keyword', models('bs = relationship("B", **{"backref": "a"})')],
    [
      'an argument of the class body',
      models('bs = relationship("B", backref=backref("a", info=OPTIONS))', '', 'import os').replace('    bs =', '    OPTIONS = {}\n    bs ='),
    ],
    ['made by a function', models('bs = make()', '', 'def make():\n    return relationship("B", backref="a")')],
    [
      'a mixin',
      `${head}class Mixin:\n    @declared_attr\n    def b(cls):\n        return relationship("B", backref="all_a")\n${models('b_id = Column(ForeignKey("b.id"))').slice(head.length).replace('A(Base)', 'A(Mixin, Base)')}`,
    ],
  ])('%s', (_, source) => {
    const f = fixture(source);
    const it = declaredIn(f.snapshot().project).find(r => r.backref);
    expect(it, relationships(f).join()).toBeDefined();
    expect(it && convertBackref(f.snapshot(), it)).toHaveProperty('why');
  });

  test('when the text is not valid Python', () => {
    const f = fixture(models('bs = relationship("B", backref="a")'));
    const [it] = declaredIn(f.snapshot().project);
    f.session.edit('file:///fixture/models.py', `${f.texts.get('models.py')}\ndef (`);
    expect(it && convertBackref(f.snapshot(), it)).toHaveProperty('why');
  });
});

test('the other side of a self-referential relationship gets remote_side', () => {
  const f: Fixture = fixture(`${head}class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    children = relationship("Node", back_populates="parent")
`);
  const [it] = declaredIn(f.snapshot().project);
  const result = it && writeOtherSide(f.snapshot(), it, 'parent');
  if (!result || 'why' in result) throw new Error(result?.why);
  expect([...applied(f.texts, result.edits).values()].join()).toContain('parent = relationship("Node", remote_side=[id], back_populates="children")\n');
});
