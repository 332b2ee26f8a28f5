/** Reads Jinja expressions into the tree of Python expressions: the two differ in filters and tests, and in little else. */
import type { Range } from 'vscode-languageserver-protocol';
import type { Token } from './jinja-tokens.ts';
import type { Argument, Expr, Name } from './tree.ts';

/** The name under which a filter stands in the tree: `x|first` is a call of `|first` with `x`. No name of a template begins like it. */
export const filterPrefix = '|';

const constants: Readonly<Record<string, 'True' | 'False' | 'None'>> = {
  true: 'True',
  True: 'True',
  false: 'False',
  False: 'False',
  none: 'None',
  None: 'None',
};
/** Operators from the loosest to the tightest (jinja2/parser.py, `parse_or` to `parse_pow`). */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '>', '<=', '>=', 'in', 'not in'],
  ['+', '-'],
  ['~'],
  ['*', '/', '//', '%'],
  ['**'],
];

/** A run of tokens that is read from the left; what cannot be read gives `error` nodes, never an exception. */
export class Expressions {
  readonly #tokens: readonly Token[];
  readonly #range: (start: number, end: number) => Range;
  #at = 0;

  constructor(tokens: readonly Token[], range: (start: number, end: number) => Range) {
    this.#tokens = tokens;
    this.#range = range;
  }

