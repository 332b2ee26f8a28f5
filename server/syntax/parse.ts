import type { DiagnosticSink } from '@zzzen/pyright-internal/dist/common/diagnosticSink.js';
import { ParseOptions, Parser } from '@zzzen/pyright-internal/dist/parser/parser.js';
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import { Converter } from './convert.ts';
import { withRecovery } from './recovery.ts';
import { rangeWithin } from './string-ranges.ts';
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
    expr = parseExpression(string) ?? null;
    inline.set(string, expr);
  }
  return expr ?? undefined;
}

function parseExpression(string: Str): Expr | undefined {
  const text = string.value;
  if (text.trim() === '') return undefined;
  try {
    const sink = new ErrorCount();
    // Brackets let an expression run over several lines, as it may in the eval() that SQLAlchemy gives it to.
    const { parserOutput } = new Parser().parseSourceFile(`(${text})`, options(), sink as unknown as DiagnosticSink);
    if (sink.errors > 0) return undefined;
    const [statement, ...more] = new Converter(`(${text})`, new Inside(string)).module(parserOutput.parseTree, false).body;
    return statement?.kind === 'expr' && more.length === 0 ? statement.value : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offsets in `(value)` of a string as positions in the file; the whole string where nothing finer is known. */
class Inside extends Lines {
  readonly #string: Str;
  constructor(string: Str) {
    super(string.value);
    this.#string = string;
  }
  override range(start: number, end: number): Range {
    // What fills the brackets counts them as its own.
    const inside = (offset: number): number => Math.min(Math.max(0, offset - 1), this.#string.value.length);
    return rangeWithin(this.#string, inside(start), inside(end)) ?? this.#string.range;
  }
  override position(offset: number) {
    return this.range(offset, offset).start;
  }
}
