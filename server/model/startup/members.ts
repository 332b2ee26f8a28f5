import type { SqlalchemyVersion } from '../../config.ts';
import { parseInside } from '../../syntax/parse.ts';
import type { Expr, Name } from '../../syntax/tree.ts';
import { hasStringAnnotations, lastName, readAnnotation, unparsed } from '../annotations.ts';
import { relationshipArguments } from '../arguments.ts';
import type { Hierarchy } from '../hierarchy.ts';
import { callOf, libraryPath } from '../library.ts';
import type { MappedClass } from '../mapped.ts';
import type { Mapper } from '../mapper.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import { type ClassSymbol, type Env, isNone, type Value } from '../values.ts';
import { unknownClassAttribute } from './class-attributes.ts';
import type { StartupError } from './failure.ts';
import { isPlainlyDecorated } from './mapper-arguments.ts';
import { isOriginal } from './table-arguments.ts';

/** The error that scanning one name of a class raises (declarative_base.py, `_scan_attributes` and `_extract_mappable_attributes`). */
export function memberError(project: Project, owner: Mapper, member: Member, version: SqlalchemyVersion): StartupError | undefined {
  if (owner.imperative) return undefined;
  if (isPropertyOfMixin(project, owner, member)) return { kind: 'property-on-mixin', key: member.key, definer: member.definer };
  if (member.kind !== 'relationship' && member.kind !== 'column') return undefined;
  const plain = project.evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1)?.kind === 'value';
  const sqlmodel = owner.registry.flavor === 'sqlmodel';
  // Only the scan of the body looks: `User.metadata = relationship(...)` behind the class is taken.
  const assigned = member.definer === owner.symbol && after(member, owner);
  // SQLAlchemy 1.4 makes no column of an annotation.
  const isMade = member.construct !== undefined || (member.kind === 'column' && version !== '1.4');
  if (
    member.key === 'metadata' &&
    version !== '2.1' &&
    isMade &&
    !(sqlmodel && member.kind === 'column') &&
    !assigned &&
    !isBehindBase(project.hierarchy, owner.symbol, member.definer)
  )
    return { kind: 'reserved-name', key: member.key };
  if (member.definer === owner.symbol && plain && !assigned && isAdditional(project, owner, member)) return { kind: 'additional-column', key: member.key };
  if (member.definer !== owner.symbol && plain && !sqlmodel) {
    if (member.kind === 'relationship') return { kind: 'property-on-mixin', key: member.key, definer: member.definer };
    if (member.construct && keyNotCopied(project, member.construct, version)) return { kind: 'foreign-key-on-mixin', key: member.key, definer: member.definer };
  }
  const own = member.definer === owner.symbol && plain && member.construct ? unknownClassAttribute(project, member.construct) : undefined;
  const early = own ?? (member.kind === 'relationship' ? tableColumn(project, owner, member) : undefined);
  if (early) return early;
  if (member.kind === 'column' && plain && !sqlmodel && !assigned && version !== '1.4') return columnAnnotationError(project, owner, member);
  return member.kind === 'relationship' && !sqlmodel && version !== '1.4' ? annotationError(project, owner, member, version) : undefined;
}

/** True for a mixin that comes behind the declarative base in the resolution order: the base's own attributes hide what it has. */
export function isBehindBase(hierarchy: Hierarchy, cls: ClassSymbol, mixin: ClassSymbol): boolean {
  const mro = hierarchy.mro(cls);
  const at = mro.findIndex(it => hierarchy.isDeclarativeBase(it) || hierarchy.bases(it).some(b => b.kind === 'declarative'));
  const holder = mro[at];
  // `@as_declarative()` makes the base of the class.
  if (holder === mixin) return hierarchy.isDeclarativeBase(holder);
  if (!holder || mro.indexOf(mixin) <= at) return false;
  const bases = hierarchy.bases(holder);
  const before = hierarchy.isDeclarativeBase(holder)
    ? []
    : bases.slice(
        0,
        bases.findIndex(b => b.kind === 'declarative'),
      );
  return !before.some(b => b.kind === 'class' && hierarchy.mro(b.cls).includes(mixin));
}

