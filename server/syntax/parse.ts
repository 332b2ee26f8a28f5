import type { DiagnosticSink } from '@zzzen/pyright-internal/dist/common/diagnosticSink.js';
import { ParseOptions, Parser } from '@zzzen/pyright-internal/dist/parser/parser.js';
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import { Converter } from './convert.ts';
import { withRecovery } from './recovery.ts';
import type { Expr, Module, Str } from './tree.ts';

/** Counts errors and keeps none: the Python language server shows them. */
class ErrorCount {
  errors = 0;
  addError(): void {
    this.errors++;
  }
  addWarning(): void {}
}

const options = (): ParseOptions => Object.assign(new ParseOptions(), { pythonVersion: { major: 3, minor: 14 }, reportErrorsForParsedStringContents: false });

/**
 * Parses a Python file. Never throws: broken code gives `broken` and what could be saved of it; code nested too deeply for the parser's
 * stack gives an empty, broken module.
 */
export function parseModule(text: string, lines: Lines = new Lines(text)): Module {
  try {
    const first = parseOnce(text, lines);
    if (!first.broken) return first;
    return { ...withRecovery(() => parseOnce(text, lines)), broken: true };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { body: [], broken: true, range: lines.range(0, text.length) };
  }
}

function parseOnce(text: string, lines: Lines): Module {
  const sink = new ErrorCount();
  const { parserOutput } = new Parser().parseSourceFile(text, options(), sink as unknown as DiagnosticSink);
  return new Converter(text, lines).module(parserOutput.parseTree, sink.errors > 0);
}

const inline = new WeakMap<Str, Expr | null>();

/**
 * The expression written inside a string (`"Post.date"`, `"list[Post]"`), with ranges in the file where the string's characters stand one
 * for one, and the whole string's range elsewhere. Undefined when it is no expression.
 */
export function parseInside(string: Str): Expr | undefined {
  let expr = inline.get(string);
  if (expr === undefined) {
    expr = parseExpression(string.value, string.content, string.range) ?? null;
    inline.set(string, expr);
  }
  return expr ?? undefined;
}

function parseExpression(text: string, content: Range | undefined, whole: Range): Expr | undefined {
  if (text.trim() === '') return undefined;
  const lines = content && !text.includes('\r') ? new Shifted(text, content) : new Fixed(text, whole);
  try {
    const sink = new ErrorCount();
    // Brackets let an expression run over several lines, as it may in the eval() that SQLAlchemy gives it to.
    const { parserOutput } = new Parser().parseSourceFile(`(${text})`, options(), sink as unknown as DiagnosticSink);
    if (sink.errors > 0) return undefined;
    const [statement, ...more] = new Converter(`(${text})`, lines).module(parserOutput.parseTree, false).body;
    return statement?.kind === 'expr' && more.length === 0 ? statement.value : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offsets in `(text)` as positions in the file. */
class Shifted extends Lines {
  readonly #at: Range;
  readonly #length: number;
  constructor(text: string, at: Range) {
    super(text);
    this.#at = at;
    this.#length = text.length;
  }
  override position(offset: number) {
    // What fills the brackets counts them as its own.
    const inside = Math.min(Math.max(0, offset - 1), this.#length);
    const { line, character } = super.position(inside);
    const { start } = this.#at;
    return { line: start.line + line, character: line === 0 ? start.character + character : character };
  }
}

/** Every offset stands for the same range: nothing finer is known. */
class Fixed extends Lines {
  readonly #at: Range;
  constructor(text: string, at: Range) {
    super(text);
    this.#at = at;
  }
  override range(): Range {
    return this.#at;
  }
  override position() {
    return this.#at.start;
  }
}
