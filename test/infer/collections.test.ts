/** Collections, proxies, properties and events of mapped classes. */
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';

const extra = (body: string, code: string): string => `#- extra.py
from typing import List, Dict, Optional
from sqlalchemy import Column, ForeignKey, Integer, event, select
from sqlalchemy.orm import *
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from blog.base import Base
from blog.user import User
from blog.post import Post, Tag
${body}
${code}`;

describe('collections', () => {
  const models = (rest: string): string => `class Shelf(Base):
    __tablename__ = "shelf"
    id = Column(Integer, primary_key=True)
    ${rest}
class Box(Base):
    __tablename__ = "box"
    id = Column(Integer, primary_key=True)
    name = Column(Integer)
    shelf_id = Column(ForeignKey("shelf.id"))
`;
  test.each([
    [
      'attribute_keyed_dict',
      'boxes = relationship("Box", backref="shelf", collection_class=attribute_keyed_dict("name"))',
      'def f(s: Shelf):\n    s.boxes["a"].she$0lf',
      'Box.shelf',
    ],
    [
      'keyed values',
      'boxes = relationship("Box", backref="shelf", collection_class=attribute_mapped_collection("name"))',
      'def f(s: Shelf):\n    for b in s.boxes.values():\n        b.she$0lf',
      'Box.shelf',
    ],
    [
      'keyed items',
      'boxes = relationship("Box", backref="shelf", collection_class=column_keyed_dict("name"))',
      'def f(s: Shelf):\n    for k, b in s.boxes.items():\n        b.she$0lf',
      'Box.shelf',
    ],
    [
      'keyed get',
      'boxes = relationship("Box", backref="shelf", collection_class=mapped_collection(lambda b: b.name))',
      'def f(s: Shelf):\n    s.boxes.get("a").she$0lf',
      'Box.shelf',
    ],
    [
      'keyed Mapped[dict]',
      'boxes: Mapped[Dict[str, "Box"]] = relationship(backref="shelf", collection_class=keyfunc_mapping(lambda b: b.name))',
      'def f(s: Shelf):\n    s.boxes["a"].she$0lf',
      'Box.shelf',
    ],
    [
      'write only',
      'boxes: WriteOnlyMapped["Box"] = relationship(backref="shelf")',
      'def f(s: Shelf, session):\n    session.scalars(s.boxes.select().limit(1)).first().she$0lf',
      'Box.shelf',
    ],
    [
      'write only lazy',
      'boxes = relationship("Box", backref="shelf", lazy="write_only")',
      'def f(s: Shelf, session):\n    session.scalars(s.boxes.select()).first().she$0lf',
      'Box.shelf',
    ],
    [
      'dynamic mapped',
      'boxes: DynamicMapped["Box"] = relationship(backref="shelf")',
      'def f(s: Shelf):\n    s.boxes.filter_by(name=1).first().she$0lf',
      'Box.shelf',
    ],
    [
      'ordering_list',
      'boxes = relationship("Box", backref="shelf", collection_class=ordering_list("name"))',
      'def f(s: Shelf):\n    s.boxes[0].she$0lf',
      'Box.shelf',
    ],
    ['custom class', 'boxes = relationship("Box", backref="shelf", collection_class=list)', 'def f(s: Shelf):\n    s.boxes.pop().she$0lf', 'Box.shelf'],
    [
      'hybrid property',
      'boxes = relationship("Box", backref="shelf")\n    @hybrid_property\n    def first(self):\n        return self.boxes[0]',
      'def f(s: Shelf):\n    s.first.she$0lf',
      'Box.shelf',
    ],
    [
      'hybrid method',
      'boxes = relationship("Box", backref="shelf")\n    @hybrid_method\n    def first(self, n):\n        return self.boxes[n]',
      'def f(s: Shelf):\n    s.first(1).she$0lf',
      'Box.shelf',
    ],
    [
      'plain property',
      'boxes = relationship("Box", backref="shelf")\n    @property\n    def first(self):\n        return self.boxes[0] if self.boxes else None',
      'def f(s: Shelf):\n    s.first.she$0lf',
      'Box.shelf',
    ],
    [
      'validates',
      'boxes = relationship("Box", backref="shelf")\n    @validates("boxes")\n    def check(self, key, box):\n        return box.she$0lf',
      '',
      'Box.shelf',
    ],
    [
      'object_session in a model',
      'boxes = relationship("Box", backref="shelf")\n    def load(self):\n        return object_session(self).query(Box).first()',
      'def f(s: Shelf):\n    s.load().she$0lf',
      'Box.shelf',
    ],
    [
      'inspect session',
      'boxes = relationship("Box", backref="shelf")\n    @classmethod\n    def find(cls, session, id):\n        return session.query(cls).get(id)',
      'def f(s):\n    Shelf.find(s, 1).boxes[0].she$0lf',
      'Box.shelf',
    ],
    [
      'query_property',
      'boxes = relationship("Box", backref="shelf")',
      'session = scoped_session(sessionmaker())\nBase.query = session.query_property()\nBox.query.first().she$0lf',
      'Box.shelf',
    ],
    [
      'query_property in class',
      'boxes = relationship("Box", backref="shelf")\n    query = scoped_session(sessionmaker()).query_property()',
      'Shelf.query.first().boxes[0].she$0lf',
      'Box.shelf',
    ],
    ['event target', 'boxes = relationship("Box", backref="shelf")', '@event.listens_for(Box, "after_update")\ndef g(m, c, t):\n    t.she$0lf', 'Box.shelf'],
    ['event load', 'boxes = relationship("Box", backref="shelf")', '@event.listens_for(Box, "load")\ndef g(t, ctx):\n    t.she$0lf', 'Box.shelf'],
    ['event.listen', 'boxes = relationship("Box", backref="shelf")', 'def g(m, c, t):\n    t.she$0lf\nevent.listen(Box, "before_insert", g)', 'Box.shelf'],
    ['event remove', 'boxes = relationship("Box", backref="shelf")', '@event.listens_for(Shelf.boxes, "remove")\ndef g(t, v, i):\n    v.she$0lf', 'Box.shelf'],
    ['event set', 'boxes = relationship("Box", backref="shelf")', '@event.listens_for(Box.shelf, "set")\ndef g(t, v, old, i):\n    old.box$0es', 'Shelf.boxes'],
    [
      'event init',
      'boxes = relationship("Box", backref="shelf")',
      '@event.listens_for(Box, "init")\ndef g(target, args, kwargs):\n    target.she$0lf',
      'Box.shelf',
    ],
    [
      'event propagate base',
      'boxes = relationship("Box", backref="shelf")',
      '@event.listens_for(Box.name, "set")\ndef g(target, v, o, i):\n    target.she$0lf',
      'Box.shelf',
    ],
    [
      'event bulk_append',
      'boxes = relationship("Box", backref="shelf")',
      '@event.listens_for(Shelf.boxes, "bulk_replace")\ndef g(target, values, initiator):\n    values[0].she$0lf',
      'Box.shelf',
    ],
    [
      'session event',
      'boxes = relationship("Box", backref="shelf")',
      '@event.listens_for(Session, "before_flush")\ndef g(session, ctx, i):\n    session.get(Box, 1).she$0lf',
      'Box.shelf',
    ],
    [
      'proxy dict',
      'boxes = relationship("Box", backref="shelf", collection_class=attribute_keyed_dict("name"))\n    owners = association_proxy("boxes", "shelf")',
      'def f(s: Shelf):\n    s.owners["a"].box$0es',
      'Shelf.boxes',
    ],
    [
      'proxy class',
      'boxes = relationship("Box", backref="shelf")\n    owners = association_proxy("boxes", "shelf")',
      'Shelf.owners.any(Shelf.box$0es)',
      'Shelf.boxes',
    ],
    [
      'proxy annotated',
      'boxes = relationship("Box", backref="shelf")\n    owners: AssociationProxy[List["Shelf"]] = association_proxy("boxes", "shelf")',
      'def f(s: Shelf):\n    for o in s.owners:\n        o.box$0es',
      'Shelf.boxes',
    ],
    [
      'declared_attr',
      'boxes = relationship("Box", backref="shelf")\n    @declared_attr\n    def x(cls):\n        return None',
      'def f(b: Box):\n    b.she$0lf',
      'Box.shelf',
    ],
    ['Mapped param', 'boxes: Mapped[List["Box"]] = relationship(backref="shelf")', 'def f(x: Mapped[Box]):\n    x.she$0lf', 'Box.shelf'],
  ])('%s', (_, rest, code, expected) => expect(answer(extra(models(rest), code))).toBe(expected));
});
