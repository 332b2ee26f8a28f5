import { comparePositions } from '../../base/ranges.ts';
import type { Expr } from '../../syntax/tree.ts';
import { lastName, stripOptional } from '../annotations.ts';
import { callOf, libraryPath, sqlalchemyName } from '../library.ts';
import type { MappedClass } from '../mapped.ts';
import type { Mapper } from '../mapper.ts';
import { argument, type Member } from '../members.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol, Column, Table } from '../values.ts';
import type { StartupError } from './failure.ts';

/** The error that mapping a class as a whole raises; undefined when there is none, or none for certain. */
export function classError(project: Project, symbol: ClassSymbol, mapper: Mapper | undefined): StartupError | undefined {
  const lineage = project.hierarchy.lineage(symbol);
  if (lineage.open !== undefined) return undefined;
  const disorder = disorderOf(project, symbol);
  if (disorder) return disorder;
  if (!mapper) return withoutTable(project, symbol);
  if (mapper.open !== undefined || mapper.imperative) return undefined;
  const bases = mappedBases(project, symbol);
  if (bases.length > 1) return { kind: 'several-mapped-bases', bases };
  const { table } = mapper;
  if (!table || mapper.inheritance === 'single' || table.open !== undefined) return undefined;
  if (mapper.tableWritten === undefined && project.tables.definedBefore(table)) return { kind: 'table-twice', table };
  const args = project.hierarchy.setting(symbol, '__mapper_args__');
  const options = args?.kind === 'dict' ? args : undefined;
  if (args && (!options || options.open)) return undefined;
  const keyed = [...table.columns.values()].some(c => c.primaryKey) || table.hasKeyConstraint || options?.entries.has('primary_key') === true;
  // A joined class has the key of its parent.
  const isRead = lineage.registry?.flavor !== 'sqlmodel' || mapper.members.every(m => isPlainField(project, m));
  if (!keyed && mapper.inheritance !== 'joined' && isRead) return { kind: 'no-primary-key', table };
  if (mapper.inheritance !== 'joined' || !mapper.parent?.table || options?.entries.has('inherit_condition') || options?.entries.has('inherit_foreign_keys'))
    return undefined;
  const parent = mapper.parent.table;
  const found = project.keysBetween(parent, table);
  if (found === 'none') return { kind: 'no-inherit-condition', parent, child: table };
  // The columns that single-table subclasses add to the parent's table come later.
  const isWhole = mapper.parent.children.every(c => c.inheritance !== 'single' || c.columns.size === 0);
  return found === 'several' && isWhole ? { kind: 'ambiguous-inherit-condition', parent, child: table } : undefined;
}

/** The `__name__` of each base. */
const baseNames = ({ evaluator }: Project, { fact, env }: ClassSymbol): readonly string[] =>
  fact.args.flatMap(({ name, value: expr }) => {
    if (name) return [];
    const value = evaluator.evaluate(expr, env);
    const given = value.kind === 'call' ? argument(value.node, 'name') : undefined;
    if (value.kind === 'call') return [given?.kind === 'string' ? given.value : 'Base'];
    return [value.kind === 'class' ? value.cls.fact.name.id : lastName(expr)];
  });

