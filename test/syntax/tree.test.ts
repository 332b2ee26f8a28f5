/** The tree: kinds, and ranges in lines and UTF-16 columns. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../../server/base/text.ts';
import { type Node, pathTo, walk } from '../../server/syntax/locate.ts';
import { parseInside, parseModule } from '../../server/syntax/parse.ts';
import type { Expr, Str } from '../../server/syntax/tree.ts';

const place = ({ start, end }: Range): string => `${start.line}:${start.character}-${end.line === start.line ? '' : `${end.line}:`}${end.character}`;

function nodes(text: string): readonly Node[] {
  const out: Node[] = [];
  walk(parseModule(text).body, node => out.push(node));
  return out;
}

/** `0:4-7 name abc`, `0:4-9 string abc in 0:5-8`: the words of a text. */
const words = (text: string): readonly string[] =>
  nodes(text).flatMap(n => {
    if (n.kind === 'name') return [`${place(n.range)} ${n.id}`];
    return n.kind === 'string' ? [`${place(n.range)} ${JSON.stringify(n.value)}${n.content ? ` in ${place(n.content)}` : ''}`] : [];
  });

/** The tree without ranges, in brackets. */
function shape(it: Expr | undefined): string {
  switch (it?.kind) {
    case undefined:
      return '-';
    case 'name':
      return it.id;
    case 'string':
      return JSON.stringify(it.value);
    case 'number':
      return String(it.value ?? '?');
    case 'constant':
      return it.value;
    case 'attribute':
      return `${shape(it.value)}.${it.attr.id}`;
    case 'call':
      return `${shape(it.func)}(${it.args.map(a => `${a.name ? `${a.name.id}=` : (a.star ?? '')}${shape(a.value)}`).join(', ')})`;
    case 'subscript':
      return `${shape(it.value)}[${it.items.map(a => shape(a.value)).join(', ')}]`;
    case 'list':
    case 'set':
    case 'tuple':
      return `(${it.kind} ${it.items.map(shape).join(' ')})`;
    case 'dict':
      return `(dict ${it.entries.map(e => `${e.key ? `${shape(e.key)}: ` : '**'}${shape(e.value)}`).join(' ')})`;
    case 'binary':
      return `(${shape(it.left)} ${it.op} ${shape(it.right)})`;
    case 'unary':
      return `(${it.op} ${shape(it.value)})`;
    case 'ternary':
      return `(${shape(it.body)} if ${shape(it.test)} else ${shape(it.orElse)})`;
    case 'lambda':
      return `(lambda ${it.params.map(p => `${p.star ?? ''}${p.name?.id ?? ''}${p.default ? `=${shape(p.default)}` : ''}`).join(', ')}: ${shape(it.body)})`;
    case 'comprehension':
      return `(${it.of} ${it.key ? `${shape(it.key)}: ` : ''}${shape(it.element)} ${it.clauses.map(c => (c.kind === 'for' ? `for ${shape(c.target)} in ${shape(c.iter)}` : `if ${shape(c.test)}`)).join(' ')})`;
    case 'fstring':
      return `f(${it.parts.map(p => (typeof p === 'string' ? JSON.stringify(p) : shape(p))).join(' ')})`;
    case 'walrus':
      return `(${it.target.id} := ${shape(it.value)})`;
    case 'await':
    case 'star':
    case 'yield':
    case 'yield-from':
      return `(${it.kind} ${shape(it.value)})`;
    case 'error':
      return it.child ? `(error ${shape(it.child)})` : 'error';
    case 'slice':
      return 'slice';
  }
}

const expression = (text: string): string => {
  const [it] = parseModule(text).body;
  return it?.kind === 'expr' ? shape(it.value) : `a statement: ${it?.kind}`;
};

