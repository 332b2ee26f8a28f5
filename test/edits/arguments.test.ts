import { describe, expect, test } from 'vitest';
import { addArguments, prependArgument, removeArgument, replaceArgument, setArgument } from '../../server/edits/arguments.ts';
import { argumentsOf, callOf, edited } from './edit.ts';

/** One call in the ways people lay it out. */
const layouts: Readonly<Record<string, string>> = {
  'one line': `x = relationship("B", backref="a", lazy=True)\n`,
  'spaces around =': `x = relationship("B", backref = "a", lazy = True)\n`,
  'trailing comma': `x = relationship("B", backref="a", lazy=True,)\n`,
  'one to a line': `x = relationship(\n    "B",\n    backref="a",\n    lazy=True,\n)\n`,
  'no trailing comma': `x = relationship(\n    "B",\n    backref="a",\n    lazy=True\n)\n`,
  'hanging bracket': `x = relationship("B",\n                 backref="a",\n                 lazy=True)\n`,
  'two to a line': `x = relationship(\n    "B", backref="a",\n    lazy=True, )\n`,
  comments: `x = relationship(\n    "B",  # the target, with (brackets\n    # about the backref, "quoted\n    backref="a",  # a comma, here\n    lazy=True,  # last\n)  # behind\n`,
  'comment without comma': `x = relationship(\n    "B",\n    backref="a",\n    lazy=True  # last\n)\n`,
  'nested calls': `x = relationship(lambda: f(1, (2)), backref=backref("a", order_by=[B.id, "x,)"]), lazy=(True))\n`,
  strings: `x = relationship('B,"(', backref="a\\"),", lazy='''tr\n,i"ple''')\n`,
  'formatted strings': `x = relationship(f"{a["b,)"]}", backref=f"{{,{n!r:>{w}}}}", lazy=rf'\\{x['a']}')\n`,
  'concatenated strings': `x = relationship("B", backref="a"\n    "b", lazy="c" 'd')\n`,
  'line continuation': `x = relationship("B", \\\n    backref="a", \\\n    lazy=True)\n`,
  'CR LF': `x = relationship(\r\n    "B",\r\n    backref="a",\r\n    lazy=True,\r\n)\r\n`,
  'wide characters': `x = relationship("Bücher 📚", backref="ä", lazy="é")\n`,
  'in a class': `class A(Base):\n    """Doc."""\n    x = db.relationship(\n        "B", backref="a", lazy=True\n    )\n    y = 1\n`,
  'spread behind': `x = relationship("B", backref="a", lazy=True, **options)\n`,
  'bracketed function': `x = (relationship)("B", backref="a", lazy=True)\n`,
};

const original = (text: string): readonly string[] => argumentsOf(text);
const comments = (text: string): readonly string[] => [...text.matchAll(/# (?:the target|about|last|behind).*/g)].map(m => m[0].trim());

describe.each(Object.entries(layouts))('%s', (_, text) => {
  test('an argument is added behind the others', () => {
    const after = edited(text, (change, source) => addArguments(change, source, callOf(source.tree), ['viewonly=True']));
    expect(argumentsOf(after)).toEqual([...original(text), 'viewonly=True']);
    expect(comments(after)).toEqual(comments(text));
  });

  test('two are added, in order', () => {
    const after = edited(text, (change, source) => addArguments(change, source, callOf(source.tree), ['viewonly=True', 'doc="d"']));
    expect(argumentsOf(after)).toEqual([...original(text), 'viewonly=True', 'doc="d"']);
  });

  test('one is written in front', () => {
    const after = edited(text, (change, source) => prependArgument(change, source, callOf(source.tree), 'first'));
    expect(argumentsOf(after)).toEqual(['first', ...original(text)]);
    expect(comments(after)).toEqual(comments(text));
  });

  test('one is replaced by another', () => {
    const after = edited(text, (change, source) => replaceArgument(change, source, callOf(source.tree), 'backref', 'back_populates', '"z"'));
    expect(argumentsOf(after)).toEqual(original(text).map(a => (a.startsWith('backref=') ? 'back_populates="z"' : a)));
    expect(comments(after)).toEqual(comments(text));
  });

  test.each(['backref', 'lazy'])('%s is taken out', keyword => {
    const after = edited(text, (change, source) => removeArgument(change, source, callOf(source.tree), keyword));
    expect(argumentsOf(after)).toEqual(original(text).filter(a => !a.startsWith(`${keyword}=`)));
  });

  test('what is there is set, what is not is added', () => {
    const set = (keyword: string) => edited(text, (change, source) => setArgument(change, source, callOf(source.tree), keyword, 'None'));
    expect(argumentsOf(set('lazy'))).toEqual(original(text).map(a => (a.startsWith('lazy=') ? 'lazy=None' : a)));
    expect(argumentsOf(set('order_by'))).toEqual([...original(text), 'order_by=None']);
  });

  test('nothing outside the call changes', () => {
    const after = edited(text, (change, source) => removeArgument(change, source, callOf(source.tree), 'lazy'));
    const [head = '', tail = ''] = text.split(/\(.*\)/s);
    expect(after.startsWith(head.split('(')[0] ?? '')).toBe(true);
    expect(after.endsWith(tail)).toBe(true);
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
  });
});

test('a call without arguments', () => {
  expect(edited('x = relationship()\n', (c, s) => addArguments(c, s, callOf(s.tree), ['a=1']))).toBe('x = relationship(a=1)\n');
  expect(edited('x = relationship()\n', (c, s) => prependArgument(c, s, callOf(s.tree), '"B"'))).toBe('x = relationship("B")\n');
});

test('the only argument', () => {
  expect(edited('x = relationship(backref="a",)\n', (c, s) => removeArgument(c, s, callOf(s.tree), 'backref'))).toBe('x = relationship()\n');
});

test('the layout is kept', () => {
  const { 'one to a line': lines = '', 'no trailing comma': bare = '', comments: commented = '' } = layouts;
  const add = (text: string) => edited(text, (c, s) => addArguments(c, s, callOf(s.tree), ['viewonly=True']));
  expect(add(lines)).toBe('x = relationship(\n    "B",\n    backref="a",\n    lazy=True,\n    viewonly=True,\n)\n');
  expect(add(bare)).toBe('x = relationship(\n    "B",\n    backref="a",\n    lazy=True,\n    viewonly=True\n)\n');
  expect(add(commented)).toContain('    lazy=True,  # last\n    viewonly=True,\n)  # behind\n');
  expect(edited(commented, (c, s) => removeArgument(c, s, callOf(s.tree), 'backref'))).not.toContain('a comma, here');
});

test('an argument that is not there is not replaced', () => {
  expect(edited('x = f(a=1)\n', (c, s) => expect(replaceArgument(c, s, callOf(s.tree), 'b', 'c', '2')).toBe(false))).toBe('x = f(a=1)\n');
});
