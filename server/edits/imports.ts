import { memo } from '../base/lazy.ts';
import type { If, Import, ImportFrom, Stmt } from '../syntax/tree.ts';
import { indentUnit } from './class-body.ts';
import { insertItem } from './lists.ts';
import { readBrackets } from './scan.ts';
import { type Change, indentAt, lineEnd, lineStart, nextLine, type Source } from './source.ts';

export const isImport = (it: Stmt): it is Import | ImportFrom => it.kind === 'import' || it.kind === 'import-from';
export const moduleOf = (it: ImportFrom): string => '.'.repeat(it.level) + it.module.map(n => n.id).join('.');
export const isTypeChecking = (it: Stmt): it is If =>
  it.kind === 'if' && ((it.test.kind === 'name' && it.test.id === 'TYPE_CHECKING') || (it.test.kind === 'attribute' && it.test.attr.id === 'TYPE_CHECKING'));

/** What the imports of a file look like while several names are added to it. */
export class Imports {
  readonly #change: Change;
  readonly #source: Source;
  /** Names to add to an existing statement, or to a new one. */
  readonly #asked: { readonly module: string; readonly name: string; readonly checked: boolean }[] = [];
  readonly #dropped = new Set<string>();

  constructor(change: Change, source: Source) {
    this.#change = change;
    this.#source = source;
  }

