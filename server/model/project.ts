import type { Position, Range } from 'vscode-languageserver-protocol';
import { grouped, lazy } from '../base/lazy.ts';
import { touches } from '../base/ranges.ts';
import type { SqlalchemyVersion } from '../config.ts';
import { automap } from './automap.ts';
import { attribute, configure } from './backrefs.ts';
import { Conditions } from './conditions.ts';
import { Evaluator } from './evaluate.ts';
import { Hierarchy } from './hierarchy.ts';
import { Installed } from './installed.ts';
import { Joins, type Referent } from './joins.ts';
import { Loading } from './loading.ts';
import { type PossibleClass, possibleClasses } from './made-classes.ts';
import type { BackrefClash, MappedClass, RelationshipAttribute } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import { Mapping } from './mapping.ts';
import { type Member, Members } from './members.ts';
import { type ModuleInfo, Modules, type Sources } from './modules.ts';
import { type Named, Names } from './names.ts';
import { Relationships } from './relationships.ts';
import { none, one, type Resolution, unknown } from './resolution.ts';
import { Tables } from './tables.ts';
import type { ClassSymbol, Column, ForeignKeyTarget, Table, Value } from './values.ts';

/** What a name is on a mapped class. */
export type ClassAttribute =
  | { readonly kind: 'relationship'; readonly attribute: RelationshipAttribute }
  | { readonly kind: 'column'; readonly column: Column; readonly member: Member | undefined; readonly on: MappedClass }
  | { readonly kind: 'member'; readonly member: Member; readonly on: MappedClass };

