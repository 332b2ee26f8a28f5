import type { Range } from 'vscode-languageserver-protocol';
import { sameRange } from '../base/ranges.ts';
import type { ClassDef, Stmt } from '../syntax/tree.ts';
import { type Change, indentAt, lineEnd, lineStart, nextLine, type Source } from './source.ts';

/** The class statement whose name stands at a range. */
export function findClass(body: readonly Stmt[], name: Range): ClassDef | undefined {
  for (const it of body) {
    if (it.kind === 'class' && sameRange(it.name.range, name)) return it;
    const inner = blocksOf(it);
    const found = inner.length > 0 ? findClass(inner, name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The statements in the blocks of a statement. */
export function blocksOf(it: Stmt): readonly Stmt[] {
  switch (it.kind) {
    case 'class':
    case 'function':
    case 'with':
      return it.body;
    case 'if':
    case 'for':
    case 'while':
      return [...it.body, ...it.orElse];
    case 'try':
      return [...it.body, ...it.handlers.flatMap(h => h.body), ...it.orElse, ...it.finally];
    default:
      return [];
  }
}

/** The last name of what a statement calls: `relationship` for `x = db.relationship(...)`. */
export function calledBy(it: Stmt): string | undefined {
  if (it.kind !== 'assign' || it.value?.kind !== 'call') return undefined;
  const { func } = it.value;
  return func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : undefined;
}

const relationships: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship']);
const columns: ReadonlySet<string> = new Set(['Column', 'mapped_column', 'Field', 'deferred', 'column_property']);

export const isRelationship = (it: Stmt): boolean => relationships.has(calledBy(it) ?? '');
export const isColumn = (it: Stmt): boolean =>
  columns.has(calledBy(it) ?? '') || (it.kind === 'assign' && it.value === undefined && it.annotation !== undefined);

const isDocstring = (it: Stmt | undefined): boolean => it?.kind === 'expr' && it.value.kind === 'string';
const isFiller = (it: Stmt): boolean => it.kind === 'pass' || (it.kind === 'expr' && it.value.kind === 'constant' && it.value.value === '...');

/** What stands for one level of indentation in a file. */
export function indentUnit(source: Source): string {
  for (const it of source.tree.body) {
    const [first] = blocksOf(it);
    if (first && first.range.start.line > it.range.start.line) return indentAt(source.text, source.lines.offset(first.range.start));
  }
  return '    ';
}

/** The indentation of the statements in a class body. */
export function bodyIndent(source: Source, cls: ClassDef): string {
  const own = cls.body.find(it => it.range.start.line > cls.name.range.start.line);
  const inBlock = own && indentAt(source.text, source.lines.offset(own.range.start));
  return inBlock ?? indentAt(source.text, source.lines.offset(cls.name.range.start)) + indentUnit(source);
}

/** A statement to be written into a class body, indented already save for its first line, and for whose sake. */
export interface NewAttribute {
  readonly code: string;
  readonly group: string | undefined;
}

/** Where attributes are to stand: behind `after`, where that is given; `apart` from others by empty lines. */
interface Spot {
  readonly after?: Stmt | undefined;
  readonly apart?: boolean;
}

/** As `insertAttributes`, for one. */
export function insertAttribute(change: Change, source: Source, cls: ClassDef, code: string, spot: Spot = {}): boolean {
  return insertAttributes(change, source, cls, [{ code, group: change.group }], spot);
}

/**
 * Writes attributes into a class: behind `after` (without a gap where that is a column), else behind the last relationship, the last column, the last plain assignment, or first in
 * the body. False when the body has no place for them.
 */
export function insertAttributes(
  change: Change,
  source: Source,
  cls: ClassDef,
  attributes: readonly NewAttribute[],
  { after, apart: alone = false }: Spot = {},
): boolean {
  const { text, eol } = source;
  const indent = bodyIndent(source, cls);
  const [first] = cls.body;
  const together = attributes.map(a => a.code).join(`${eol}${indent}`);
  change.group = attributes[0]?.group;
  if (first && headerEnds(source, first)) {
    // `class A(Base): pass`
    if (!isFiller(first) || cls.body.length > 1) return false;
    const start = source.lines.offset(first.range.start);
    change.replace(source, spacesBefore(text, start), source.lines.offset(first.range.end), `${eol}${indent}${together}`);
    return true;
  }
  const filler = cls.body.find(isFiller);
  if (filler && cls.body.every(it => isFiller(it) || isDocstring(it))) {
    change.replace(source, source.lines.offset(filler.range.start), source.lines.offset(filler.range.end), together);
    return true;
  }
  const behind =
    after ?? cls.body.findLast(isRelationship) ?? cls.body.findLast(isColumn) ?? lastOfFirstBlock(cls.body) ?? (isDocstring(first) ? first : undefined);
  if (!behind) {
    if (!first) return false;
    const at = lineStart(text, source.lines.offset(startOf(first)));
    change.insert(source, at, `${indent}${together}${eol}${eol}`);
    return true;
  }
  const end = source.lines.offset(behind.range.end);
  const at = nextLine(text, end);
  const near = alone ? undefined : (after ?? (isRelationship(behind) ? behind : undefined));
  const apart = near !== undefined && isRelationship(near) && separated(source, cls, near);
  const lead = near && !apart ? '' : eol;
  // What follows without an empty line (a method after the columns) keeps its distance.
  const follows = at < text.length && text.slice(at, lineEnd(text, at)).trim() !== '' && lead !== '' && indentAt(text, at).length >= indent.length;
  const atEnd = lineEnd(text, end) === text.length;
  for (const [i, { code, group }] of attributes.entries()) {
    change.group = group;
    const gap = i === 0 ? lead : apart ? eol : '';
    if (atEnd) change.insert(source, text.length, `${eol}${gap}${indent}${code}`);
    else change.insert(source, at, `${gap}${indent}${code}${eol}${follows && i === attributes.length - 1 ? eol : ''}`);
  }
  return true;
}

/** True when the statement stands behind the colon of the class header. */
const headerEnds = (source: Source, first: Stmt): boolean => {
  const start = source.lines.offset(startOf(first));
  return /[^\s@]/.test(source.text.slice(lineStart(source.text, start), start));
};

const startOf = (it: Stmt) => ((it.kind === 'class' || it.kind === 'function') && it.decorators[0] ? it.decorators[0].range.start : it.range.start);

const spacesBefore = (text: string, at: number): number => {
  let i = at;
  while (i > 0 && (text[i - 1] === ' ' || text[i - 1] === '\t')) i--;
  return i;
};

/** The last assignment in front of the first method or inner class. */
function lastOfFirstBlock(body: readonly Stmt[]): Stmt | undefined {
  const end = body.findIndex(it => it.kind === 'function' || it.kind === 'class');
  return body.slice(0, end < 0 ? body.length : end).findLast(it => it.kind === 'assign');
}

/** True when an empty line parts a relationship from the one in front of it. */
function separated(source: Source, cls: ClassDef, it: Stmt): boolean {
  const before = cls.body[cls.body.indexOf(it) - 1];
  return before !== undefined && isRelationship(before) && source.lines.line(it.range.start.line - 1).trim() === '';
}
