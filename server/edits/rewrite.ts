import type { TextEdit } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import type { ClassSymbol } from '../model/values.ts';
import { walk } from '../syntax/locate.ts';
import { parseModule } from '../syntax/parse.ts';
import type { ClassDef, If, Module, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { findClass, insertAttributes, type NewAttribute } from './class-body.ts';
import { Imports } from './imports.ts';
import type { Place } from './mapped-type.ts';
import { topLevel } from './names.ts';
import { applyEdits, Change, type GroupedEdit, lineStart, nextLine, type Source } from './source.ts';

/** An attribute to be written into a class. */
interface Addition extends NewAttribute {
  readonly source: Source;
  readonly cls: ClassDef;
  /** The statement it belongs behind; undefined where the class has a place for its relationships. */
  readonly after: Stmt | undefined;
  /** What says the same for type checkers and gives way. */
  readonly declared: Guarded | undefined;
}

/** A statement under `if TYPE_CHECKING:` in a class body. */
export interface Guarded {
  readonly block: If;
  readonly statement: Stmt;
}

/**
 * Changes of classes in any number of files, each of them made entirely or not at all. What they share (imports, places in class bodies) is
 * written once, at the end.
 */
export class Rewrite {
  readonly snapshot: Snapshot;
  readonly change: Change;
  readonly #imports = new Map<string, Imports>();
  readonly #additions: Addition[] = [];
  /** Names whose import may have lost its last use. */
  readonly #unused: { readonly source: Source; readonly name: string }[] = [];
  readonly #done = new Set<unknown>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.change = new Change(snapshot);
  }

  source(uri: string): Source | undefined {
    return this.change.source(uri);
  }

  imports(source: Source): Imports {
    return memo(this.#imports, source.uri, () => new Imports(this.change, source));
  }

  /** The body of a class, or why it cannot be changed. */
  place(symbol: ClassSymbol): Place | { readonly why: string } {
    const { module, fact } = symbol;
    if (symbol.made) return { why: `${fact.name.id} is made by code` };
    const source = this.source(module.uri);
    const cls = source && findClass(source.tree.body, fact.name.range);
    if (source && cls) return { snapshot: this.snapshot, symbol, source, cls, imports: this.imports(source) };
    return { why: this.snapshot.installed(module.uri) ? `${fact.name.id} belongs to an installed package` : `the file of ${fact.name.id} is not valid Python` };
  }

  /** True the first time that a thing comes to be changed: one call may make the attributes of several classes. */
  first(thing: unknown): boolean {
    const fresh = !this.#done.has(thing);
    this.#done.add(thing);
    return fresh;
  }

  /** Writes an attribute into a class, with those that other changes write there. */
  add(source: Source, cls: ClassDef, code: string, after?: Stmt, declared?: Guarded): void {
    this.#additions.push({ source, cls, code, after, declared, group: this.change.group });
  }

  /** Takes out the import of a name if nothing in the file uses it any more. */
  mayDrop(source: Source, name: string): void {
    this.#unused.push({ source, name });
  }

  /** Makes one change; when it gives a reason why not, nothing of it stays. `group`: for whose sake its edits are made. */
  attempt(make: () => string | undefined, group = this.change.group): string | undefined {
    const edits = this.change.size;
    const imports = [...this.#imports.values()].map(it => [it, it.size] as const);
    const [additions, unused, done] = [this.#additions.length, this.#unused.length, [...this.#done]];
    const around = this.change.group;
    this.change.group = group;
    const why = make();
    this.change.group = around;
    if (why === undefined) return undefined;
    this.change.undo(edits);
    const known = new Map(imports);
    for (const it of this.#imports.values()) it.undo(known.get(it) ?? 0);
    this.#additions.length = additions;
    this.#unused.length = unused;
    this.#done.clear();
    for (const it of done) this.#done.add(it);
    return why;
  }

  /** The edits by file; undefined when there are none, or when a text would not be valid Python afterwards. */
  finish(): ReadonlyMap<string, readonly TextEdit[]> | undefined {
    this.#write();
    return this.change.finish();
  }

  /** The edits by file, each with the change it belongs to; those of imports belong to none. */
  finishGrouped(): ReadonlyMap<string, readonly GroupedEdit[]> {
    this.#write();
    return this.change.grouped();
  }

  #write(): void {
    const written = this.#emptyGuards();
    const places = new Map<ClassDef, Map<Stmt | undefined, Addition[]>>();
    for (const it of this.#additions) {
      if (written.has(it)) continue;
      const byPlace = memo(places, it.cls, () => new Map<Stmt | undefined, Addition[]>());
      memo(byPlace, it.after, (): Addition[] => []).push(it);
      if (it.declared && !written.has(it.declared)) this.#remove(it, it.declared.statement);
    }
    for (const [cls, byPlace] of places) for (const [after, list] of byPlace) if (list[0]) insertAttributes(this.change, list[0].source, cls, list, { after });
    this.change.group = undefined;
    const unused = this.#unused.filter((it, i) => this.#unused.findIndex(o => o.source === it.source && o.name === it.name) === i);
    for (const { source, name } of unused) if (this.#isUnused(source, name)) this.imports(source).drop(name);
    for (const it of this.#imports.values()) it.write();
  }

  /** A block that says nothing any more gives its place to what it declared. Returns the additions that are written with that, and their guards. */
  #emptyGuards(): ReadonlySet<unknown> {
    const written = new Set<unknown>();
    const blocks = new Map<If, Addition[]>();
    for (const it of this.#additions) if (it.declared) memo(blocks, it.declared.block, (): Addition[] => []).push(it);
    for (const [block, list] of blocks) {
      const [first] = list;
      if (!first || !block.body.every(s => list.some(it => it.declared?.statement === s))) continue;
      const here = list.filter(it => it.after === undefined);
      const { source } = first;
      this.change.group = first.group;
      const indent = ' '.repeat(block.range.start.character);
      if (here.length > 0) this.change.replaceRange(source.uri, block.range, here.map(it => it.code).join(`${source.eol}${indent}`));
      else this.#remove(first, block);
      for (const it of here) written.add(it);
      for (const it of list) written.add(it.declared);
      this.mayDrop(source, 'TYPE_CHECKING');
    }
    return written;
  }

  #remove({ source, group }: Addition, it: Stmt): void {
    this.change.group = group;
    const start = lineStart(source.text, source.lines.offset(it.range.start));
    this.change.replace(source, start, nextLine(source.text, source.lines.offset(it.range.end)), '');
  }

  /** True when the edits that are made leave a name with its import alone, and no other file takes it from here. */
  #isUnused(source: Source, name: string): boolean {
    if (this.imports(source).brings(name)) return false;
    const text = applyEdits(source, this.change.grouped().get(source.uri) ?? []);
    if (text === undefined || uses(parseModule(text), name) > 0) return false;
    return !this.snapshot.mentioning(name).some(uri => uri !== source.uri && this.#takes(uri, source.uri, name));
  }

  #takes(uri: string, from: string, name: string): boolean {
    const { modules } = this.snapshot.project;
    const module = modules.of(uri);
    if (!module) return false;
    const binding = topLevel(this.snapshot, uri, name);
    if (binding?.kind !== 'import' || binding.attr?.id !== name) return false;
    const path = modules.absolute(binding.level, binding.module, module);
    return path !== undefined && modules.find(path, module)?.uri === from;
  }
}

/** How often a module reads a name, its imports left out. A string that is the name counts: it may stand in `__all__`. */
function uses(tree: Module, name: string): number {
  let count = 0;
  walk(tree.body, (node, parents) => {
    if (node.kind === 'string' && node.value === name) count++;
    if (node.kind !== 'name' || node.id !== name) return;
    const parent = parents.at(-1);
    if (parent?.kind === 'import-from' || parent?.kind === 'import') return;
    if (parent?.kind === 'attribute' && parent.attr === node) return;
    if (parent?.kind === 'call' && parent.args.some(a => a.name === node)) return;
    count++;
  });
  return count;
}