  /** The name under which `from module import name` is known at the top of the file; it is written when it is not. */
  add(module: string, name: string): string {
    const known = bound(this.#source.tree.body, module, name);
    if (known !== undefined) return known;
    this.#asked.push({ module, name, checked: false });
    return name;
  }

  /** The same for type checkers only. */
  addForTypeChecking(module: string, name: string): string {
    const { body } = this.#source.tree;
    const known = bound([...body, ...body.filter(isTypeChecking).flatMap(it => it.body)], module, name);
    if (known !== undefined) return known;
    this.#asked.push({ module, name, checked: true });
    return name;
  }

  /** How much has been asked for, for `undo`. */
  get size(): number {
    return this.#asked.length;
  }

  /** Takes back what was asked for since it was so much. */
  undo(size: number): void {
    this.#asked.length = size;
  }

  /** True when a name is to be added. */
  brings(name: string): boolean {
    return this.#asked.some(it => it.name === name);
  }

  /** Takes out the import that brings a name to the top of the file. */
  drop(name: string): void {
    this.#dropped.add(name);
  }

  #names(checked: boolean): Map<string, Set<string>> {
    const names = new Map<string, Set<string>>();
    for (const it of this.#asked) if (it.checked === checked) memo(names, it.module, () => new Set<string>()).add(it.name);
    return names;
  }

  /** Writes everything that was asked for. */
  write(): void {
    const { body } = this.#source.tree;
    const block = body.find(isTypeChecking);
    const checked = this.#names(true);
    if (checked.size > 0 && !block) this.add('typing', 'TYPE_CHECKING');
    const wanted = this.#names(false);
    const lines = new Map<number, string[]>();
    for (const [module, names] of wanted) {
      const existing = body.find((it): it is ImportFrom => it.kind === 'import-from' && !it.star && moduleOf(it) === module);
      if (existing && extendImport(this.#change, this.#source, existing, [...names], this.#dropped)) continue;
      const place = this.#place(module);
      lines.set(place.at, [
        ...(lines.get(place.at) ?? []),
        `${place.before}from ${module} import ${[...names].sort(byKind).join(', ')}${this.#source.eol}${place.after}`,
      ]);
    }
    for (const [at, texts] of lines) this.#change.insert(this.#source, at, texts.join(''));
    if (checked.size > 0) this.#writeChecked(block, checked);
    for (const name of this.#dropped) removeImport(this.#change, this.#source, name);
  }

  #writeChecked(block: If | undefined, checked: ReadonlyMap<string, ReadonlySet<string>>): void {
    const { eol, text } = this.#source;
    const statements = [...checked].sort().map(([module, names]) => `from ${module} import ${[...names].sort(byKind).join(', ')}`);
    const last = block?.body.at(-1);
    if (block && last) {
      const rest: string[] = [];
      for (const [module, names] of checked) {
        const existing = block.body.find((it): it is ImportFrom => it.kind === 'import-from' && !it.star && moduleOf(it) === module);
        if (!existing || !extendImport(this.#change, this.#source, existing, [...names], this.#dropped))
          rest.push(`from ${module} import ${[...names].sort(byKind).join(', ')}`);
      }
      const end = this.#source.lines.offset(last.range.end);
      const indent = indentAt(text, this.#source.lines.offset(last.range.start));
      if (rest.length > 0) this.#change.insert(this.#source, lineEnd(text, end), rest.map(s => `${eol}${indent}${s}`).join(''));
      return;
    }
    const imports = this.#head();
    const at = imports ? nextLine(text, this.#source.lines.offset(imports.range.end)) : this.#start();
    const unit = indentUnit(this.#source);
    this.#change.insert(this.#source, at, `${eol}if TYPE_CHECKING:${eol}${statements.map(s => `${unit}${s}${eol}`).join('')}`);
  }

  /** The last of the imports a file begins with. */
  #head(): Stmt | undefined {
    let last: Stmt | undefined;
    for (const [i, it] of this.#source.tree.body.entries()) {
      if (isImport(it)) last = it;
      else if (!(i === 0 && it.kind === 'expr') && !(it.kind === 'if' && isTypeChecking(it)) && it.kind !== 'try') break;
    }
    return last;
  }

  /** Where the first statement behind a docstring stands. */
  #start(): number {
    const [first] = this.#source.tree.body;
    return first?.kind === 'expr' && first.value.kind === 'string' ? nextLine(this.#source.text, this.#source.lines.offset(first.range.end)) : 0;
  }

  /** Where a new import belongs: behind those of the same kind, `from __future__` first, the standard library before the rest. */
  #place(module: string): { readonly at: number; readonly before: string; readonly after: string } {
    const { tree, text, lines, eol } = this.#source;
    const head = tree.body.filter(isImport);
    const rank = (it: Import | ImportFrom): number => {
      const name = it.kind === 'import' ? (it.names[0]?.path[0]?.id ?? '') : it.level > 0 ? '.' : (it.module[0]?.id ?? '');
      return rankOf(name);
    };
    const own = rankOf(module.startsWith('.') ? '.' : (module.split('.')[0] ?? ''));
    const end = this.#head();
    const among = end ? head.filter(it => it.range.start.line <= end.range.start.line) : [];
    const similar = among.findLast(it => it.kind === 'import-from' && it.module[0]?.id === module.split('.')[0]);
    const before = similar ?? among.findLast(it => rank(it) <= own);
    if (before) {
      const at = nextLine(text, lines.offset(before.range.end));
      const lead = lineEnd(text, lines.offset(before.range.end)) === text.length ? eol : '';
      return { at, before: rank(before) < own ? `${lead}${eol}` : lead, after: '' };
    }
    const [first] = among;
    if (first) return { at: lineStart(text, lines.offset(first.range.start)), before: '', after: eol };
    return { at: this.#start(), before: this.#start() > 0 ? eol : '', after: eol };
  }
}

/**
 * Adds names to a statement, in its order; false when it is written in a way that is not understood. `dropped`: names that are to go; a statement that is left
 * with none of its own is written anew, and they are taken out of the set.
 */
export function extendImport(change: Change, source: Source, it: ImportFrom, names: readonly string[], dropped = new Set<string>()): boolean {
  const { text, lines } = source;
  const written = it.names.map(n => n.name.id);
  const stays = (name: string): boolean => !dropped.has(name);
  const [only] = it.names;
  if (only && it.names.every(n => !stays((n.alias ?? n.name).id))) {
    change.replace(source, lines.offset(only.name.range.start), lines.offset((only.alias ?? only.name).range.end), [...names].sort(byKind).join(', '));
    for (const n of it.names) dropped.delete((n.alias ?? n.name).id);
    return true;
  }
  const order = [byKind, byLetters, byCode].find(o => written.every((n, i) => i === 0 || o(written[i - 1] ?? '', n) <= 0));
  const start = lines.offset(it.range.start);
  const open = text.indexOf('(', start);
  const brackets = open >= 0 && open < lines.offset(it.names[0]?.name.range.start ?? it.range.start) ? readBrackets(text, open) : undefined;
  for (const name of [...names].sort(order ?? byKind)) {
    const index = order ? it.names.findIndex(n => order(name, n.name.id) < 0 && stays((n.alias ?? n.name).id)) : -1;
    const last = it.names.findLastIndex(n => stays((n.alias ?? n.name).id));
    if (brackets) {
      if (!insertItem(change, source, brackets, name, index, last)) return false;
      continue;
    }
    const [next, end] = [it.names[index], it.names[last]];
    if (!end) return false;
    if (next) change.insert(source, lines.offset(next.name.range.start), `${name}, `);
    else change.insert(source, lines.offset((end.alias ?? end.name).range.end), `, ${name}`);
  }
  return true;
}

/** Takes a name out of the import that brings it to the top of a file, and the whole statement when it brings no other. */
export function removeImport(change: Change, source: Source, name: string): void {
  const it = source.tree.body.find((s): s is ImportFrom => s.kind === 'import-from' && s.names.some(n => (n.alias ?? n.name).id === name));
  if (it) dropName(change, source, it, name);
}

function dropName(change: Change, source: Source, it: ImportFrom, name: string): void {
  const { text, lines } = source;
  const index = it.names.findIndex(n => (n.alias ?? n.name).id === name);
  const own = it.names[index];
  if (!own) return;
  const start = lines.offset(own.name.range.start);
  const end = lines.offset((own.alias ?? own.name).range.end);
  const [before, next] = [it.names[index - 1], it.names[index + 1]];
  const alone = text.slice(lineStart(text, start), start).trim() === '';
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  if (it.names.length === 1) {
    const from = lines.offset(it.range.start);
    const to = lines.offset(it.range.end);
    const line = text.slice(lineStart(text, from), from) + text.slice(to, lineEnd(text, to));
    if (line.trim() === '') change.replace(source, from, nextLine(text, to), '');
  } else if (alone && text.slice(end + comma, lineEnd(text, end)).trim() === '')
    change.replace(source, lineStart(text, start), nextLine(text, end + comma), '');
  else if (next) change.replace(source, start, lines.offset(next.name.range.start), '');
  else if (before) change.replace(source, lines.offset((before.alias ?? before.name).range.end), end, '');
}

const standard: ReadonlySet<string> = new Set(
  'abc collections contextlib copy dataclasses datetime decimal enum functools hashlib io itertools json logging math os pathlib random re secrets string sys time typing uuid warnings'.split(
    ' ',
  ),
);
const rankOf = (name: string): number => (name === '__future__' ? 0 : standard.has(name) ? 1 : name === '.' ? 3 : 2);

function bound(body: readonly Stmt[], module: string, name: string): string | undefined {
  for (const it of body) {
    if (it.kind !== 'import-from' || moduleOf(it) !== module) continue;
    const found = it.names.find(n => n.name.id === name);
    if (found) return (found.alias ?? found.name).id;
  }
  return undefined;
}

/** As import sorters do by default: constants, then classes, then the rest. */
const kindOf = (name: string): number => (/^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byLetters = (a: string, b: string): number => byCode(a.toLowerCase(), b.toLowerCase());
const byKind = (a: string, b: string): number => kindOf(a) - kindOf(b) || byLetters(a, b);

/** Takes a name out of `if TYPE_CHECKING:` and imports it for all; false when the block is written in a way that is not understood. */
export function importForAll(change: Change, source: Source, module: string, name: string): boolean {
  const { lines, text } = source;
  const block = source.tree.body.find(it => isTypeChecking(it) && it.body.some(s => brings(s, module, name)));
  const statement = block?.kind === 'if' ? block.body.find((s): s is ImportFrom => brings(s, module, name)) : undefined;
  if (block?.kind !== 'if' || !statement || block.orElse.length > 0) return false;
  const imports = new Imports(change, source);
  imports.add(module, name);
  const whole = statement.names.length > 1 ? undefined : block.body.length > 1 ? statement : block;
  if (!whole) dropName(change, source, statement, name);
  else {
    const start = lineStart(text, lines.offset(whole.range.start));
    // The empty line in front goes with the block.
    const from = whole === block && /\r?\n\r?\n$/.test(text.slice(0, start)) ? start - source.eol.length : start;
    change.replace(source, from, nextLine(text, lines.offset(whole.range.end)), '');
    if (whole === block && text.split('TYPE_CHECKING').length === 3) imports.drop('TYPE_CHECKING');
  }
  imports.write();
  return true;
}

const brings = (it: Stmt, module: string, name: string): it is ImportFrom =>
  it.kind === 'import-from' && moduleOf(it) === module && it.names.some(n => n.name.id === name && !n.alias);
