import type { Location } from 'vscode-languageserver-protocol';
import type { SqlalchemyVersion } from '../config.ts';
import type { Expr } from '../syntax/tree.ts';
import { type Bare, type MappedAnnotation, readAnnotation } from './annotations.ts';
import { type Named, readBackref, relationshipArguments } from './arguments.ts';
import type { Conditions } from './conditions.ts';
import type { Evaluator } from './evaluate.ts';
import { type Joins, tablesOf } from './joins.ts';
import { callOf } from './library.ts';
import type { BackrefSpec, Condition, Given, Join, Provenance, RelationshipAttribute } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import type { Mapping } from './mapping.ts';
import type { Member } from './members.ts';
import type { Names } from './names.ts';
import { none, one, type Resolution, sole, unknown } from './resolution.ts';
import { Targets } from './targets.ts';
import { booleanOf, type Column, type Env, isNone, stringOf, type Table } from './values.ts';

/** A relationship attribute while the project is built. */
export class Relationship implements RelationshipAttribute {
  readonly owner: Mapper;
  readonly name: string;
  readonly at: Location;
  readonly provenance: Provenance;
  readonly target: Resolution<Mapper>;
  readonly targetNode: Expr | undefined;
  readonly annotation: MappedAnnotation | undefined;
  readonly open: boolean;
  readonly backref: BackrefSpec | undefined;
  readonly backPopulates: RelationshipAttribute['backPopulates'];
  readonly reverse: Relationship[] = [];
  /** All arguments by SQLAlchemy's keyword. */
  readonly named: Named;
  /** The relationship whose backref makes this one. */
  readonly source: Relationship | undefined;
  readonly #reader: Reader;
  #secondary: { readonly is: Resolution<Table> | undefined } | undefined;
  #join: Joined | undefined;

  constructor(reader: Reader, it: Written) {
    this.#reader = reader;
    this.owner = it.owner;
    this.name = it.name;
    this.at = it.at;
    this.provenance = it.provenance;
    this.target = it.target;
    this.targetNode = it.targetNode;
    this.annotation = it.annotation;
    this.open = it.open;
    this.named = it.named;
    this.source = it.source;
    this.backref = it.backref;
    this.backPopulates = it.backPopulates;
  }

  get secondary(): Resolution<Table> | undefined {
    this.#secondary ??= { is: this.#reader.secondary(this) };
    return this.#secondary.is;
  }

  get lazy(): string | undefined {
    return this.#reader.lazy(this);
  }

  get viewonly(): boolean | undefined {
    return this.#reader.viewonly(this);
  }

  get #joined(): Joined {
    this.#join ??= this.#reader.joined(this);
    return this.#join;
  }

  get join(): Join {
    return this.#joined.join;
  }

  get uselist(): boolean | undefined {
    return this.#joined.uselist;
  }

  /** What the other side's join is worked out from. */
  get joinSource(): JoinSource {
    return this.#joined.source;
  }

  argument(keyword: string): Given | undefined {
    return this.named.get(keyword);
  }
}

/** What is written of a relationship. */
type Written = Pick<RelationshipAttribute, 'name' | 'at' | 'provenance' | 'targetNode' | 'annotation' | 'open' | 'backref' | 'backPopulates'> & {
  readonly owner: Mapper;
  readonly target: Resolution<Mapper>;
  readonly named: Named;
  readonly source: Relationship | undefined;
};

/** What follows from it: worked out when someone asks, because a change of one class asks of few relationships. */
interface Reader {
  secondary(it: Relationship): Resolution<Table> | undefined;
  lazy(it: Relationship): string | undefined;
  viewonly(it: Relationship): boolean | undefined;
  joined(it: Relationship): Joined;
}

interface Joined {
  readonly source: JoinSource;
  readonly join: Join;
  readonly uselist: boolean | undefined;
}

interface JoinSource {
  readonly primary: Condition | undefined;
  readonly secondary: Condition | undefined;
  readonly foreignKeys: Given | undefined;
}

