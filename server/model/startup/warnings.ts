import { append, memo } from '../../base/lazy.ts';
import { tablesOf } from '../joins.ts';
import { callOf } from '../library.ts';
import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Mapper } from '../mapper.ts';
import { type Member, relationshipNames } from '../members.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import { booleanOf, type Column, isNone, stringOf, type Value } from '../values.ts';
import { tokensOf } from './cascade.ts';
import { mapperArguments } from './mapper-arguments.ts';
import { isBehindBase } from './members.ts';
import { conflicts } from './overlaps.ts';
import { partsOf } from './parts.ts';
import { columnsNamedTwice, combinedColumns } from './same-names.ts';
import { repr } from './spelling.ts';
import { given } from './steps.ts';
import type { Warned, WarningKind } from './warning.ts';

const found = new WeakMap<Project, Map<string, ReadonlyMap<WarningKind, readonly Warned[]>>>();

/** The warnings of certain kinds that something written in a file has a part in, as if nothing were refused. What cannot be known is left out. */
export function* warningsIn<K extends WarningKind>(project: Project, uri: string, kinds: readonly K[]): Generator<Warned<K>> {
  const byKind = memo(
    memo(found, project, () => new Map()),
    uri,
    () => collect(project, uri),
  );
  for (const kind of kinds) for (const warned of byKind.get(kind) ?? []) if (isOf(warned, kind)) yield warned;
}

function isOf<K extends WarningKind>(warned: Warned, kind: K): warned is Warned & Warned<K> {
  return warned.warning.kind === kind;
}

function collect(project: Project, uri: string): ReadonlyMap<WarningKind, readonly Warned[]> {
  const byKind = new Map<WarningKind, Warned[]>();
  const add = (warned: Warned): void => append(byKind, warned.warning.kind, warned);
  const { classes, relationships } = partsOf(project, uri);
  for (const cls of classes) {
    const mapper = project.ofSymbol(cls.symbol);
    if (!mapper) continue;
    for (const warned of [...ofMembers(project, mapper), ...ofHierarchy(project, mapper), ...ofName(project, mapper), ...ofTable(project, mapper)]) add(warned);
    for (const warned of [...combinedColumns(project, mapper), ...columnsNamedTwice(project, mapper)]) add(warned);
  }
  for (const it of relationships)
    for (const warned of [...ofRelationship(project, it), ...(it.provenance.kind === 'backref' ? replaced(project, it) : [])]) add(warned);
  for (const conflict of conflicts(project, relationships))
    add({ warning: { kind: 'overlaps', conflict }, cls: conflict.subject.owner, attribute: conflict.subject });
  return byKind;
}

function* ofMembers(project: Project, mapper: Mapper): Generator<Warned> {
  const version = project.version(mapper.at.uri);
  const sqlmodel = mapper.registry.flavor === 'sqlmodel';
  for (const member of mapper.members) {
    if (isTupleOfProperty(project, member) && !mapper.imperative) yield { warning: { kind: 'trailing-comma' }, cls: mapper, member };
    // Only the scan of the body looks: `User.metadata = relationship(...)` behind the class is taken.
    const isWritten = member.definer !== mapper.symbol || project.hierarchy.written(mapper.symbol, member.key)?.name === member.name;
    const mapped = isWritten && (member.kind === 'column' || member.kind === 'relationship');
    const isSeen = !mapper.imperative && !isBehindBase(project.hierarchy, mapper.symbol, member.definer);
    if (version === '2.1' && member.key === 'metadata' && mapped && !sqlmodel && isSeen) yield { warning: { kind: 'metadata-attribute' }, cls: mapper, member };
  }
}

const columnNames: ReadonlySet<string> = new Set(['Column', 'mapped_column', 'deferred', 'column_property', 'synonym', 'composite']);

/** `books = relationship("Book"),` in a class body (declarative_base.py, `_extract_mappable_attributes`). */
function isTupleOfProperty(project: Project, { kind, key, definer }: Member): boolean {
  if (kind !== 'plain') return false;
  const binding = project.evaluator.classBindings(definer.fact).get(key)?.at(-1);
  const tuple = binding?.kind === 'value' && binding.value?.kind === 'tuple' ? binding.value : undefined;
  const [only, more] = tuple?.items ?? [];
  const name = only && !more ? callOf(project.evaluator.evaluate(only, definer.env)) : undefined;
  return name !== undefined && (relationshipNames.has(name) || columnNames.has(name));
}

/** Options about writing, with the value that says nothing (relationships.py, `_persistence_only`). */
const persistenceOnly: Readonly<Record<string, boolean>> = {
  passive_deletes: false,
  passive_updates: true,
  enable_typechecks: true,
  active_history: false,
  cascade_backrefs: false,
};

function* ofRelationship(project: Project, it: RelationshipAttribute): Generator<Warned> {
  const version = project.version(it.owner.at.uri);
  const about = { cls: it.owner, attribute: it };
  if (it.viewonly === true) {
    for (const [keyword, idle] of Object.entries(persistenceOnly)) {
      const value = given(it, keyword, project);
      if (value?.kind === 'constant' && value.value !== idle) yield { ...about, warning: { kind: 'viewonly-option', keyword } };
    }
  }
  if (booleanOf(given(it, 'omit_join', project)) === true) yield { ...about, warning: { kind: 'omit-join' } };
  const tokens = tokensOf(stringOf(given(it, 'cascade', project)) ?? '');
  if (tokens.includes('delete-orphan') && !tokens.some(t => t === 'delete' || t === 'all' || t === 'none'))
    yield { ...about, warning: { kind: 'delete-orphan-without-delete' } };
  if (version === '2.1' && it.lazy === 'noload') yield { ...about, warning: { kind: 'noload' } };
  for (const column of localRemotes(project, it)) yield { ...about, warning: { kind: 'remote-side-local', column } };
}

