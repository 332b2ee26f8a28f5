import { describe, expect, test } from 'vitest';
import { findClass, insertAttribute } from '../../server/edits/class-body.ts';
import type { Stmt } from '../../server/syntax/tree.ts';
import { edited } from './edit.ts';

/** Writes `new = 1` into class A. */
const inserted = (text: string): string =>
  edited(text, (change, source) => {
    const classes = (body: readonly Stmt[]): readonly Stmt[] =>
      body.flatMap(it => (it.kind === 'class' ? [it, ...classes(it.body)] : it.kind === 'function' ? classes(it.body) : []));
    const name = classes(source.tree.body).flatMap(it => (it.kind === 'class' && it.name.id === 'A' ? [it.name.range] : []))[0];
    const cls = name && findClass(source.tree.body, name);
    if (cls) insertAttribute(change, source, cls, 'new = 1');
  });

describe('an attribute is written', () => {
  test.each([
    [
      'behind the last relationship',
      'class A:\n    id = Column()\n    x = relationship("X")\n    y = relationship("Y")\n\n    def f(self): ...\n',
      'class A:\n    id = Column()\n    x = relationship("X")\n    y = relationship("Y")\n    new = 1\n\n    def f(self): ...\n',
    ],
    [
      'behind a relationship of several lines and its comment',
      'class A:\n    x = relationship(\n        "X",\n    )  # why\n    z = 1\n',
      'class A:\n    x = relationship(\n        "X",\n    )  # why\n    new = 1\n    z = 1\n',
    ],
    [
      'with an empty line where relationships have one between them',
      'class A:\n    x = relationship("X")\n\n    y = relationship("Y")\n',
      'class A:\n    x = relationship("X")\n\n    y = relationship("Y")\n\n    new = 1\n',
    ],
    ['behind the last column', 'class A:\n    id = Column()\n\n    def f(self): ...\n', 'class A:\n    id = Column()\n\n    new = 1\n\n    def f(self): ...\n'],
    [
      'apart from a method that follows at once',
      'class A:\n    id: Mapped[int]\n    def f(self): ...\n',
      'class A:\n    id: Mapped[int]\n\n    new = 1\n\n    def f(self): ...\n',
    ],
    [
      'behind a plain assignment',
      'class A:\n    __tablename__ = "a"\n\n    def f(self): ...\n',
      'class A:\n    __tablename__ = "a"\n\n    new = 1\n\n    def f(self): ...\n',
    ],
    ['behind a docstring', 'class A:\n    """Doc."""\n\n    def f(self): ...\n', 'class A:\n    """Doc."""\n\n    new = 1\n\n    def f(self): ...\n'],
    ['in front of methods', 'class A:\n    @property\n    def f(self): ...\n', 'class A:\n    new = 1\n\n    @property\n    def f(self): ...\n'],
    ['instead of pass', 'class A:\n    pass\n', 'class A:\n    new = 1\n'],
    ['instead of ...', 'class A:\n    """Doc."""\n    ...\n', 'class A:\n    """Doc."""\n    new = 1\n'],
    ['below a header that ends in pass', 'class A(Base): pass\nx = 1\n', 'class A(Base):\n    new = 1\nx = 1\n'],
    ['at the end of a file without a line break', 'class A:\n    id = Column()', 'class A:\n    id = Column()\n\n    new = 1'],
    ['with tabs', 'class A:\n\tx = relationship("X")\n', 'class A:\n\tx = relationship("X")\n\tnew = 1\n'],
    [
      'in an inner class',
      'def make():\n  class A:\n    x = relationship("X")\n  return A\n',
      'def make():\n  class A:\n    x = relationship("X")\n    new = 1\n  return A\n',
    ],
    ['with CR LF', 'class A:\r\n    x = relationship("X")\r\n    z = 1\r\n', 'class A:\r\n    x = relationship("X")\r\n    new = 1\r\n    z = 1\r\n'],
    [
      'not among what a condition holds',
      'class A:\n    id = Column()\n    if DEBUG:\n        x = relationship("X")\n',
      'class A:\n    id = Column()\n\n    new = 1\n\n    if DEBUG:\n        x = relationship("X")\n',
    ],
  ])('%s', (_, before, after) => {
    expect(inserted(before)).toBe(after);
  });

  test('nowhere in a body that shares the line of the header', () => {
    const text = 'class A(Base): x = 1\n';
    expect(inserted(text)).toBe(text);
  });
});
