import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../../../server/base/text.ts';
import { walk } from '../../../server/syntax/locate.ts';
import { parseModule } from '../../../server/syntax/parse.ts';
import type { Argument, Assign, Call, ClassDef, Expr } from '../../../server/syntax/tree.ts';

/** One piece of a text and what takes its place. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** An attribute that a class body gives a value to, by a call. */
export interface Written {
  readonly cls: ClassDef;
  readonly name: string;
  readonly statement: Assign;
  readonly call: Call;
}

/** A file of models, as mutations look at it. */
export class Source {
  readonly path: string;
  readonly text: string;
  readonly lines: Lines;
  /** Classes with something that a mapper looks at: a table name, a column, a relationship. */
  readonly classes: readonly ClassDef[];
  readonly relationships: readonly Written[];
  readonly columns: readonly Written[];
  /** Every call of something called `ForeignKey`. */
  readonly foreignKeys: readonly Call[];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.lines = new Lines(text);
    const classes: ClassDef[] = [];
    const foreignKeys: Call[] = [];
    walk(parseModule(text), node => {
      if (node.kind === 'class') classes.push(node);
      if (node.kind === 'call' && calledName(node) === 'ForeignKey') foreignKeys.push(node);
    });
    const written = classes.flatMap(cls => cls.body.flatMap(statement => attribute(cls, statement)));
    this.relationships = written.filter(({ call }) => /^(relationship|relation|Relationship)$/.test(calledName(call)));
    this.columns = written.filter(({ call }) => /^(Column|mapped_column)$/.test(calledName(call)));
    this.foreignKeys = foreignKeys;
    const mapped = new Set([...this.relationships, ...this.columns].map(it => it.cls));
    this.classes = classes.filter(it => mapped.has(it) || tableName(it));
  }

  /** What stands at a range. */
  at(range: Range): string {
    return this.text.slice(this.lines.offset(range.start), this.lines.offset(range.end));
  }

  edited(edits: readonly Edit[]): string {
    let text = this.text;
    const offsets = edits.map(it => ({ start: this.lines.offset(it.range.start), end: this.lines.offset(it.range.end), text: it.text }));
    for (const it of offsets.sort((a, b) => b.start - a.start)) text = text.slice(0, it.start) + it.text + text.slice(it.end);
    return text;
  }

  /** An argument goes, with one of the commas around it. */
  without(call: Call, argument: Argument): Edit {
    const i = call.args.indexOf(argument);
    const [before, after] = [call.args[i - 1], call.args[i + 1]];
    const range = before
      ? { start: before.range.end, end: argument.range.end }
      : after
        ? { start: argument.range.start, end: after.range.start }
        : argument.range;
    return { range, text: '' };
  }

  /** One argument more, as the last one. */
  with(call: Call, text: string): Edit {
    const last = call.args.at(-1);
    const end = last ? last.range.end : { line: call.range.end.line, character: call.range.end.character - 1 };
    return { range: { start: end, end }, text: last ? `, ${text}` : text };
  }

  /** A keyword with this value, in place of the one it has. */
  set(call: Call, keyword: string, value: string): Edit {
    const given = argument(call, keyword);
    return given ? { range: given.value.range, text: value } : this.with(call, `${keyword}=${value}`);
  }

  /** A line of its own behind a statement, indented as it is. */
  behind(statement: Assign, text: string): Edit {
    const { start, end } = statement.range;
    return { range: { start: end, end }, text: `\n${' '.repeat(start.character)}${text}` };
  }
}

function attribute(cls: ClassDef, statement: ClassDef['body'][number]): readonly Written[] {
  if (statement.kind !== 'assign' || statement.value?.kind !== 'call' || statement.targets.length !== 1) return [];
  const [target] = statement.targets;
  return target?.kind === 'name' ? [{ cls, name: target.id, statement, call: statement.value }] : [];
}

/** `relationship` of `db.relationship(...)`; empty for what has no name. */
export function calledName({ func }: Call): string {
  return func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : '';
}

export const argument = (call: Call, keyword: string): Argument | undefined => call.args.find(it => it.name?.id === keyword);

/** The assignment of `__tablename__`, when it is a plain string. */
export function tableName(cls: ClassDef): { readonly statement: Assign; readonly value: Expr & { readonly kind: 'string' } } | undefined {
  for (const statement of cls.body) {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'string') continue;
    const [target] = statement.targets;
    if (target?.kind === 'name' && target.id === '__tablename__') return { statement, value: statement.value };
  }
  return undefined;
}