/** What mapper configuration would have made of the workspace. A function of its sources: built whole, never patched. */
export class Project {
  readonly sources: Sources;
  readonly modules: Modules;
  readonly evaluator: Evaluator;
  readonly hierarchy: Hierarchy;
  readonly tables: Tables;
  readonly names: Names;
  /** Mapped classes that may be made at run time, beyond those that are known. */
  readonly possibleClasses: readonly PossibleClass[];
  /** In definition order, file by file; those of installed packages, which are imported, first. */
  readonly classes: readonly MappedClass[];
  /** Those that the workspace itself declares. */
  readonly ownClasses: readonly MappedClass[];
  readonly clashes: readonly BackrefClash[];
  readonly #mapping: Mapping;
  readonly #joins: Joins;
  readonly #conditions: Conditions;
  readonly #byUri = lazy(() => grouped(this.classes, c => c.at.uri));
  readonly #byId = lazy(() => grouped(this.classes, c => c.id));
  readonly #byTable = lazy(() => grouped(this.classes, c => (c.inheritance === 'single' ? undefined : c.table)));
  readonly #byCall = lazy(() =>
    grouped(
      this.classes.flatMap(c => [...c.own.values()]),
      ({ provenance: it }) => (it.kind === 'declared' ? callKey(it.construct.env.module.uri, it.construct.call.range) : undefined),
    ),
  );
  readonly #loading: Loading;

  constructor(sources: Sources) {
    this.sources = sources;
    this.modules = new Modules(sources);
    this.evaluator = new Evaluator(sources, this.modules);
    const installed = new Installed(sources, this.modules, this.evaluator);
    const loaded = installed.loadedBy(sources.modelUris);
    this.modules.load(loaded);
    this.hierarchy = new Hierarchy(this.evaluator, installed);
    this.tables = new Tables(this.evaluator, this.hierarchy);
    const members = new Members(this.evaluator, this.hierarchy, installed);
    // What a module imports is mapped before its own classes.
    const mapped = { ...sources, modelUris: [...loaded.modules.map(m => m.uri), ...sources.modelUris] };
    this.#mapping = new Mapping(mapped, this.modules, this.evaluator, this.hierarchy, members, this.tables);
    const { mappers } = this.#mapping;
    for (const it of this.#mapping.preparations) this.#mapping.adopt(automap(it, mappers, this.tables, members));
    this.possibleClasses = possibleClasses(sources, this.modules, this.evaluator, this.hierarchy, mappers);
    const loading = new Loading(sources, this.modules);
    this.#loading = loading;
    this.names = new Names(
      mappers,
      this.tables,
      loading,
      sources.modelUris.flatMap(uri => sources.facts(uri) ?? []),
      this.possibleClasses,
    );
    for (const { name, why } of this.#mapping.doubtful) this.names.doubt(name, why);
    this.#conditions = new Conditions(this.evaluator, this.names, this.tables, ({ cls }) => this.#mapping.of(cls));
    this.#joins = new Joins(this.tables, this.#conditions);
    const relationships = new Relationships(this.evaluator, this.#mapping, this.names, this.#conditions, this.#joins, uri => sources.version(uri));
    this.clashes = configure(mappers, relationships).clashes.filter(
      c => loading.together(c.source.owner.at.uri, c.on.at.uri) && loading.together(c.source.owner.at.uri, holderUri(c)),
    );
    this.classes = mappers;
    this.ownClasses = mappers.filter(m => !m.symbol.module.installed);
  }

  inFile(uri: string): readonly MappedClass[] {
    return this.#byUri().get(uri) ?? [];
  }

  /** The attributes declared by the relationship() call at a range: several when it stands in a mixin. */
  declaredBy(uri: string, call: Range): readonly RelationshipAttribute[] {
    return this.#byCall().get(callKey(uri, call)) ?? [];
  }

  byId(id: string): MappedClass | undefined {
    return this.#byId().get(id)?.[0];
  }

  ofSymbol(symbol: ClassSymbol): Mapper | undefined {
    return this.#mapping.of(symbol);
  }

  /** The class mapped to a table, if one is. */
  ofTable(table: Table): MappedClass | undefined {
    return this.#byTable().get(table)?.[0];
  }

  /** The mapped class whose statement holds a position, the innermost one. */
  at(uri: string, position: Position): MappedClass | undefined {
    return this.inFile(uri).findLast(c => touches(c.symbol.fact.range, position));
  }

  module(uri: string): ModuleInfo | undefined {
    return this.modules.of(uri);
  }

  /** What a name is on a mapped class, inherited names included; `none` only when the whole hierarchy is known. */
  attribute(cls: MappedClass, name: string): Resolution<ClassAttribute> {
    const mapper = cls as Mapper;
    const relationship = attribute(mapper, name);
    if (relationship) return one({ kind: 'relationship', attribute: relationship });
    for (let it: Mapper | undefined = mapper; it; it = it.parent) {
      const member = it.members.find(m => m.key === name);
      if (member?.kind === 'unknown') return unknown(member.why);
      const column = it.columns.get(name);
      if (column) return one({ kind: 'column', column, member, on: it });
      if (member) return one({ kind: 'member', member, on: it });
      if (it.open !== undefined) return unknown(it.open);
    }
    // Names of the declarative base and of Python itself are no concern of the mapper.
    return this.hierarchy.attribute(cls.symbol, name) || name.startsWith('__') || name === 'metadata' || name === 'registry' || name === 'query'
      ? unknown('an attribute of a base class')
      : none;
  }

  /** All relationships of a class, its own first, then inherited ones, each name once. */
  relationships(cls: MappedClass): readonly RelationshipAttribute[] {
    const out = new Map<string, RelationshipAttribute>();
    for (let it: MappedClass | undefined = cls; it; it = it.inheritance === 'concrete' ? undefined : it.parent) {
      for (const [name] of it.own) {
        const seen = attribute(cls as Mapper, name);
        if (seen && !out.has(name)) out.set(name, seen);
      }
    }
    return [...out.values()];
  }

  /** The SQLAlchemy that a file's project runs on. */
  version(uri: string): SqlalchemyVersion {
    return this.sources.version(uri);
  }

  /** True for files that can be loaded into one process. */
  loadedTogether(a: string, b: string): boolean {
    return this.#loading.together(a, b);
  }

  /** True when a process that has loaded the first file is sure to have loaded the second one, as far as imports tell. */
  brings(a: string, b: string): boolean {
    return this.#loading.brings(a, b);
  }

  /** True when some file imports this one. */
  isImported(uri: string): boolean {
    return this.#loading.isImported(uri);
  }

  /** The files that import this one, by themselves or as a package around what they import. */
  importers(uri: string): readonly string[] {
    return this.#loading.importers(uri);
  }

  /** True when a file may import a module of a name at run time in a way that does not lead to a module of the workspace. */
  mayImport(uri: string, name: string): boolean {
    return this.#loading.mayImport(uri, name);
  }

  /** What a string given to relationship() of this class names. */
  lookup(cls: MappedClass, dotted: string): Resolution<Named> {
    return this.names.lookup(cls, dotted);
  }

  referent(target: ForeignKeyTarget, table: Table): Referent {
    return this.#joins.referent(target, table);
  }

  /** How many foreign keys link two tables; undefined when it cannot be known. */
  keysBetween(a: Table, b: Table): 'none' | 'one' | 'several' | undefined {
    return this.#joins.between(a, b);
  }

  /** The table a value of the code is. */
  tableOf(value: Value): Table | undefined {
    return this.#conditions.tableOf(value);
  }

  /** The column a value of the code is; of a column that a mixin gives to several tables the one in a table of `near`. */
  columnOf(value: Value, near: readonly Table[]): Column | undefined {
    return this.#conditions.columnOfValue(value, near);
  }
}

/** The file of what holds the name; a backref lives where its source is mapped. */
const holderUri = ({ occupant }: BackrefClash): string =>
  occupant.kind !== 'relationship'
    ? occupant.on.at.uri
    : occupant.attribute.provenance.kind === 'backref'
      ? occupant.attribute.provenance.source.owner.at.uri
      : occupant.attribute.owner.at.uri;

const callKey = (uri: string, { start }: Range): string => `${uri}#${start.line}:${start.character}`;
