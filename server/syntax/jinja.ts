/**
 * Jinja templates as trees of Python statements: a `for` tag is a loop, a `set` tag an assignment, an output an expression. So whoever reads
 * Python trees reads templates. Never throws: a tag that is not understood gives the expressions that can be read in it.
 */
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import { Expressions } from './jinja-expressions.ts';
import { type Tag, tagsOf } from './jinja-tokens.ts';
import type { Expr, Name, Stmt } from './tree.ts';

export interface Template {
  /** What runs when the template is rendered; macros are kept apart. */
  readonly body: readonly Stmt[];
  readonly macros: readonly Macro[];
  readonly links: readonly Link[];
  readonly range: Range;
}

export interface Macro {
  readonly name: Name;
  readonly params: readonly Name[];
  readonly body: readonly Stmt[];
  readonly range: Range;
}

/** How a template takes part in another one; `template` is an expression, nearly always a string or a list of them. */
export interface Link {
  readonly kind: 'extends' | 'include' | 'import';
  readonly template: Expr;
  /** `import "x" as alias` */
  readonly alias?: Name;
  /** `from "x" import name as alias` */
  readonly names: readonly { readonly name: Name; readonly alias: Name }[];
  readonly range: Range;
}

/** Where offsets of a template stand in its file. */
export type RangeOf = (start: number, end: number) => Range;

/** `rangeOf` is needed for a template that stands inside another text. */
export function parseTemplate(text: string, rangeOf: RangeOf = inLines(new Lines(text))): Template {
  return new Builder(tagsOf(text), rangeOf).template(text.length);
}

const inLines =
  (lines: Lines): RangeOf =>
  (start, end) =>
    lines.range(start, end);

/** Tags whose body belongs to what is around them. */
const transparent: ReadonlySet<string> = new Set(['block', 'filter', 'autoescape', 'trans', 'with', 'call']);

class Builder {
  readonly #tags: readonly Tag[];
  readonly #range: RangeOf;
  readonly #macros: Macro[] = [];
  readonly #links: Link[] = [];
  #at = 0;

  constructor(tags: readonly Tag[], rangeOf: RangeOf) {
    this.#tags = tags;
    this.#range = rangeOf;
  }