/** `column_property()`, `deferred()`, `synonym()`, `composite()` written plainly on a mixin or an abstract base. */
function isPropertyOfMixin(project: Project, owner: Mapper, { definer, key }: Member): boolean {
  if (definer === owner.symbol || owner.registry.flavor === 'sqlmodel' || project.ofSymbol(definer)) return false;
  const binding = project.evaluator.classBindings(definer.fact).get(key)?.at(-1);
  const value = binding?.kind === 'value' && binding.guard === 'always' && binding.value ? project.evaluator.evaluate(binding.value, definer.env) : undefined;
  return value?.kind === 'call' && isOriginal(value) && mapperProperties.has(callOf(value) ?? '');
}

const mapperProperties: ReadonlySet<string> = new Set(['column_property', 'deferred', 'synonym', 'composite', 'query_expression']);

/** `id: int = Column(...)`; `__allow_unmapped__` is not asked for columns of mixins and bases (decl_base.py, `_produce_column_copies`). */
function columnAnnotationError(project: Project, owner: Mapper, member: Extract<Member, { kind: 'column' }>): StartupError | undefined {
  const { annotation, definer } = member;
  const { evaluator, hierarchy } = project;
  if (!annotation || !member.construct || isDataclass(project, owner) || !isOrdinary(project, owner)) return undefined;
  if (definer === owner.symbol && hierarchy.attribute(owner.symbol, '__allow_unmapped__')) return undefined;
  const whole = annotation.kind === 'string' ? parseInside(annotation) : annotation;
  const head = whole?.kind === 'subscript' ? whole.value : whole;
  const type = head && libraryPath(evaluator.evaluate(head, definer.env));
  const isPlain = type && /^(?:builtins|typing|datetime|uuid|decimal)\.(?!ClassVar$|Annotated$|Any$)/.test(type);
  return isPlain && !readAnnotation(annotation, definer.env, evaluator) ? { kind: 'unmapped-annotation', node: annotation } : undefined;
}

/** A column beside a `__table__` of the same class body (declarative_base.py, `_setup_table`). */
function isAdditional(project: Project, owner: Mapper, member: Member): boolean {
  if (member.kind !== 'column' || !member.construct) return false;
  const binding = project.evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1);
  const table = project.evaluator.classBindings(member.definer.fact).get('__table__')?.at(-1);
  if (owner.registry.flavor === 'sqlmodel' || binding?.kind !== 'value' || binding.value?.kind !== 'call' || binding.guard !== 'always') return false;
  const { name, call } = member.construct;
  return (
    (name === 'Column' || name === 'mapped_column') &&
    call === binding.value &&
    table?.kind === 'value' &&
    table.guard === 'always' &&
    table.value?.kind === 'call'
  );
}

/**
 * `cls.author_id` inside a `@declared_attr`, when only the table that the class is given has such a column: the attributes of its columns are made
 * when the class is mapped, after that.
 */
function tableColumn(project: Project, owner: Mapper, member: Extract<Member, { kind: 'relationship' }>): StartupError | undefined {
  if (!owner.tableWritten || project.evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1)?.kind !== 'function') return undefined;
  const { construct } = member;
  for (const { value } of construct.call.args) {
    for (const node of value.kind === 'list' || value.kind === 'tuple' ? value.items : [value]) {
      if (node.kind !== 'attribute') continue;
      const of = project.evaluator.evaluate(node.value, construct.env);
      const name = node.attr.id;
      if (of.kind !== 'class' || of.cls !== owner.symbol || !owner.columns.has(name) || project.hierarchy.attribute(owner.symbol, name)) continue;
      let inherited = owner.parent;
      while (inherited && !inherited.columns.has(name) && inherited.open === undefined) inherited = inherited.parent;
      if (!inherited) return { kind: 'unknown-attribute', cls: owner, name, node };
    }
  }
  return undefined;
}