describe('ranges', () => {
  test.each([
    ['plain', 'x = "abc"', ['0:0-1 x', '0:4-9 "abc" in 0:5-8']],
    ['single quotes and a prefix', "x = r'a\\b'", ['0:0-1 x', '0:4-10 "a\\\\b" in 0:6-9']],
    ['unicode prefix', "x = u'ab'", ['0:0-1 x', '0:4-9 "ab" in 0:6-8']],
    ['triple quotes over lines', 'x = """a\nb"""', ['0:0-1 x', '0:4-1:4 "a\\nb" in 0:7-1:1']],
    ['an empty string', "x = ''", ['0:0-1 x', '0:4-6 "" in 0:5-5']],
    ['an escape breaks the correspondence', "x = 'a\\tb'", ['0:0-1 x', '0:4-10 "a\\tb"']],
    ['so does a line continued inside', "x = 'a\\\nb'", ['0:0-1 x', '0:4-1:2 "ab"']],
    ['and a concatenation', "x = 'a' 'b'", ['0:0-1 x', '0:4-11 "ab"']],
    ['a concatenation over lines', "f('a'\n  'b')", ['0:0-1 f', '0:2-1:5 "ab"']],
    [
      'columns behind a character outside the BMP count two units',
      "x = '😀', 'b', c",
      ['0:0-1 x', '0:4-8 "😀" in 0:5-7', '0:10-13 "b" in 0:11-12', '0:15-16 c'],
    ],
    ['a combining accent is a unit of its own', "x = 'e\u0301', b", ['0:0-1 x', '0:4-8 "e\u0301" in 0:5-7', '0:10-11 b']],
    ['names outside ASCII', 'größe = ñ.имя', ['0:0-5 größe', '0:8-9 ñ', '0:10-13 имя']],
    ['a name outside the BMP, which Python reads as its plain form', '𝐱 = y', ['0:0-2 x', '0:5-6 y']],
    ['tabs are one column', 'if a:\n\tb = "c"', ['0:3-4 a', '1:1-2 b', '1:5-8 "c" in 1:6-7']],
    ['a form feed is a column', '\fx = y', ['0:1-2 x', '0:5-6 y']],
    ['CRLF', 'x = y\r\nz = "a"\r\n', ['0:0-1 x', '0:4-5 y', '1:0-1 z', '1:4-7 "a" in 1:5-6']],
    ['CR alone', 'x = y\rz = w', ['0:0-1 x', '0:4-5 y', '1:0-1 z', '1:4-5 w']],
    ['a mixture of line ends', 'a\r\nb\rc\nd', ['0:0-1 a', '1:0-1 b', '2:0-1 c', '3:0-1 d']],
    ['a line continued with a backslash', 'x = \\\n  y', ['0:0-1 x', '1:2-3 y']],
    ['a line separator of Unicode ends no line', 'x = "a\u2028b", c', ['0:0-1 x', '0:4-9 "a\u2028b" in 0:5-8', '0:11-12 c']],
    ['names inside f-strings', 'f"a{b.c!r:>{w}}d"', ['0:4-5 b', '0:6-7 c', '0:12-13 w']],
    ['names inside nested f-strings', `f"{f'{a}'}" + b`, ['0:6-7 a', '0:14-15 b']],
    ['keywords of arguments', 'f(ab=cd)', ['0:0-1 f', '0:2-4 ab', '0:5-7 cd']],
    ['a half-typed string ends with its line', 'x = "abc\ny = z', ['0:0-1 x', '0:4-8 "abc" in 0:5-8', '1:0-1 y', '1:4-5 z']],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('bytes are no text', () => {
    expect(words("x = b'abc'")).toEqual(['0:0-1 x']);
  });

  test('in every sample file every name and every plain string stands where its range says', () => {
    const folder = resolve(import.meta.dirname, '../workspaces');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(f => f.endsWith('.py'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const lines = new Lines(text);
      for (const node of nodes(text)) {
        if (node.kind === 'name') expect(lines.slice(node.range)).toBe(node.id);
        if (node.kind === 'string' && node.content) expect(lines.slice(node.content)).toBe(node.value);
      }
    }
  });

  test('children lie inside their parents, and in order', () => {
    const text =
      'class A(B, metaclass=M):\n    x: Mapped[list["C"]] = relationship("C", lambda: D.e, k=[f, *g])\n    def h(self, a=1, *b, **c): return a if b else {c: d for c in b if c}\n';
    const lines = new Lines(text);
    walk(parseModule(text).body, (node, parents) => {
      const parent = parents.at(-1);
      if (!parent) return;
      expect(lines.offset(node.range.start), `${node.kind} in ${parent.kind}`).toBeGreaterThanOrEqual(lines.offset(parent.range.start));
      expect(lines.offset(node.range.end), `${node.kind} in ${parent.kind}`).toBeLessThanOrEqual(lines.offset(parent.range.end));
    });
  });
});

describe('expressions', () => {
  test.each([
    ['a.b.c(d, *e, f=g, **h)', 'a.b.c(d, *e, f=g, **h)'],
    ['a[b, 1:2, c]', 'a[b, slice, c]'],
    ['(a, b), [c], {d}, {e: f, **g}', '(tuple (tuple a b) (list c) (set d) (dict e: f **g))'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['a not in b', '(a not in b)'],
    ['a is not b', '(a is not b)'],
    ['a == b & c | ~d', '(a == ((b & c) | (~ d)))'],
    ['-1', '(- 1)'],
    ['1_000, 0x1f, 1j, 10 ** 2', '(tuple 1000 31 ? (10 ** 2))'],
    ['x if y else z', '(x if y else z)'],
    ['lambda a, *b, c=1, **d: a', '(lambda a, *b, c=1, **d: a)'],
    ['[a for a, b in c if d]', '(list a for (tuple a b) in c if d)'],
    ['{a: b for a in c}', '(dict a: b for a in c)'],
    ['{a for a in b}', '(set a for a in b)'],
    ['f(a for a in b)', 'f((generator a for a in b))'],
    ['[(a for a in b)]', '(list (generator a for a in b))'],
    ['(a := b)', '(a := b)'],
    ['"a" "b"', '"ab"'],
    ['"\\x41\\u00e9\\n"', '"Aé\\n"'],
    ['r"\\n"', '"\\\\n"'],
    ['f"a{b}c"', 'f("a" b "c")'],
    ['f"{b}" "c"', 'f(b "c")'],
    ['f"{b!r}"', 'f((error b))'],
    ['f"{{a}}{b}"', 'f("{a}" b)'],
    ['None, True, ...', '(tuple None True ...)'],
  ])('%s', (text, expected) => {
    expect(expression(text)).toBe(expected);
  });
});

describe('strings as expressions', () => {
  const string = (text: string): Str => {
    const found = nodes(text).find(n => n.kind === 'string');
    if (found?.kind !== 'string') throw new Error('no string');
    return found;
  };
  const inside = (text: string): readonly string[] => {
    const expr = parseInside(string(text));
    const out: string[] = [];
    walk([expr], n => n.kind === 'name' && out.push(`${place(n.range)} ${n.id}`));
    return out;
  };

  test.each([
    ['x = "Post.date"', ['0:5-9 Post', '0:10-14 date']],
    ['x = "a.b == \'c\'"', ['0:5-6 a', '0:7-8 b']],
    ['x = "😀"; y = 1', []],
    ['x = ("list[Post]")', ['0:6-10 list', '0:11-15 Post']],
    ["x = 'Po' 'st'", ['0:5-12 Post']],
    ["x = ('A.b == '\n'C.d')", ['0:6-7 A', '0:8-9 b', '1:1-2 C', '1:3-4 d']],
    ['x = """\n  and_(A.b,\n  C.d)"""', ['1:2-6 and_', '1:7-8 A', '1:9-10 b', '2:2-3 C', '2:4-5 d']],
    ['x = "Post"', ['0:5-9 Post']],
    ['x = "not an expression"', []],
    ['x = ""', []],
    ['x = "a ="', []],
  ])('%s', (text, expected) => {
    expect(inside(text)).toEqual(expected);
  });
});

describe('what is under the cursor', () => {
  const at = (text: string): string => {
    const offset = text.indexOf('|');
    const clean = text.replace('|', '');
    return pathTo(parseModule(clean), new Lines(clean).position(offset))
      .map(n => n.kind)
      .join(' > ');
  };
  test.each([
    ['class A:\n    x = rel|ationship("P")', 'class > assign > call > name'],
    ['class A:\n    x = relationship("P|")', 'class > assign > call > string'],
    ['post.auth|or', 'expr > attribute > name'],
    ['post|.author', 'expr > attribute > name'],
    ['f(a|)', 'expr > call > name'],
    ['x = 1\n|\ny = 2', ''],
    ['f(backref=back|ref("x"))', 'expr > call > call > name'],
  ])('%j', (text, expected) => {
    expect(at(text)).toBe(expected);
  });
});