/** True for a member of a SQLModel class that is no column, or one about which `Field(...)` and the annotation say all in the open. */
function isPlainField(project: Project, member: Member): boolean {
  if (member.kind === 'unknown') return false;
  if (member.kind !== 'column') return true;
  const { annotation, construct } = member;
  const plain = annotation && stripOptional(annotation).expr;
  const type = plain && project.evaluator.evaluate(plain, member.definer.env);
  const isType = type?.kind === 'class' || (type?.kind === 'library' && !sqlalchemyName(type));
  const given = construct?.call.args ?? [];
  return isType && (construct === undefined || construct.name === 'Field') && given.every(a => !a.star && !a.name?.id.startsWith('sa_'));
}
/** The error of bases that Python cannot bring into an order, such as the declarative base in front of a class that derives from it. */
function disorderOf(project: Project, symbol: ClassSymbol): StartupError | undefined {
  const { hierarchy } = project;
  const bases = hierarchy.classBases(symbol);
  if (!hierarchy.hasResolutionOrder(symbol)) return { kind: 'no-resolution-order', bases, names: baseNames(project, symbol) };
  const written = hierarchy.bases(symbol);
  const index = written.findIndex((base, i) => isMade(base) && written.slice(i + 1).some(it => it.kind === 'class' && derivesFrom(project, it.cls, base)));
  const header = symbol.fact.args.filter(a => !a.name && !a.star)[index]?.value;
  const made = header?.kind === 'name' ? header.id : header?.kind === 'attribute' ? header.attr.id : undefined;
  if (index < 0 || made === undefined || !written.every(it => it.kind === 'class' || isMade(it))) return undefined;
  return { kind: 'no-resolution-order', bases, names: baseNames(project, symbol), made };
}

type Base = ReturnType<Project['hierarchy']['bases']>[number];
/** A declarative base that a call makes, and no class statement. */
const isMade = (base: Base): base is Extract<Base, { kind: 'declarative' }> => base.kind === 'declarative' && base.cls === undefined;

const derivesFrom = (project: Project, cls: ClassSymbol, base: Extract<Base, { kind: 'declarative' }>): boolean =>
  project.hierarchy.mro(cls).some(it => project.hierarchy.bases(it).some(b => isMade(b) && b.registry.id === base.registry.id));

/** The table of a class when a class of another file that is loaded together with this one defines it as well, in the same MetaData. */
export function tableDefinedElsewhere(project: Project, symbol: ClassSymbol, mapper: Mapper | undefined): Table | undefined {
  const table = mapper && definedTable(project, mapper);
  if (!table || project.tables.definedBefore(table)) return undefined;
  const uri = symbol.module.uri;
  const isThere = (other: MappedClass | undefined): boolean =>
    other !== undefined &&
    other.at.uri !== uri &&
    !project.ofSymbol(other.symbol)?.imperative &&
    project.sources.facts(other.at.uri)?.scope.bindings.some(b => b.kind === 'class' && b.guard === 'always' && b.cls === other.symbol.fact) === true &&
    project.loadedTogether(uri, other.at.uri);
  const others = project.tables
    .named(table.fullname, table.metadata)
    .filter(t => t !== table && t.metadata === table.metadata && !t.extends && t.open === undefined);
  return others.some(t => isThere(project.ofTable(t))) ? table : undefined;
}

/** The table that the statement of a class makes, when all of it is known. */
function definedTable(project: Project, mapper: Mapper): Table | undefined {
  const { table } = mapper;
  if (!table || table.metadata === undefined || table.extends || table.open !== undefined || mapper.inheritance === 'single') return undefined;
  const isOwn =
    mapper.open === undefined && !mapper.imperative && mapper.tableWritten === undefined && project.hierarchy.lineage(mapper.symbol).open === undefined;
  return isOwn ? table : undefined;
}

/**
 * The first relationship of a class statement whose name a column claims that nothing else maps: an inherited one, or one of a table that is given
 * (mapper.py, `_property_from_column`). A column of the class body of that name is gone from the class instead.
 */
