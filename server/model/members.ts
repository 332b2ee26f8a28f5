import type { Binding, FunctionFact } from '../facts/facts.ts';
import type { Call, Expr, Name } from '../syntax/tree.ts';
import { annotatedColumn, lastName, readAnnotation } from './annotations.ts';
import { bodyOf, type Suspect } from './class-bodies.ts';
import type { Evaluator } from './evaluate.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Installed } from './installed.ts';
import { callOf, libraryPath, sqlalchemyName } from './library.ts';
import { type ClassSymbol, type Env, stringOf, type Value } from './values.ts';

/** A call of one of SQLAlchemy's constructors, and where the names in it are looked up. */
export interface Construct {
  readonly name: string;
  readonly call: Call;
  readonly env: Env;
}

/** `Cls.__table__.c.get("key", ...)`: what is given instead when the table of the class has a column already. */
export interface Existing {
  readonly of: ClassSymbol;
  readonly key: string;
}

/** What a class body's name is to the mapper. */
export type MemberKind =
  | { readonly kind: 'column'; readonly construct: Construct | undefined; readonly annotation: Expr | undefined; readonly unless?: Existing }
  | { readonly kind: 'relationship'; readonly construct: Construct; readonly annotation: Expr | undefined }
  /** Synonym, composite, column_property of an expression ...: mapped, so its name is taken. */
  | { readonly kind: 'property'; readonly what: string }
  /** Not mapped: a method, a property, a hybrid, an association proxy, a constant. */
  | { readonly kind: 'plain'; readonly what: 'method' | 'property' | 'hybrid' | 'association proxy' | 'attribute' | 'class' }
  /** `noColumn`: it may be a relationship or nothing, but tables do not depend on it. */
  | { readonly kind: 'unknown'; readonly why: string; readonly noColumn?: true };

export type Member = MemberKind & {
  readonly key: string;
  /** The name where it is written. */
  readonly name: Name;
  /** The file the name is written in. */
  readonly uri: string;
  readonly definer: ClassSymbol;
  /** Assigned after the class, in a branch that may never be run. */
  readonly conditional?: true;
};

export const relationshipNames: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship']);
const columnNames: ReadonlySet<string> = new Set(['Column', 'mapped_column', 'Field']);
const propertyNames: ReadonlySet<string> = new Set([
  'synonym',
  'composite',
  'column_property',
  'query_expression',
  'with_expression',
  'mapped_property',
  'deferred',
  'orm_insert_sentinel',
]);

/** Python's own functions whose results are nothing to a mapper. */
const builtins: ReadonlySet<string> = new Set(
  'property tuple list dict set frozenset sorted str int float bool bytes range len sum min max abs round zip enumerate'
    .split(' ')
    .map(name => `builtins.${name}`),
);
/** The members of one mapped class, sorted when someone asks: an edit asks of few classes more than which relationships they have. */
export class MemberList {
  readonly #members: Members;
  readonly #cls: ClassSymbol;
  readonly #parent: ClassSymbol | undefined;
  readonly #scanned: boolean;
  #added: readonly Member[];
  #changes: ReadonlyMap<string, (member: Member) => Member> | undefined;
  #all: readonly Member[] | undefined;
  #relationships: readonly Member[] | undefined;

  /** `added`: those that come from statements and arguments outside the class bodies; `scanned`: whether what is in the bodies is mapped. */
  constructor(members: Members, cls: ClassSymbol, parent: ClassSymbol | undefined, added: readonly Member[], scanned: boolean) {
    this.#members = members;
    this.#cls = cls;
    this.#parent = parent;
    this.#added = added;
    this.#scanned = scanned;
  }

  get all(): readonly Member[] {
    this.#all ??= this.#changed([...this.#members.contributed(this.#cls, this.#parent).map(m => this.#asScanned(m)), ...this.#added]);
    return this.#all;
  }

  /** Found without a look at the other members. */
  get relationships(): readonly Member[] {
    this.#relationships ??= this.#changed(this.#findRelationships());
    return this.#relationships;
  }

  #findRelationships(): readonly Member[] {
    const scanned = this.#scanned ? this.#members.relationships(this.#cls, this.#parent) : none;
    return this.#added.length === 0 ? scanned : [...scanned, ...this.#added.filter(m => m.kind === 'relationship')];
  }

  named(key: string): readonly Member[] {
    const own = this.#members.named(key, this.#cls, this.#parent);
    const added = this.#added.length === 0 ? none : this.#added.filter(m => m.key === key);
    return this.#changed(own ? [this.#asScanned(own), ...added] : added);
  }

  /** A member that came when the class was mapped already. */
  add(member: Member): void {
    this.#added = [...this.#added, member];
    this.#forget();
  }

  /** What is done to the members of a name afterwards. */
  change(key: string, change: (member: Member) => Member): void {
    this.#changes = new Map(this.#changes ?? []).set(key, change);
    this.#forget();
  }

  #forget(): void {
    this.#all = undefined;
    this.#relationships = undefined;
  }

  #changed(members: readonly Member[]): readonly Member[] {
    const changes = this.#changes;
    return changes ? members.map(m => changes.get(m.key)?.(m) ?? m) : members;
  }

  #asScanned(member: Member): Member {
    if (this.#scanned || member.kind === 'plain') return member;
    const { key, name, uri, definer } = member;
    return { kind: 'plain', what: 'attribute', key, name, uri, definer };
  }
}

