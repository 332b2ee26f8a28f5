import { append } from '../base/lazy.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { Expr } from '../syntax/tree.ts';
import { dottedPath } from './annotations.ts';
import type { Registry } from './hierarchy.ts';
import type { Loading } from './loading.ts';
import type { PossibleClass } from './made-classes.ts';
import type { Mapper } from './mapper.ts';
import { fromCandidates, none, one, type Resolution, sole, unknown } from './resolution.ts';
import type { Tables } from './tables.ts';
import type { Env, Table, Value } from './values.ts';

/** What a string argument of relationship() names. */
export type Named = { readonly kind: 'class'; readonly mapper: Mapper } | { readonly kind: 'table'; readonly table: Table };

/** Functions that strings such as `primaryjoin="and_(...)"` may call. */
const functions: ReadonlySet<string> = new Set(
  'and_ or_ not_ func desc asc foreign remote cast text case literal null true false between nullsfirst nullslast nulls_first nulls_last distinct collate tuple_ type_coerce'.split(
    ' ',
  ),
);

/** Who asks: the registry that counts, and the file that the question comes from. A mapped class is one. */
export interface Asker {
  readonly registry: Registry;
  readonly at: { readonly uri: string };
}

/** The scope in which SQLAlchemy reads the strings given to relationship() (clsregistry.py, `_class_resolver`). */
export class Names {
  readonly #tables: Tables;
  readonly #loading: Loading;
  readonly #byName = new Map<string, Mapper[]>();
  /** Class names that exist in the code but are not known to be mapped, or not when. */
  readonly #doubtful = new Map<string, string>();
  /** Classes that may be made at run time. */
  readonly #possible: readonly PossibleClass[];
  #dynamic: string | undefined;
  #moduleParts: ReadonlySet<string> | undefined;

  constructor(mappers: readonly Mapper[], tables: Tables, loading: Loading, facts: Iterable<FileFacts>, possible: readonly PossibleClass[]) {
    this.#possible = possible;
    this.#tables = tables;
    this.#loading = loading;
    for (const mapper of mappers) append(this.#byName, mapper.name, mapper);
    for (const file of facts) {
      for (const { name } of file.localClasses) this.#doubtful.set(name.id, 'a class made inside a function has this name');
      if (file.mappings.unnamed) this.#dynamic = 'a function maps the classes that it is given';
      for (const name of file.mappings.names) this.#doubtful.set(name, 'a function maps a class of this name');
      for (const name of file.damagedClassNames) this.#doubtful.set(name, 'a file that is not valid Python holds a class of this name');
    }
  }

  /** Notes classes that look mapped but whose mapping is not understood. */
  doubt(name: string, why: string): void {
    if (!this.#byName.has(name)) this.#doubtful.set(name, why);
  }

  /** The mapped classes of a name in a registry. */
  classNamed(asker: Asker, name: string): Resolution<Mapper> {
    const { registry } = asker;
    const all = this.#byName.get(name) ?? [];
    const same = all.filter(m => m.registry.id === registry.id);
    if (same.length > 0) return this.#loadedWith(asker, same, m => m.at.uri);
    // Two bases that are not known for certain may be one.
    const maybe = all.filter(m => m.registry.open !== undefined || registry.open !== undefined);
    if (maybe.length === 1 && maybe[0]) return one(maybe[0]);
    const why = this.#doubt(name, registry) ?? (maybe.length > 0 ? 'several bases could hold it' : undefined);
    return why === undefined ? none : unknown(why);
  }

  /** Why a class of this name may be there though it is not seen. */
  #doubt(name: string, registry: Registry): string | undefined {
    return (
      this.#doubtful.get(name) ??
      registry.open ??
      registry.elsewhere ??
      this.#dynamic ??
      (this.#mayBeMade(name, registry) ? 'classes are made at run time with type()' : undefined)
    );
  }

  #mayBeMade(name: string, { id }: Registry): boolean {
    return this.#possible.some(it => (it.registry === undefined || it.registry === id) && name.startsWith(it.prefix) && name.endsWith(it.suffix));
  }

  /** Of several things of one name those that are loaded in one process with the asker. */
  #loadedWith<T>(asker: Asker, candidates: readonly T[], uriOf: (candidate: T) => string | undefined): Resolution<T> {
    if (candidates.length <= 1) return fromCandidates(candidates);
    const loaded = candidates.filter(c => {
      const uri = uriOf(c);
      return uri !== undefined && this.#loading.together(asker.at.uri, uri);
    });
    return loaded.length > 0 ? fromCandidates(loaded) : unknown('several have this name, and none is imported together with this file');
  }