/** A mixin's column is copied for each class; 1.4 copies none with a foreign key, 2.x none with a key to a column object without table. */
function keyNotCopied(project: Project, { call, env }: NonNullable<Extract<Member, { kind: 'column' }>['construct']>, version: SqlalchemyVersion): boolean {
  return call.args.some(arg => {
    const value = arg.name || arg.star ? undefined : project.evaluator.evaluate(arg.value, env);
    if (value?.kind !== 'call' || callOf(value) !== 'ForeignKey') return false;
    const target = value.node.args.find(a => !a.star && (!a.name || a.name.id === 'column'));
    const column = target && project.evaluator.evaluate(target.value, value.env);
    if (version === '1.4') return true;
    return column?.kind === 'call' && callOf(column) === 'Column' && project.tables.madeBy(column.node).length === 0;
  });
}

const abstractCollections = /^(?:Sequence|MutableSequence|Collection|AbstractSet|MutableSet|Mapping|MutableMapping)$/;

function annotationError(
  project: Project,
  owner: Mapper,
  member: Extract<Member, { kind: 'relationship' }>,
  version: SqlalchemyVersion,
): StartupError | undefined {
  const { annotation, definer } = member;
  const { evaluator, hierarchy } = project;
  const args = relationshipArguments(member.construct, evaluator);
  const given = (keyword: string): Value | undefined => {
    const it = args.named.get(keyword);
    return it && evaluator.evaluate(it.node, it.env);
  };
  const unmappedAllowed = hierarchy.attribute(owner.symbol, '__allow_unmapped__');
  const own = member.definer === owner.symbol && evaluator.classBindings(definer.fact).get(member.key)?.at(-1)?.kind === 'value';
  const dataclass = isDataclass(project, owner);
  const fields = ['init', 'repr', 'default', 'default_factory', 'compare', 'kw_only', 'hash'].filter(keyword => args.named.has(keyword));
  if (fields.length > 0 && !dataclass && own && !after(member, owner) && isOrdinary(project, owner)) return { kind: 'dataclass-arguments', keywords: fields };
  const isFunction = evaluator.classBindings(definer.fact).get(member.key)?.at(-1)?.kind === 'function';
  if (!annotation) return !args.named.has('argument') && !args.open && (own || isFunction) && !after(member, owner) ? { kind: 'no-target-given' } : undefined;
  const unseen = own && !after(member, owner) ? unseenName(project, annotation, definer.env) : undefined;
  if (unseen) return unseen;
  const read = readAnnotation(annotation, definer.env, evaluator);
  // The annotation is a string already, so that the quotes stay a string when it is evaluated.
  if (own && !dataclass && !unmappedAllowed && annotation.kind === 'string' && hasStringAnnotations(definer.env, evaluator))
    return { kind: 'unmapped-annotation', node: annotation };
  if (!read) {
    const whole = annotation.kind === 'string' ? parseInside(annotation) : annotation;
    if (!own || dataclass || unmappedAllowed || !whole) return undefined;
    // Whatever else it is called, it may stand for Mapped.
    const head = whole.kind === 'subscript' ? whole.value : whole;
    const value = evaluator.evaluate(head, definer.env);
    const known =
      (value.kind === 'class' && project.ofSymbol(value.cls) !== undefined) ||
      (/^(?:builtins|typing|collections)\./.test(libraryPath(value)) && lastName(head) !== 'ClassVar' && lastName(head) !== 'Annotated');
    return known ? { kind: 'unmapped-annotation', node: annotation } : undefined;
  }
  const factory = given('collection_class');
  if (read.wrapper === 'Mapped' && read.collection !== undefined && abstractCollections.test(read.collection) && (!factory || isNone(factory)))
    return { kind: 'abstract-collection', collection: read.collection, node: annotation };
  if (version !== '2.1' || !dataclass) return undefined;
  const fallback = args.named.get('default');
  const value = given('default');
  if (fallback && value && (value.kind === 'constant' || value.kind === 'sequence') && !isNone(value))
    return { kind: 'dataclass-default', node: fallback.node, collection: factory ? undefined : builtinOf(read.collection) };
  const makes = args.named.get('default_factory');
  const path = libraryPath(given('default_factory'));
  const wanted = !factory && read.wrapper === 'Mapped' ? builtinOf(read.collection) : undefined;
  return makes && wanted && path.startsWith('builtins.') && path !== `builtins.${wanted}`
    ? { kind: 'dataclass-default-factory', wanted, node: makes.node }
    : undefined;
}