const none: readonly Member[] = [];

/** Sorts the names of class bodies by what they are to the mapper. */
export class Members {
  readonly #evaluator: Evaluator;
  readonly #hierarchy: Hierarchy;
  readonly #installed: Installed;
  readonly #suspects = new Map<ClassSymbol, readonly Suspect[]>();

  constructor(evaluator: Evaluator, hierarchy: Hierarchy, installed: Installed) {
    this.#evaluator = evaluator;
    this.#hierarchy = hierarchy;
    this.#installed = installed;
  }

  /** The members a class contributes when it is mapped: its own and those of mixins and unmapped bases that its mapped parent has not brought already. */
  contributed(cls: ClassSymbol, parent: ClassSymbol | undefined): readonly Member[] {
    const inherited = parent && this.#hierarchy.mro(parent);
    return this.#hierarchy
      .mro(cls)
      .flatMap(definer => [...bodyOf(definer.fact).live].flatMap(([key, binding]) => this.#contribution(key, binding, definer, cls, inherited) ?? []));
  }

  /** Calls the `declared_attr`s that do more than give a value. */
  act(cls: ClassSymbol, parent: ClassSymbol | undefined): void {
    for (const definer of this.#hierarchy.mro(cls)) for (const key of bodyOf(definer.fact).acting) this.named(key, cls, parent);
  }

  /** Those of the members a class contributes that are relationships, found without a look at the others. */
  relationships(cls: ClassSymbol, parent: ClassSymbol | undefined): readonly Member[] {
    const inherited = parent && this.#hierarchy.mro(parent);
    const found: Member[] = [];
    for (const definer of this.#hierarchy.mro(cls)) {
      for (const { key, binding } of this.#suspectsOf(definer)) {
        const member = this.#contribution(key, binding, definer, cls, inherited);
        if (member?.kind === 'relationship') found.push(member);
      }
    }
    return found;
  }

  /** The member of a name that a class contributes. */
  named(key: string, cls: ClassSymbol, parent: ClassSymbol | undefined): Member | undefined {
    const inherited = parent && this.#hierarchy.mro(parent);
    for (const definer of this.#hierarchy.mro(cls)) {
      const binding = bodyOf(definer.fact).live.get(key);
      if (binding && brings(binding, definer, inherited)) return memberOf(this.kindOf(binding, definer, cls), key, binding.name, definer);
    }
    return undefined;
  }

  /** What a name in the body of `definer` contributes to `cls`; undefined when it is inherited, or hidden by a class earlier in the order. */
  #contribution(key: string, binding: Binding, definer: ClassSymbol, cls: ClassSymbol, inherited: readonly ClassSymbol[] | undefined): Member | undefined {
    if (!brings(binding, definer, inherited)) return undefined;
    for (const it of this.#hierarchy.mro(cls)) {
      if (it === definer) break;
      const other = bodyOf(it.fact).live.get(key);
      if (other && brings(other, it, inherited)) return undefined;
    }
    return memberOf(this.kindOf(binding, definer, cls), key, binding.name, definer);
  }

  /** The names of a class body that may be relationships. Most of the others are columns. */
  #suspectsOf(definer: ClassSymbol): readonly Suspect[] {
    const known = this.#suspects.get(definer);
    if (known) return known;
    const { computed, callees } = bodyOf(definer.fact);
    const columns = callees.map(it => columnNames.has(sqlalchemyName(this.#evaluator.evaluate(it, definer.env)) ?? ''));
    const made = computed.filter(({ binding, callee }) =>
      binding.kind === 'function' ? this.#hierarchy.isDeclaredAttr(binding.func, definer.env) : callee === undefined || columns[callee] !== true,
    );
    this.#suspects.set(definer, made);
    return made;
  }

  kindOf(binding: Binding, definer: ClassSymbol, cls: ClassSymbol): MemberKind {
    return inDoubt(this.#kind(binding, definer, cls), binding, definer);
  }

  #kind(binding: Binding, definer: ClassSymbol, cls: ClassSymbol): MemberKind {
    if (binding.kind === 'class') return { kind: 'plain', what: 'class' };
    if (binding.kind === 'function') return this.#functionKind(binding.func, binding, definer, cls);
    const annotation = binding.kind === 'value' ? binding.annotation : undefined;
    const sqlmodel = this.#hierarchy.lineage(cls).registry?.flavor === 'sqlmodel';
    if (binding.kind === 'value' && !binding.value) {
      const mapped = annotation && readAnnotation(annotation, definer.env, this.#evaluator, sqlmodel ? 'read' : undefined);
      if (!mapped || !annotation) return { kind: 'plain', what: 'attribute' };
      const shared = annotatedColumn(annotation, definer.env, this.#evaluator);
      return { kind: 'column', construct: shared && { name: 'mapped_column', ...shared }, annotation };
    }
    if (binding.kind === 'import') return this.ofValue(this.#hierarchy.bound(binding, definer, cls), undefined, sqlmodel);
    if (binding.kind !== 'value') return { kind: 'unknown', why: 'bound by a statement that is not followed' };
    const kind = this.ofValue(this.#hierarchy.bound(binding, definer, cls), annotation, sqlmodel);
    // SQLModel makes relationships of the class's own body alone.
    const isLost = sqlmodel && definer !== cls && kind.kind === 'relationship' && kind.construct.name === 'Relationship';
    return isLost ? { kind: 'plain', what: 'attribute' } : kind;
  }

  #functionKind(func: FunctionFact, binding: Binding, definer: ClassSymbol, cls: ClassSymbol): MemberKind {
    if (this.#hierarchy.isDeclaredAttr(func, definer.env)) return this.ofValue(this.#hierarchy.bound(binding, definer, cls), func.returns, false);
    const decorators = func.decorators.map(d => lastName(d.kind === 'call' ? d.func : d));
    if (decorators.some(d => d.startsWith('hybrid') || d === 'expression' || d === 'comparator')) return { kind: 'plain', what: 'hybrid' };
    if (decorators.some(d => d === 'property' || d === 'cached_property' || d === 'setter')) return { kind: 'plain', what: 'property' };
    // `@synonym_for("other")` makes a mapped property out of the function.
    if (decorators.includes('synonym_for')) return { kind: 'property', what: 'synonym' };
    return { kind: 'plain', what: 'method' };
  }

  /** What a value assigned to a class attribute is to the mapper. */
  ofValue(value: Value, annotation: Expr | undefined, sqlmodel: boolean): MemberKind {
    const name = callOf(value);
    if (value.kind === 'call' && name !== undefined) {
      const construct: Construct = { name, call: value.node, env: value.env };
      if (relationshipNames.has(name) && (name !== 'Relationship' || sqlmodel || libraryPath(value.callee).startsWith('sqlmodel')))
        return { kind: 'relationship', construct, annotation };
      if (columnNames.has(name)) return { kind: 'column', construct, annotation };
      if (name === 'deferred' || name === 'column_property') {
        const inner = value.node.args[0] ? this.#evaluator.evaluate(value.node.args[0].value, value.env) : undefined;
        if (inner?.kind === 'call' && callOf(inner) === 'Column')
          return { kind: 'column', construct: { name: 'Column', call: inner.node, env: inner.env }, annotation };
      }
      if (propertyNames.has(name)) return { kind: 'property', what: name };
      if (name === 'association_proxy') return { kind: 'plain', what: 'association proxy' };
      if (name === 'hybrid_property') return { kind: 'plain', what: 'hybrid' };
      // `x = declared_attr(lambda cls: ...)`
      if (name === 'declared_attr') return { kind: 'unknown', why: 'declared_attr called as a function' };
      return { kind: 'plain', what: 'attribute' };
    }
    if (value.kind === 'unknown') return { kind: 'unknown', why: value.why };
    // `id = Identified.id` takes over the column of a mixin.
    const mixin = value.kind === 'member' && value.of.kind === 'class' && !this.#hierarchy.lineage(value.of.cls).registry ? value.of.cls : undefined;
    const taken = mixin && value.kind === 'member' ? this.#hierarchy.attribute(mixin, value.name) : undefined;
    if (taken?.kind === 'call') return this.ofValue(taken, annotation, sqlmodel);
    if (value.kind === 'call' && value.callee.kind === 'library' && builtins.has(value.callee.path))
      return { kind: 'plain', what: value.callee.path === 'builtins.property' ? 'property' : 'attribute' };
    // An object of a class of the workspace's own is nothing to a mapper, unless the class derives from something of SQLAlchemy's.
    if (value.kind === 'call' && value.callee.kind === 'class') {
      const { open, libraries } = this.#hierarchy.lineage(value.callee.cls);
      if (open === undefined && !libraries.some(l => l.startsWith('sqlalchemy.'))) return { kind: 'plain', what: 'attribute' };
    }
    // Type checkers' words around a column, that do nothing.
    const cast = value.kind === 'call' && libraryPath(value.callee) === 'typing.cast' ? argument(value.node, 'val', 1) : undefined;
    if (cast && value.kind === 'call') return this.ofValue(this.#evaluator.evaluate(cast, value.env), annotation, sqlmodel);
    const unless = value.kind === 'call' ? this.#existing(value) : undefined;
    if (unless) {
      const otherwise = this.ofValue(unless.otherwise, annotation, sqlmodel);
      if (otherwise.kind === 'column') return { ...otherwise, unless };
    }
    // What a function of an installed package returns may be a column.
    const opened = value.kind === 'call' ? this.#installed.open(value, value.env.module) : value;
    if (opened !== value) return this.ofValue(opened, annotation, sqlmodel);
    if (value.kind === 'subscript' && value.of.kind === 'call') return { kind: 'unknown', why: 'a part of what a call returns that is not followed' };
    // A call of something that is not followed may return anything, a relationship included.
    if (value.kind === 'call')
      return {
        kind: 'unknown',
        why: value.callee.kind === 'function' ? `'${value.callee.func.name.id}' is not simple enough to follow` : 'the result of a call that is not followed',
      };
    if (sqlmodel && annotation && value.kind === 'constant') return { kind: 'column', construct: undefined, annotation };
    return { kind: 'plain', what: 'attribute' };
  }

  /** The call `Cls.__table__.c.get("key", otherwise)`. */
  #existing({ callee, node, env }: Extract<Value, { kind: 'call' }>): (Existing & { readonly otherwise: Value }) | undefined {
    if (callee.kind !== 'member' || callee.name !== 'get' || callee.of.kind !== 'member' || !/^(c|columns)$/.test(callee.of.name)) return undefined;
    const table = callee.of.of;
    const [key, otherwise] = [argument(node, 'key', 0), argument(node, 'default', 1)];
    const name = key && stringOf(this.#evaluator.evaluate(key, env));
    if (table.kind !== 'member' || table.name !== '__table__' || table.of.kind !== 'class' || name === undefined || !otherwise) return undefined;
    return { of: table.of.cls, key: name, otherwise: this.#evaluator.evaluate(otherwise, env) };
  }
}

/** Written out kind by kind: a project makes one for every name of every class, and spreading is many times slower. */
function memberOf(it: MemberKind, key: string, name: Name, definer: ClassSymbol): Member {
  const { uri } = definer.module;
  switch (it.kind) {
    case 'column':
      return { kind: 'column', construct: it.construct, annotation: it.annotation, ...(it.unless ? { unless: it.unless } : {}), key, name, uri, definer };
    case 'relationship':
      return { kind: 'relationship', construct: it.construct, annotation: it.annotation, key, name, uri, definer };
    case 'property':
      return { kind: 'property', what: it.what, key, name, uri, definer };
    case 'plain':
      return { kind: 'plain', what: it.what, key, name, uri, definer };
    case 'unknown':
      return { kind: 'unknown', why: it.why, ...(it.noColumn ? { noColumn: true } : {}), key, name, uri, definer };
  }
}

/** What is not certain though its value is known. */
function inDoubt(kind: MemberKind, binding: Binding, definer: ClassSymbol): MemberKind {
  const key = binding.name.id;
  // Declarative bases bring both; neither is ever mapped (decl_base.py refuses or warns).
  if (kind.kind === 'unknown' && (key === 'registry' || key === 'metadata')) return { kind: 'plain', what: 'attribute' };
  // Packages have relationships that depend on what else is installed.
  if (kind.kind === 'relationship' && binding.guard === 'conditional' && definer.module.installed)
    return { kind: 'unknown', why: 'an installed package has it on a condition', noColumn: true };
  return kind;
}

/** A class that is inherited from a mapped parent brings only what is made anew for every subclass. */
const brings = (binding: Binding, definer: ClassSymbol, inherited: readonly ClassSymbol[] | undefined): boolean =>
  !inherited?.includes(definer) || (binding.kind === 'function' && isCascading(binding.func));

/** `@declared_attr.cascading`; nothing else has a decorator of this name. */
const isCascading = (func: FunctionFact): boolean => func.decorators.some(d => d.kind === 'attribute' && d.attr.id === 'cascading');

/** An argument of a construct, by keyword or by position; `undefined` when it is not given. */
export function argument(call: Call, keyword: string, position?: number): Expr | undefined {
  for (const arg of call.args) if (arg.name?.id === keyword) return arg.value;
  if (position === undefined) return undefined;
  const plain = call.args.filter(a => !a.name);
  // Behind `*args` positions are not known.
  return plain.slice(0, position + 1).some(a => a.star) ? undefined : plain[position]?.value;
}

/** True when `**kwargs` or `*args` may bring arguments that are not seen. */
export const hasSpread = (call: Call): boolean => call.args.some(a => a.star);