export function namedLikeColumn(project: Project, mapper: Mapper): { readonly member: Member; readonly column: Column } | undefined {
  if (mapper.open !== undefined || mapper.registry.flavor === 'sqlmodel' || mapper.inheritance === 'concrete') return undefined;
  const args = project.hierarchy.setting(mapper.symbol, '__mapper_args__');
  const options = args?.kind === 'dict' ? args : undefined;
  if (args && (!options || options.open || ['include_properties', 'exclude_properties', 'column_prefix'].some(it => options.entries.has(it)))) return undefined;
  const isMapped = (column: Column, key: string): boolean => mapper.members.some(m => m.kind !== 'relationship' && m.key !== key && m.key === column.key);
  for (const member of mapper.members) {
    if (member.kind !== 'relationship' || (!mapper.imperative && isAfter(member, mapper))) continue;
    const given = mapper.tableWritten !== undefined && mapper.members.every(m => m.kind !== 'column') ? mapper.columns.get(member.key) : undefined;
    if (given && !isMapped(given, member.key)) return { member, column: given };
    for (let it = mapper.parent; it && it.inheritance !== 'concrete'; it = it.parent) {
      const inherited = it.columns.get(member.key);
      if (inherited) return { member, column: inherited };
      if (it.open !== undefined) break;
    }
  }
  return undefined;
}

/** True for a member that is assigned to the class behind its statement. */
const isAfter = (member: Member, { symbol }: Mapper): boolean =>
  member.uri !== symbol.module.uri || comparePositions(member.name.range.start, symbol.fact.range.end) > 0;

/** A class that is to be mapped by its base and has no table (declarative_base.py, `_early_mapping`). */
function withoutTable(project: Project, symbol: ClassSymbol): StartupError | undefined {
  const { hierarchy } = project;
  const { registry, libraries, mro } = hierarchy.lineage(symbol);
  if (!registry || registry.open !== undefined || registry.flavor !== 'declarative') return undefined;
  if (hierarchy.isDeclarativeBase(symbol) || hierarchy.isAbstract(symbol) || hierarchy.ownValue(symbol, '__abstract__') !== undefined) return undefined;
  // Decorated classes, and bases that map their classes later or not at all.
  if (!isOnlyMapped(project, symbol) || libraries.some(l => /(?:ConcreteBase|DeferredReflection|AutomapBase|SQLModel)$/.test(l))) return undefined;
  const options = libraries.some(l => l.endsWith('.MappedAsDataclass')) ? dataclassOptions : undefined;
  if (mro.some(c => c.fact.args.some(a => a.name && !options?.has(a.name.id)))) return undefined;
  return mro.some(c => hierarchy.ownValue(c, '__table__') !== undefined || hierarchy.ownValue(c, '__tablename__') !== undefined)
    ? undefined
    : { kind: 'no-table' };
}

/** What a class statement may say to `MappedAsDataclass`. */
const dataclassOptions: ReadonlySet<string> = new Set(['init', 'repr', 'eq', 'order', 'unsafe_hash', 'match_args', 'kw_only']);

/** True when no decorator does more to the class than to map it, or to make it a dataclass. */
function isOnlyMapped(project: Project, symbol: ClassSymbol): boolean {
  const { evaluator } = project;
  const env = evaluator.moduleEnv(symbol.module);
  const isRegistry = (expr: Expr | undefined): boolean => expr !== undefined && callOf(evaluator.evaluate(expr, env)) === 'registry';
  return symbol.fact.decorators.every(it => {
    const func = it.kind === 'call' ? it.func : it;
    if (func.kind === 'attribute' && /^mapped(_as_dataclass)?$/.test(func.attr.id) && isRegistry(func.value)) return true;
    const value = evaluator.evaluate(func, env);
    if (libraryPath(value) === 'dataclasses.dataclass') return true;
    return it.kind === 'call' && sqlalchemyName(value) === 'mapped_as_dataclass' && isRegistry(it.args[0]?.value);
  });
}

/** The mapped classes among the bases, abstract ones looked through (`_resolve_for_abstract_or_classical`). */
function mappedBases(project: Project, symbol: ClassSymbol): readonly Mapper[] {
  const found = new Set<Mapper>();
  const visit = (cls: ClassSymbol): void => {
    const mapper = project.ofSymbol(cls);
    if (mapper) found.add(mapper);
    else if (project.hierarchy.isAbstract(cls)) for (const base of project.hierarchy.classBases(cls)) visit(base);
  };
  for (const base of project.hierarchy.classBases(symbol)) visit(base);
  return [...found];
}