  get next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? { kind: 'end', text: '', start: 0, end: 0 };
  }

  /** True at the end of the tag. */
  get done(): boolean {
    return this.next.kind === 'end';
  }

  take(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Takes the word or sign when it is the next one. */
  accept(text: string): boolean {
    const fits = this.next.text === text && (this.next.kind === 'op' || this.next.kind === 'name');
    if (fits) this.#at++;
    return fits;
  }

  name(): Name | undefined {
    if (this.next.kind !== 'name') return undefined;
    const { text, start, end } = this.take();
    return { kind: 'name', id: text, range: this.#range(start, end) };
  }

  /** `a`, `a, b` or `(a, b)` before `in`, `=` or the end. */
  target(): Expr {
    const items = this.#list(() => this.#postfix());
    return items.length === 1 && items[0] ? items[0] : { kind: 'tuple', items, range: this.#span(items) };
  }

  /** An expression, or several with commas between them as a tuple. */
  tuple(): Expr {
    const items = this.#list(() => this.expression());
    return items.length === 1 && items[0] ? items[0] : { kind: 'tuple', items, range: this.#span(items) };
  }

  #list(read: () => Expr): readonly Expr[] {
    const items = [read()];
    while (this.accept(',') && !this.done) items.push(read());
    return items;
  }

  /** `conditional`: false where an `if` behind the expression belongs to the tag, as in `for x in y if x.z`. */
  expression(conditional = true): Expr {
    const body = this.#binary(0);
    if (!conditional || !this.accept('if')) return body;
    const test = this.#binary(0);
    const orElse: Expr = this.accept('else') ? this.expression() : { kind: 'constant', value: 'None', range: test.range };
    return { kind: 'ternary', test, body, orElse, range: this.#between(body, orElse) };
  }

  #binary(level: number): Expr {
    const ops = levels[level];
    if (!ops) return this.#unary();
    let left = this.#binary(level + 1);
    for (let op = this.#operator(ops); op !== undefined; op = this.#operator(ops)) {
      const right = this.#binary(level + 1);
      left = { kind: 'binary', op, left, right, range: this.#between(left, right) };
    }
    return left;
  }

  #operator(ops: readonly string[]): string | undefined {
    const { text, kind } = this.next;
    if (kind !== 'op' && kind !== 'name') return undefined;
    if (text === 'not' && ops.includes('not in') && this.#tokens[this.#at + 1]?.text === 'in') {
      this.#at += 2;
      return 'not in';
    }
    if (!ops.includes(text)) return undefined;
    this.#at++;
    return text;
  }

  #unary(): Expr {
    const { text, kind, start } = this.next;
    if ((kind === 'name' && text === 'not') || (kind === 'op' && (text === '-' || text === '+'))) {
      this.take();
      const value = text === 'not' ? this.#binary(2) : this.#unary();
      return { kind: 'unary', op: text, value, range: { start: this.#range(start, start).start, end: value.range.end } };
    }
    return this.#postfix();
  }

  #postfix(): Expr {
    let value = this.#primary();
    for (;;) {
      if (this.accept('.')) value = this.#member(value);
      else if (this.accept('[')) value = this.#subscript(value);
      else if (this.accept('(')) value = this.#call(value, []);
      else if (this.accept('|')) value = this.#filter(value);
      else if (this.next.kind === 'name' && this.accept('is')) value = this.#test(value);
      else return value;
    }
  }

  #member(value: Expr): Expr {
    const attr = this.name();
    if (attr) return { kind: 'attribute', value, attr, range: this.#between(value, attr) };
    const { start, end } = this.done ? this.next : this.take();
    return { kind: 'error', child: value, range: { start: value.range.start, end: this.#range(start, end).end } };
  }

  #subscript(value: Expr): Expr {
    const items: Argument[] = [];
    let sliced = false;
    while (!this.done && this.next.text !== ']') {
      if (this.accept(':')) sliced = true;
      else if (!this.accept(',')) {
        const item = this.expression();
        items.push({ value: item, range: item.range });
      }
    }
    const range = { start: value.range.start, end: this.#close(']') };
    return { kind: 'subscript', value, items: sliced ? [{ value: { kind: 'slice', range }, range }] : items, range };
  }

  #call(func: Expr, before: readonly Argument[]): Expr {
    const args = [...before];
    while (!this.done && this.next.text !== ')') {
      if (this.accept(',')) continue;
      const star = this.accept('**') ? '**' : this.accept('*') ? '*' : undefined;
      const keyword = this.next.kind === 'name' && this.#tokens[this.#at + 1]?.text === '=' ? this.name() : undefined;
      if (keyword) this.take();
      const value = this.expression();
      args.push({ ...(keyword ? { name: keyword } : {}), ...(star ? { star } : {}), value, range: keyword ? this.#between(keyword, value) : value.range });
    }
    return { kind: 'call', func, args, range: { start: (before[0] ?? func).range.start, end: this.#close(')') } };
  }

  #filter(value: Expr): Expr {
    const name = this.name();
    if (!name) return value;
    let id = name.id;
    while (this.accept('.')) id += `.${this.name()?.id ?? ''}`;
    const func: Name = { kind: 'name', id: filterPrefix + id, range: name.range };
    const subject: Argument = { value, range: value.range };
    return this.accept('(') ? this.#call(func, [subject]) : { kind: 'call', func, args: [subject], range: this.#between(value, name) };
  }

  /** `x is defined`, `x is not divisibleby 3`. */
  #test(value: Expr): Expr {
    this.accept('not');
    const name = this.name();
    const { kind, text } = this.next;
    const argument = name && (kind === 'string' || kind === 'number' || (kind === 'op' && '([{'.includes(text)) || (kind === 'name' && !reserved.has(text)));
    const right: Expr = argument ? this.#postfix() : { kind: 'constant', value: 'True', range: (name ?? value).range };
    return { kind: 'binary', op: 'is', left: value, right, range: this.#between(value, right) };
  }

  #primary(): Expr {
    const { kind, text, start, end } = this.next;
    const range = this.#range(start, end);
    switch (kind) {
      case 'name': {
        this.take();
        const constant = constants[text];
        return constant ? { kind: 'constant', value: constant, range } : { kind: 'name', id: text, range };
      }
      case 'string':
        this.take();
        return {
          kind: 'string',
          value: text,
          ...(end - start === text.length + 2 && !text.includes('\\') ? { content: this.#range(start + 1, end - 1) } : {}),
          range,
        };
      case 'number':
        this.take();
        return { kind: 'number', ...(Number.isNaN(Number(text)) ? {} : { value: Number(text) }), range };
      case 'op':
        this.take();
        if (text === '(') {
          const items = this.next.text === ')' ? [] : this.#list(() => this.expression());
          const close = this.#close(')');
          return items.length === 1 && items[0] ? items[0] : { kind: 'tuple', items, range: { start: range.start, end: close } };
        }
        if (text === '[') {
          const items = this.next.text === ']' ? [] : this.#list(() => this.expression());
          return { kind: 'list', items, range: { start: range.start, end: this.#close(']') } };
        }
        if (text === '{') return this.#dict(range);
        return { kind: 'error', range };
      case 'end':
        return { kind: 'error', range };
    }
  }

  #dict(from: Range): Expr {
    const entries: { readonly key: Expr; readonly value: Expr }[] = [];
    while (!this.done && this.next.text !== '}') {
      if (this.accept(',')) continue;
      const key = this.expression();
      entries.push({ key, value: this.accept(':') ? this.expression() : key });
    }
    return { kind: 'dict', entries, range: { start: from.start, end: this.#close('}') } };
  }

  /** Takes the closing bracket; the position behind it, or where it should stand. */
  #close(text: string): Range['end'] {
    const { start, end } = this.next;
    return this.accept(text) ? this.#range(start, end).end : this.#range(start, start).end;
  }

  #between(a: { readonly range: Range }, b: { readonly range: Range }): Range {
    return { start: a.range.start, end: b.range.end };
  }

  #span(items: readonly Expr[]): Range {
    const [first, last] = [items[0], items.at(-1)];
    return first && last ? this.#between(first, last) : this.#range(this.next.start, this.next.start);
  }
}

/** Words that cannot be the argument of a test. */
const reserved: ReadonlySet<string> = new Set(['and', 'or', 'else', 'if', 'in', 'is', 'not', 'recursive', 'with', 'without']);