/** Reads the relationships that are written in classes. */
export class Relationships implements Reader {
  readonly #evaluator: Evaluator;
  readonly #mapping: Mapping;
  readonly #targets: Targets;
  readonly #conditions: Conditions;
  readonly #joins: Joins;
  readonly #version: (uri: string) => SqlalchemyVersion;

  constructor(evaluator: Evaluator, mapping: Mapping, names: Names, conditions: Conditions, joins: Joins, version: (uri: string) => SqlalchemyVersion) {
    this.#version = version;
    this.#evaluator = evaluator;
    this.#mapping = mapping;
    this.#targets = new Targets(evaluator, mapping, names, conditions);
    this.#conditions = conditions;
    this.#joins = joins;
  }

  /** The relationships among the members of a mapper, in order. */
  declare(owner: Mapper): readonly Relationship[] {
    const declared: Relationship[] = [];
    for (const member of owner.relationshipMembers) if (member.kind === 'relationship') declared.push(this.#declared(owner, member));
    return declared;
  }

  #declared(owner: Mapper, member: Extract<Member, { kind: 'relationship' }>): Relationship {
    const { construct } = member;
    const { named, open } = relationshipArguments(construct, this.#evaluator);
    const annotation = member.annotation && readAnnotation(member.annotation, member.definer.env, this.#evaluator, this.#takesBare(owner));
    const targetGiven = named.get('argument');
    const target = targetGiven
      ? this.#targets.target(targetGiven, owner)
      : annotation
        ? this.#targets.annotated(annotation, owner, member.definer.env)
        : open
          ? unknown('the target is computed')
          : none;
    const backref = named.get('backref');
    const populates = named.get('back_populates');
    return new Relationship(this, {
      owner,
      name: member.key,
      at: { uri: member.uri, range: member.name.range },
      provenance: { kind: 'declared', construct, member },
      source: undefined,
      target: seen(target, construct.env),
      targetNode: targetGiven?.node,
      annotation,
      named,
      open,
      backref: backref && readBackref(backref, this.#evaluator),
      backPopulates: populates && this.#readBackPopulates(populates),
    });
  }

  /** How an annotation counts without `Mapped[...]` around it; undefined where it does not. */
  #takesBare(owner: Mapper): Bare | undefined {
    if (owner.registry.flavor === 'sqlmodel') return this.#version(owner.at.uri) === '1.4' ? 'resolved' : 'kept';
    return booleanOf(this.#evaluator.classAttribute(owner.symbol, '__allow_unmapped__')) === true ? 'evaluated' : undefined;
  }

  /** The attribute that the `backref=` of a relationship makes on its target (relationships.py, `_generate_backref`). */
  reverseOf(source: Relationship, spec: BackrefSpec, name: string, target: Mapper): Relationship {
    let named = spec.arguments;
    for (const keyword of inheritedByBackref) {
      const given = named.has(keyword) ? undefined : source.argument(keyword);
      if (given) named = new Map(named).set(keyword, given);
    }
    const { nameNode } = spec;
    return new Relationship(this, {
      owner: target,
      name,
      at: { uri: spec.env.module.uri, range: nameNode.kind === 'string' && nameNode.content ? nameNode.content : nameNode.range },
      provenance: { kind: 'backref', source },
      source,
      target: one(source.owner),
      targetNode: undefined,
      annotation: undefined,
      named,
      open: spec.open,
      backref: undefined,
      backPopulates: undefined,
    });
  }

  secondary({ source, named, owner }: Relationship): Resolution<Table> | undefined {
    if (source) return source.secondary;
    const given = named.get('secondary');
    return given && seen(this.#targets.secondary(given, owner), given.env);
  }

  lazy({ annotation, named, open }: Relationship): string | undefined {
    if (annotation?.wrapper === 'DynamicMapped') return 'dynamic';
    return annotation?.wrapper === 'WriteOnlyMapped' ? 'write_only' : this.#lazy(named.get('lazy'), open);
  }

  viewonly({ named, open }: Relationship): boolean | undefined {
    return this.#flag(named.get('viewonly'), open);
  }

  joined(it: Relationship): Joined {
    const { owner, target, secondary, annotation, named, open, source: opposite } = it;
    // SQLAlchemy 1.4 does not look at annotations, and SQLModel takes only the target from them there.
    const isRead = this.#version(owner.at.uri) !== '1.4';
    const mapper = sole(target);
    const near = [...(tablesOf(owner) ?? []), ...(mapper ? (tablesOf(mapper) ?? []) : [])];
    const condition = (keyword: string): Condition | undefined => {
      const given = named.get(keyword);
      return given && !isNone(this.#evaluator.evaluate(given.node, given.env)) ? this.#conditions.condition(given.node, given.env, owner, near) : undefined;
    };
    const mirrored = opposite && mirror(opposite.joinSource, opposite.secondary !== undefined);
    const source: JoinSource = {
      primary: condition('primaryjoin') ?? mirrored?.primary,
      secondary: condition('secondaryjoin') ?? mirrored?.secondary,
      foreignKeys: named.get('foreign_keys') ?? opposite?.joinSource.foreignKeys,
    };
    const alone = mapper && !opposite && !secondary && !open && source.secondary !== undefined;
    const join: Join = alone ? { kind: 'refused', error: { kind: 'no-secondary' } } : this.#join(owner, target, secondary, source, named, near, open);
    const [primary, through] = (join.kind === 'known' && join.halves) || [];
    const taken = { ...source, primary: primary ?? source.primary ?? conditionOf(join), secondary: through ?? source.secondary };
    return { source: taken, join, uselist: this.#uselist(isRead ? annotation : undefined, named, join, open) };
  }

  #join(
    owner: Mapper,
    target: Resolution<Mapper>,
    secondary: Resolution<Table> | undefined,
    source: JoinSource,
    named: Named,
    near: readonly Table[],
    open: boolean,
  ): Join {
    const mapper = sole(target);
    if (!mapper) return { kind: 'unknown', why: 'the target is not known' };
    if (this.#isAlias(named.get('argument')) && tablesOf(owner)?.some(t => tablesOf(mapper)?.includes(t)))
      return { kind: 'unknown', why: 'an alias of the same table' };
    const through = secondary && sole(secondary);
    if (secondary && !through) return { kind: 'known', direction: 'MANYTOMANY', pairs: [], copies: [] };
    const columns = (given: Given | undefined): { readonly columns: readonly Column[] | undefined; readonly failed: boolean } => {
      if (!given || isNone(this.#evaluator.evaluate(given.node, given.env))) return { columns: undefined, failed: false };
      const found = this.#conditions.columns(given.node, given.env, owner, through ? [...near, through] : near);
      return { columns: found?.length ? found : undefined, failed: found === undefined };
    };
    const foreignKeys = columns(source.foreignKeys);
    const remoteSide = columns(named.get('remote_side'));
    if (!through && (foreignKeys.failed || remoteSide.failed)) return { kind: 'unknown', why: 'foreign_keys or remote_side is computed' };
    const result = this.#joins.determine({
      parent: owner,
      target: mapper,
      secondary: through,
      primary: source.primary,
      secondaryCondition: source.secondary,
      foreignKeys: foreignKeys.columns,
      remoteSide: remoteSide.columns,
      viewonly: this.#flag(named.get('viewonly'), open),
    });
    // Arguments that are not seen may change anything but what is known for certain.
    return open && result.kind === 'refused' ? { kind: 'unknown', why: 'some arguments are computed' } : result;
  }

  /** True for `relationship(aliased(Post))`. */
  #isAlias(argument: Given | undefined): boolean {
    return argument !== undefined && callOf(this.#evaluator.evaluate(argument.node, argument.env)) === 'aliased';
  }

  /** An option that is off when it is not given. */
  #flag(given: Given | undefined, open: boolean): boolean | undefined {
    return given ? booleanOf(this.#evaluator.evaluate(given.node, given.env)) : open ? undefined : false;
  }

  #lazy(given: Given | undefined, open: boolean): string | undefined {
    if (!given) return open ? undefined : 'select';
    const value = this.#evaluator.evaluate(given.node, given.env);
    if (value.kind !== 'constant') return undefined;
    if (value.value === true) return 'select';
    if (value.value === false) return 'joined';
    return value.value === null ? 'noload' : String(value.value);
  }

  /** Section 4.4 with 3.1: the annotation decides, then `uselist=`, then the direction. */
  #uselist(annotation: MappedAnnotation | undefined, named: Named, join: Join, open: boolean): boolean | undefined {
    const given = named.get('uselist');
    const explicit = given && this.#evaluator.evaluate(given.node, given.env);
    const byDirection = join.kind === 'known' ? join.direction !== 'MANYTOONE' : undefined;
    if (annotation && annotation.wrapper !== 'none' && annotation.wrapper !== 'Mapped') return explicit ? booleanOf(explicit) : byDirection;
    if (annotation && !annotation.collection && !named.has('collection_class')) return false;
    if (explicit && !isNone(explicit)) return booleanOf(explicit);
    return open && !given ? undefined : byDirection;
  }

  #readBackPopulates({ node, env }: Given): RelationshipAttribute['backPopulates'] {
    const value = this.#evaluator.evaluate(node, env);
    if (isNone(value) || stringOf(value) === '') return undefined;
    // 2.1: `back_populates=lambda: Post.author` or `Post.author`.
    const attribute = node.kind === 'lambda' ? node.body : node;
    const owner = attribute.kind === 'attribute' ? this.#evaluator.evaluate(attribute.value, env) : undefined;
    const mapped = owner?.kind === 'class' && this.#mapping.of(owner.cls) !== undefined;
    const name = stringOf(value) ?? (mapped && attribute.kind === 'attribute' ? attribute.attr.id : undefined);
    return { name, node: attribute.kind === 'attribute' ? attribute.attr : node, byReference: stringOf(value) === undefined && attribute.kind === 'attribute' };
  }
}

/** What a package names need not be in what is read of it: it may be made by a call, or be left to the application. */
const seen = <T extends Resolution<unknown> | undefined>(found: T, { module }: Env) =>
  found?.kind === 'none' && module.installed ? unknown('an installed package names it') : found;

/** What a join without `primaryjoin` compares: a backref takes it over and does not look for foreign keys itself. */
function conditionOf(join: Join): Condition | undefined {
  if (join.kind !== 'known' || join.direction === 'MANYTOMANY' || join.pairs.length === 0) return undefined;
  const term = (column: Column): Condition['comparisons'][number]['left'] => ({ columns: [column], bare: true, foreign: false, remote: false });
  return { comparisons: join.pairs.map(([local, remote]) => ({ op: '==', left: term(local), right: term(remote) })) };
}

/** What `_generate_backref` gives to the reverse unless `backref()` says it. */
const inheritedByBackref = ['viewonly', 'post_update', 'passive_updates', 'sync_backref'];

/**
 * The join of a relationship seen from its other side: with a secondary table the halves change places, and what was found foreign in them
 * stays so whatever `foreign_keys` says there (`secondaryjoin_minus_local`, `_annotate_fks`); else remote and local do.
 */
function mirror(source: JoinSource, secondary: boolean): Pick<JoinSource, 'primary' | 'secondary'> {
  if (secondary) return { primary: source.secondary, secondary: source.primary };
  if (!source.primary) return { primary: undefined, secondary: undefined };
  const { comparisons, open } = source.primary;
  const marked = comparisons.some(c => c.left.remote || c.right.remote);
  const flip = (term: Condition['comparisons'][number]['left']) => ({ ...term, remote: marked && term.columns.length > 0 && !term.remote });
  return {
    primary: { comparisons: comparisons.map(c => ({ ...c, left: flip(c.left), right: flip(c.right) })), ...(open === undefined ? {} : { open }) },
    secondary: undefined,
  };
}