  #table({ registry, at }: Asker, fullname: string): Table | undefined {
    const candidates = this.#tables.named(fullname, registry.metadata);
    if (candidates.length <= 1) return candidates[0];
    return candidates.find(t => t.at && this.#loading.together(at.uri, t.at.uri)) ?? candidates[0];
  }

  /** Names of all classes of a registry, for completion and "did you mean". */
  classNames(registry: Registry): readonly string[] {
    return [...this.#byName].flatMap(([name, mappers]) => (mappers.some(m => m.registry.id === registry.id) ? [name] : []));
  }

  /** What `"Post"`, `"blog.models.Post"` or `"schema.table"` names, in SQLAlchemy's order of search. */
  lookup(asker: Asker, dotted: string): Resolution<Named> {
    const { registry } = asker;
    const parts = dotted.split('.');
    const last = parts.at(-1) ?? '';
    if (parts.length === 1) {
      const found = this.classNamed(asker, dotted);
      if (found.kind === 'one') return one({ kind: 'class', mapper: found.value });
      if (found.kind === 'many') return { kind: 'many', candidates: found.candidates.map(mapper => ({ kind: 'class', mapper })) };
      const table = this.#table(asker, dotted);
      return table ? one({ kind: 'table', table }) : found;
    }
    const table = this.#table(asker, dotted);
    if (table) return one({ kind: 'table', table });
    if (this.tableInFront(asker, dotted)) return none;
    const path = parts.slice(0, -1).join('.');
    const candidates = (this.#byName.get(last) ?? []).filter(m => m.registry.id === registry.id && endsWithPath(m.symbol.module.name, path));
    if (candidates.length > 0) {
      return this.#loadedWith(
        asker,
        candidates.map((mapper): Extract<Named, { kind: 'class' }> => ({ kind: 'class', mapper })),
        c => c.mapper.at.uri,
      );
    }
    const why = this.#doubt(last, registry);
    if (why !== undefined) return unknown(why);
    // How the application is imported decides the module's name up to the file's own, which is the last part of the path (clsregistry.py, `add_class`).
    const own = parts.at(-2);
    const maybe = (this.#byName.get(last) ?? []).some(({ at }) => own === '__main__' || isFileOf(at.uri, own));
    return maybe ? unknown(`'${last}' exists, but not as '${dotted}'`) : none;
  }

  /** The table that a dotted name begins with: it goes before a module of the name, so that no class is found behind it. */
  tableInFront(asker: Asker, dotted: string): Table | undefined {
    const [head = '', more] = dotted.split('.');
    return more !== undefined && this.classNamed(asker, head).kind === 'none' ? this.#table(asker, head) : undefined;
  }

  /** True for a component of a mapped class's module path: strings may begin with it. */
  isModulePart(name: string): boolean {
    this.#moduleParts ??= new Set([...this.#byName.values()].flat().flatMap(m => m.symbol.module.name.split('.')));
    return this.#moduleParts.has(name);
  }

  /** The environment in which an evaluated string (`primaryjoin="..."`) is read, in front of nothing else. */
  stringEnv(asker: Asker, base: Env): Env {
    const get = (name: string): Value => {
      const found = sole(this.lookup(asker, name));
      if (found?.kind === 'class') return { kind: 'class', cls: found.mapper.symbol };
      if (found?.kind === 'table') return { kind: 'table', table: found.table };
      return functions.has(name) ? { kind: 'library', path: `sqlalchemy.${name}` } : { kind: 'unknown', why: `'${name}' is not found in the registry` };
    };
    return { module: base.module, frames: [{ get }] };
  }

  /** `main.posts` of `main.posts.c.id` inside an evaluated string: a table with its schema. */
  tableBehindPath(asker: Asker, expr: Expr): Table | undefined {
    const path = dottedPath(expr);
    return path?.includes('.') ? this.#table(asker, path) : undefined;
  }

  /** `blog.models.Post.date` inside an evaluated string: the class behind a module path. */
  classBehindPath(asker: Asker, expr: Expr): Mapper | undefined {
    const path = dottedPath(expr);
    const found = path?.includes('.') ? sole(this.lookup(asker, path)) : undefined;
    return found?.kind === 'class' ? found.mapper : undefined;
  }
}

/** A module path may be cut at the left only, at a dot. */
const endsWithPath = (module: string, path: string): boolean => module === path || module.endsWith(`.${path}`);

/** True when the last part of the module path of a file may be this. */
function isFileOf(uri: string, name: string | undefined): boolean {
  const stem = /([^/]*)\.pyi?$/.exec(uri)?.[1];
  return stem === undefined || stem === '__init__' || stem === name;
}