/** A name of an annotation that is imported for type checkers alone; of one that is a string the target is looked up elsewhere as well. */
function unseenName(project: Project, annotation: Expr, env: Env): StartupError | undefined {
  const asString = annotation.kind === 'string' || hasStringAnnotations(env, project.evaluator);
  const inside = annotation.kind === 'string' ? parseInside(annotation) : annotation;
  const { scope } = project.sources.facts(env.module.uri) ?? {};
  if (!inside || !scope || scope.stars.length > 0 || !scope.bindings.some(b => b.guard === 'type-checking')) return undefined;
  // From 3.14 on Python evaluates annotations late (PEP 649), and what is only the target is looked up in the registry as if it were a string.
  const late = asString || (project.sources.installed.python(env.module.uri) ?? 14) >= 14;
  for (const node of namesIn(inside, late)) {
    const bindings = scope.bindings.filter(b => b.name.id === node.id);
    if (bindings.length > 0 && bindings.every(b => b.guard === 'type-checking'))
      return { kind: 'annotation-import', name: node.id, text: annotation.kind === 'string' ? annotation.value : unparsed(inside), asString, node: annotation };
  }
  return undefined;
}

/** The names that are looked up to make something of an annotation; `containers`: of generic types alone. */
function namesIn(annotation: Expr, containers: boolean): readonly Name[] {
  if (annotation.kind === 'name') return containers ? [] : [annotation];
  if (annotation.kind === 'binary' && !containers) return [...namesIn(annotation.left, containers), ...namesIn(annotation.right, containers)];
  if (annotation.kind !== 'subscript') return [];
  return [...(annotation.value.kind === 'name' ? [annotation.value] : []), ...annotation.items.flatMap(i => namesIn(i.value, containers))];
}

const builtinOf = (collection: string | undefined): string | undefined =>
  collection === 'list' || collection === 'List' ? 'list' : collection === 'set' || collection === 'Set' ? 'set' : undefined;

/** True for a relationship assigned behind the class statement. */
const after = (member: Member, owner: Mapper): boolean =>
  member.name.range.start.line > owner.symbol.fact.range.end.line || member.uri !== owner.symbol.module.uri;

/** True when nothing about how a class is made is hidden: a decorator or an argument of the class header could make it a dataclass. */
function isOrdinary(project: Project, owner: MappedClass): boolean {
  const { open, mro } = project.hierarchy.lineage(owner.symbol);
  return open === undefined && mro.every(c => isPlainlyDecorated(project, { symbol: c }) && c.fact.args.every(a => !a.name && !a.star));
}

/** True when the class is made a dataclass by SQLAlchemy: by `MappedAsDataclass` or a decorator. */
export function isDataclass(project: Project, owner: MappedClass): boolean {
  const { libraries, mro } = project.hierarchy.lineage(owner.symbol);
  if (libraries.some(l => l.endsWith('MappedAsDataclass'))) return true;
  return mro.some(c => c.fact.decorators.some(d => /dataclass$/.test(lastName(d.kind === 'call' ? d.func : d))));
}