/** Columns marked as remote that only the own side has (relationships.py, `_check_remote_side`). */
function localRemotes(project: Project, it: RelationshipAttribute): readonly Column[] {
  const target = sole(it.target);
  const [own, other] = [project.ofSymbol(it.owner.symbol), target && project.ofSymbol(target.symbol)];
  if (it.join.kind !== 'known' || !own || !other) return [];
  const [mine, theirs] = [tablesOf(own), tablesOf(other)];
  if (!mine || !theirs) return [];
  return it.join.pairs.map(([, remote]) => remote).filter(c => mine.includes(c.table) && !theirs.includes(c.table));
}

/** A backref over a method, a property or another attribute of the class body (mapper.py, `_configure_property`). */
function* replaced(project: Project, made: RelationshipAttribute): Generator<Warned> {
  if (project.version(made.owner.at.uri) === '1.4') return;
  const { symbol } = made.owner;
  const member = made.owner.members.find(m => m.key === made.name && m.definer === symbol && m.kind === 'plain');
  const binding = member && project.hierarchy.written(symbol, made.name);
  const isNothing = binding?.kind === 'value' && (!binding.value || isNone(project.evaluator.evaluate(binding.value, symbol.env)));
  if (member && binding && !isNothing && binding.guard === 'always')
    yield { warning: { kind: 'backref-replaces-attribute' }, cls: made.owner, attribute: made, member };
}

/** A joined class whose table has no key of its own (mapper.py, `_configure_pks`). */
function* ofTable(project: Project, mapper: Mapper): Generator<Warned> {
  const { table } = mapper;
  if (mapper.inheritance !== 'joined' || !table || table.open !== undefined || mapper.open !== undefined || mapper.imperative) return;
  if (table.hasKeyConstraint || [...table.columns.values()].some(c => c.primaryKey) || mapper.registry.flavor === 'sqlmodel') return;
  const own = mapperArguments(project, mapper);
  if (own !== 'unknown' && !own?.has('primary_key')) yield { warning: { kind: 'no-local-key', table }, cls: mapper };
}

/** Two class statements of one name in one module (clsregistry.py, `add_class`). */
function* ofName(project: Project, mapper: Mapper): Generator<Warned> {
  const isPlain = ({ symbol }: MappedClass): boolean =>
    project.sources.facts(symbol.module.uri)?.scope.bindings.some(b => b.kind === 'class' && b.cls === symbol.fact && b.guard === 'always') === true;
  const same = project.inFile(mapper.at.uri).filter(c => c.name === mapper.name && c.registry.id === mapper.registry.id && isPlain(c));
  const index = same.indexOf(mapper);
  const before = same[index - 1];
  if (index > 0 && before) yield { warning: { kind: 'class-twice', other: before }, cls: mapper };
}

/** Which class of a hierarchy was the first to claim which rows, by the class at its head. */
const claims = new WeakMap<Mapper, ReadonlyMap<string, Mapper>>();

function claimsOf(project: Project, root: Mapper): ReadonlyMap<string, Mapper> {
  const first = new Map<string, Mapper>();
  const visit = (mapper: Mapper): void => {
    const own = mapperArguments(project, mapper);
    const shown = own === 'unknown' ? undefined : shownAs(own?.get('polymorphic_identity'));
    if (shown !== undefined && !first.has(shown)) first.set(shown, mapper);
    for (const child of mapper.children) visit(child);
  };
  visit(root);
  return first;
}

/** Discriminators and identities of polymorphic hierarchies (mapper.py, `_configure_inheritance`). */
function* ofHierarchy(project: Project, mapper: Mapper): Generator<Warned> {
  const { parent } = mapper;
  if (!parent || mapper.imperative) return;
  let root: Mapper = parent;
  while (root.parent) root = root.parent;
  const discriminator = discriminatorOf(project, root);
  const own = mapperArguments(project, mapper);
  if (own === 'unknown') return;
  const identity = own?.get('polymorphic_identity');
  if (identity !== undefined) {
    const shown = shownAs(identity);
    if (shown === undefined) return;
    const other = memo(claims, root, () => claimsOf(project, root)).get(shown);
    if (other && other !== mapper && project.loadedTogether(other.at.uri, mapper.at.uri))
      yield { warning: { kind: 'polymorphic-identity-twice', identity: shown, other }, cls: mapper };
    return;
  }
  const isAbstract = booleanOf(own?.get('polymorphic_abstract')) === true;
  if (discriminator && !isAbstract && mapper.open === undefined) yield { warning: { kind: 'no-polymorphic-identity', discriminator }, cls: mapper };
}

/** A constant as Python writes it; None is no identity. */
function shownAs(value: Value | undefined): string | undefined {
  if (value?.kind !== 'constant') return undefined;
  if (typeof value.value === 'string') return repr(value.value);
  return typeof value.value === 'number' ? String(value.value) : undefined;
}

/** The column that tells the classes of a hierarchy apart; undefined when there is none, or it is computed. */
function discriminatorOf(project: Project, root: Mapper): Column | undefined {
  const own = mapperArguments(project, root);
  const value = own === 'unknown' ? undefined : own?.get('polymorphic_on');
  if (!value || isNone(value)) return undefined;
  const text = stringOf(value);
  if (text !== undefined) return root.columns.get(text) ?? root.table?.columns.get(text);
  return value.kind === 'call' && root.table ? project.tables.meantBy(value.node, [root.table]) : undefined;
}