  template(length: number): Template {
    const body: Stmt[] = [];
    // An end tag without its beginning ends nothing.
    while (this.#at < this.#tags.length) {
      body.push(...this.#body());
      this.#at++;
    }
    return { body, macros: this.#macros, links: this.#links, range: this.#range(0, length) };
  }

  /** Statements up to a tag that ends or divides the one around, which is left to the caller. */
  #body(): readonly Stmt[] {
    const out: Stmt[] = [];
    for (let tag = this.#tags[this.#at]; tag; tag = this.#tags[this.#at]) {
      const word = wordOf(tag);
      if (/^(?:end\w+|else|elif|pluralize)$/.test(word)) return out;
      this.#at++;
      out.push(...this.#statement(tag, word));
    }
    return out;
  }

  #statement(tag: Tag, word: string): readonly Stmt[] {
    const range = this.#range(tag.start, tag.end);
    const expressions = new Expressions(tag.tokens, this.#range);
    if (tag.kind === 'output') return [{ kind: 'expr', value: expressions.tuple(), range }];
    expressions.take();
    switch (word) {
      case 'for':
        return [this.#for(tag, expressions)];
      case 'if':
        return [this.#if(tag, expressions)];
      case 'set':
        return this.#set(expressions, range);
      case 'macro':
        this.#macro(tag, expressions);
        return [];
      case 'extends':
      case 'include':
      case 'import':
      case 'from':
        this.#link(word, expressions, range);
        return [];
      default:
        return this.#other(word, expressions, range);
    }
  }

  #for(tag: Tag, expressions: Expressions): Stmt {
    const target = expressions.target();
    expressions.accept('in');
    const iter = expressions.expression(false);
    const test = expressions.accept('if') ? expressions.expression() : undefined;
    const inner = this.#body();
    const orElse = this.#divided('else') ? this.#body() : [];
    const range = this.#closed(tag, 'endfor');
    // The condition is part of the body: it sees the target.
    const body: readonly Stmt[] = test ? [{ kind: 'if', test, body: inner, orElse: [], range: { start: test.range.start, end: range.end } }] : inner;
    return { kind: 'for', target, iter, body, orElse, async: false, range };
  }

  #if(tag: Tag, expressions: Expressions): Stmt {
    const test = expressions.expression();
    const body = this.#body();
    const next = this.#tags[this.#at];
    let orElse: readonly Stmt[] = [];
    if (next && wordOf(next) === 'elif') {
      this.#at++;
      const more = new Expressions(next.tokens, this.#range);
      more.take();
      return { kind: 'if', test, body, orElse: [this.#if(next, more)], range: this.#upTo(tag) };
    }
    if (this.#divided('else')) orElse = this.#body();
    return { kind: 'if', test, body, orElse, range: this.#closed(tag, 'endif') };
  }

  #set(expressions: Expressions, range: Range): readonly Stmt[] {
    const target = expressions.target();
    const assign = (value: Expr): Stmt => ({ kind: 'assign', targets: [target], value, augmented: false, range });
    if (expressions.accept('=')) return [assign(expressions.tuple())];
    // `{% set x %}...{% endset %}` holds a text; filters behind the name were read as part of it.
    const body = this.#body();
    this.#divided('endset');
    return [...body, assign({ kind: 'string', value: '', range })];
  }

  #macro(tag: Tag, expressions: Expressions): void {
    const name = expressions.name();
    const params: Name[] = [];
    const defaults: Stmt[] = [];
    expressions.accept('(');
    while (!expressions.done && !expressions.accept(')')) {
      const param = expressions.name();
      if (param) params.push(param);
      if (expressions.accept('=')) {
        const value = expressions.expression();
        defaults.push({ kind: 'expr', value, range: value.range });
      } else if (!param) expressions.take();
    }
    const body = [...defaults, ...this.#body()];
    const range = this.#closed(tag, 'endmacro');
    if (name) this.#macros.push({ name, params, body, range });
  }

  #link(word: 'extends' | 'include' | 'import' | 'from', expressions: Expressions, range: Range): void {
    const template = expressions.expression();
    const names: { readonly name: Name; readonly alias: Name }[] = [];
    let alias: Name | undefined;
    if (word === 'import' && expressions.accept('as')) alias = expressions.name();
    if (word === 'from' && expressions.accept('import')) {
      for (let name = expressions.name(); name && name.id !== 'with' && name.id !== 'without'; name = expressions.name()) {
        names.push({ name, alias: (expressions.accept('as') && expressions.name()) || name });
        expressions.accept(',');
      }
    }
    this.#links.push({ kind: word === 'from' ? 'import' : word, template, ...(alias ? { alias } : {}), names, range });
  }

  /** A tag with a body that runs where it stands, or a tag of an extension. */
  #other(word: string, expressions: Expressions, range: Range): readonly Stmt[] {
    const read: Stmt[] = [];
    if (word === 'block') while (!expressions.done) expressions.take();
    // `call(user) list_of(users)`: the names in brackets are given by the macro.
    const given: Name[] = [];
    if (word === 'call' && expressions.accept('(')) {
      while (!expressions.done && !expressions.accept(')')) {
        const name = expressions.name();
        if (name) given.push(name);
        else expressions.take();
      }
    }
    while (!expressions.done) {
      const { next } = expressions;
      const value = expressions.expression();
      // `with a = x, b = y` and `trans user=post.author`
      if (value.kind === 'name' && expressions.accept('=')) {
        const assigned = expressions.expression();
        read.push({ kind: 'assign', targets: [value], value: assigned, augmented: false, range });
      } else if (value.kind !== 'error') read.push({ kind: 'expr', value, range: value.range });
      if (expressions.next === next) expressions.take();
      expressions.accept(',');
    }
    for (const name of given) read.push({ kind: 'assign', targets: [name], value: { kind: 'error', range: name.range }, augmented: false, range });
    if (!transparent.has(word)) return read;
    read.push(...this.#body());
    if (this.#divided('pluralize')) read.push(...this.#body());
    this.#divided(`end${word}`);
    return read;
  }

  /** Passes the tag with this word when it is the next one. */
  #divided(word: string): boolean {
    const next = this.#tags[this.#at];
    const fits = next !== undefined && wordOf(next) === word;
    if (fits) this.#at++;
    return fits;
  }

  #closed(from: Tag, word: string): Range {
    this.#divided(word);
    return this.#upTo(from);
  }

  /** From a tag to the end of the last one that was read. */
  #upTo(from: Tag): Range {
    return this.#range(from.start, (this.#tags[this.#at - 1] ?? from).end);
  }
}

const wordOf = ({ kind, tokens }: Tag): string => (kind === 'tag' ? (tokens[0]?.text ?? '') : '');
