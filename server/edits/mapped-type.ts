/** Writes the type of a relationship attribute as an annotation: `Mapped[list["Post"]]`. */
import type { MappedClass } from '../model/mapped.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { ClassDef } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Imports } from './imports.ts';
import { importOf, topLevel } from './names.ts';
import type { Shape } from './shape.ts';
import type { Source } from './source.ts';

/** The class body that something is to be written into. */
export interface Place {
  readonly snapshot: Snapshot;
  readonly symbol: ClassSymbol;
  readonly source: Source;
  readonly cls: ClassDef;
  readonly imports: Imports;
}

/**
 * `mapped`: in SQLAlchemy's containers; `plain`: as an instance has it, for 1.4, where `Mapped` tells type checkers nothing; `sqlmodel`: so, and as
 * SQLModel reads it.
 */
export type Style = 'mapped' | 'plain' | 'sqlmodel';

/**
 * The annotation; imports that it needs are asked for. `unsaid: 'unchecked'` writes `"User | Any"` for a scalar of which nobody said that it may be None: a type checker
 * knows the class then and asks for no guards. Undefined when the module cannot say it: a name in it means something else there.
 */
export function typeFor(place: Place, shape: Shape, style: Style, unsaid: 'optional' | 'unchecked'): string | undefined {
  const { source, imports } = place;
  const { target, collection, lazy } = shape;
  if (!isFree(place, target)) return undefined;
  const wrapper =
    lazy === 'dynamic'
      ? style === 'mapped'
        ? 'DynamicMapped'
        : 'Query'
      : lazy === 'write_only'
        ? 'WriteOnlyMapped'
        : style === 'mapped'
          ? 'Mapped'
          : undefined;
  if (wrapper !== undefined && !canImport(place, 'sqlalchemy.orm', wrapper)) return undefined;
  const generic = collection && collectionName(place, collection.kind);
  if (collection && generic === undefined) return undefined;
  if (target.symbol.module.uri !== source.uri) {
    const bound = place.snapshot.facts(source.uri)?.scope.bindings.some(b => b.name.id === target.name);
    if (!bound) imports.addForTypeChecking(importPath(place, target.symbol.module), target.name);
  }
  if (wrapper === 'Query') return imports.add('sqlalchemy.orm', 'Query');
  const name = `${source.quote}${target.name}${source.quote}`;
  const inner =
    collection && (wrapper === undefined || wrapper === 'Mapped')
      ? `${generic}[${collection.kind === 'dict' ? `${collection.keys}, ` : ''}${name}]`
      : shape.optional && !collection
        ? optional(place, target.name, shape.optional === 'unsaid' && unsaid === 'unchecked', style)
        : name;
  return wrapper === undefined ? inner : `${imports.add('sqlalchemy.orm', wrapper)}[${inner}]`;
}

function optional({ source, imports }: Place, name: string, unchecked: boolean, style: Style): string {
  const { quote } = source;
  if (unchecked) return `${quote}${name} | ${imports.add('typing', 'Any')}${quote}`;
  // SQLModel takes the whole of a string for the name of a class.
  return style === 'sqlmodel' || /\bOptional\[/.test(source.text)
    ? `${imports.add('typing', 'Optional')}[${quote}${name}${quote}]`
    : `${quote}${name} | None${quote}`;
}

/** `list`, or `List` in a file that writes so. */
function collectionName({ source, imports, symbol, snapshot }: Place, kind: 'list' | 'set' | 'dict'): string | undefined {
  const old = { list: 'List', set: 'Set', dict: 'Dict' }[kind];
  if (new RegExp(`\\b${old}\\[`).test(source.text)) return imports.add('typing', old);
  // `list = relationship(...)` in the class body, `def list()` in the module
  const taken = symbol.fact.scope.bindings.some(b => b.name.id === kind) || topLevel(snapshot, source.uri, kind) !== undefined;
  return taken ? undefined : kind;
}

/** True when a name of a package is imported into the module, or can be. */
export function canImport({ snapshot, source, symbol }: Place, from: string, name: string): boolean {
  const bound = topLevel(snapshot, source.uri, name);
  return !bound || importOf(snapshot.project, bound, symbol.module)?.module.startsWith(from) === true;
}

/** True when the name of the class means it in the module, or nothing yet. */
function isFree({ snapshot, source, symbol }: Place, { symbol: target, name }: MappedClass): boolean {
  // A class inside another one, or in a function, has no name of its own.
  if (target.fact.qualname !== name || symbol.fact.scope.bindings.some(b => b.name.id === name)) return false;
  if (target.module.uri === source.uri) return true;
  const bound = snapshot.facts(source.uri)?.scope.bindings.findLast(b => b.name.id === name);
  const same = importOf(snapshot.project, bound, symbol.module);
  return !bound || (same?.attr === name && snapshot.project.modules.find(same.module, symbol.module) !== undefined);
}

/** The module as this file would import it: with dots where it imports its neighbours so. */
function importPath({ symbol, source }: Place, module: ModuleInfo): string {
  const from = symbol.module;
  const own = from.name.split('.');
  const pack = from.isPackage ? own : own.slice(0, -1);
  const parts = module.name.split('.');
  const imports = source.tree.body.flatMap(it =>
    it.kind === 'import-from' ? [it] : it.kind === 'if' ? it.body.flatMap(i => (i.kind === 'import-from' ? [i] : [])) : [],
  );
  const relative = imports.some(i => i.level > 0) && !imports.some(i => i.level === 0 && i.module[0]?.id === parts[0]);
  if (!relative || pack.length === 0) return module.name;
  let common = 0;
  while (common < pack.length && pack[common] === parts[common]) common++;
  if (common === 0) return module.name;
  return '.'.repeat(pack.length - common + 1) + parts.slice(common).join('.');
}
