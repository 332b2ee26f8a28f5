import { append, memo } from '../../base/lazy.ts';
import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import { booleanOf } from '../values.ts';
import { sharesRoot } from './configure.ts';
import type { Failure, FailureOf, Kind, StartupError } from './failure.ts';
import { importFailuresOf } from './import.ts';
import { backrefNotAName, linkError } from './links.ts';
import { partsOf } from './parts.ts';
import { backrefError, cascadeError, given, madeCascadeError, strategyError, targetError } from './steps.ts';
import { argumentErrors } from './strings.ts';
import { undeclaredError } from './undeclared.ts';

const found = new WeakMap<Project, Map<string, ReadonlyMap<Kind, readonly Failure[]>>>();

/**
 * The errors of certain kinds that something written in a file has a part in, those too that SQLAlchemy would come to only when others are mended:
 * every relationship is judged as if the others were right. What cannot be known is left out. The work is done file by file, since an edit asks of
 * few.
 */
export function* failuresIn<K extends Kind>(project: Project, uri: string, kinds: readonly K[]): Generator<FailureOf<K>> {
  const byKind = failuresOf(project, uri);
  // The map holds under each kind the failures of that kind.
  for (const kind of kinds) for (const failure of byKind.get(kind) ?? []) if (isOf(failure, kind)) yield failure;
}

const failuresOf = (project: Project, uri: string): ReadonlyMap<Kind, readonly Failure[]> =>
  memo(
    memo(found, project, () => new Map()),
    uri,
    () => collect(project, uri),
  );

/** True when SQLAlchemy refuses a relationship, or what its backref makes, for a reason that is seen; how others stand to it left out. */
export function isRefused(project: Project, it: RelationshipAttribute): boolean {
  const isMeant = (other: RelationshipAttribute | undefined): boolean =>
    other === it || (other?.provenance.kind === 'backref' && other.provenance.source === it);
  return [...failuresOf(project, it.at.uri).values()].some(list => list.some(failure => isMeant(failure.attribute)));
}

/** True when SQLAlchemy takes all that is written in a file, as far as is seen. */
export const isAccepted = (project: Project, uri: string): boolean => failuresOf(project, uri).size === 0;

function isOf<K extends Kind>(failure: Failure, kind: K): failure is Failure & FailureOf<K> {
  return failure.error.kind === kind;
}

function collect(project: Project, uri: string): ReadonlyMap<Kind, readonly Failure[]> {
  const byKind = new Map<Kind, Failure[]>();
  const { relationships, turn, symbols } = partsOf(project, uri);
  for (const failure of importFailuresOf(project, uri, symbols)) append(byKind, failure.error.kind, { ...failure, attribute: declaredBy(failure, project) });
  for (const it of relationships) {
    const judge = new Judge(it, project, turn);
    for (const error of judge.errors()) append(byKind, error.kind, { stage: 'configure', error, cls: it.owner, attribute: it });
  }
  return byKind;
}

/** The relationship that a name of a class body makes. */
function declaredBy({ cls, member }: Failure, project: Project): RelationshipAttribute | undefined {
  const it = member && project.byId(cls.id)?.own.get(member.key);
  return it?.provenance.kind === 'declared' && it.provenance.member.name === member?.name ? it : undefined;
}

/** Finds the errors of one relationship. `turn` tells when each is configured. */
class Judge {
  readonly #it: RelationshipAttribute;
  readonly #project: Project;
  readonly #turn: ReadonlyMap<RelationshipAttribute, number>;

  constructor(it: RelationshipAttribute, project: Project, turn: ReadonlyMap<RelationshipAttribute, number>) {
    this.#it = it;
    this.#project = project;
    this.#turn = turn;
  }

  *errors(): Generator<StartupError> {
    const it = this.#it;
    const project = this.#project;
    const { provenance, join } = it;
    const source = provenance.kind === 'backref' ? provenance.source : undefined;
    yield* argumentErrors(it, project);
    const target = source ? undefined : targetError(it, project);
    if (target) yield target;
    // What makes a backref shares its join with it.
    if (join.kind === 'refused' && !target && source?.join.kind !== 'refused' && !this.#isBroken()) yield { kind: 'join', error: join.error };
    yield* some(
      source ? madeCascadeError(it, project) : undefined,
      cascadeError(it, project),
      source ? undefined : this.#backref(),
      ...this.#link(source),
      strategyError(it, project, this.#version),
    );
  }

  get #version() {
    return this.#project.version(this.#it.owner.at.uri);
  }

  /** True when a file is not valid Python now: what is not seen in it may be in the part that cannot be read. */
  #isBroken(): boolean {
    const uris = [this.#it.owner.at.uri, sole(this.#it.target)?.at.uri, this.#it.secondary && sole(this.#it.secondary)?.at?.uri];
    return uris.some(uri => uri !== undefined && this.#project.sources.facts(uri)?.broken === true);
  }

  #backref(): StartupError | undefined {
    const it = this.#it;
    if (!it.backref || it.backPopulates) return undefined;
    const notAName = backrefNotAName(it, this.#project);
    if (notAName) return notAName;
    const clash = this.#project.clashes.find(c => c.source === it);
    // What is only annotated there is told of by itself.
    const annotated = clash?.occupant.kind === 'member' ? this.#annotated(clash.on, clash.occupant.member) : undefined;
    if (annotated) return undefined;
    return clash ? { kind: 'backref-name-taken', clash } : backrefError(it, this.#project);
  }

  #annotated(on: MappedClass, member: Member): StartupError | undefined {
    const mapper = this.#project.ofSymbol(on.symbol);
    return mapper && undeclaredError(this.#project, mapper, member, this.#version);
  }

  #link(source: RelationshipAttribute | undefined): readonly (StartupError | undefined)[] {
    const it = this.#it;
    if (it.backref) return [];
    const target = sole(it.target);
    const missing = source ? undefined : linkError(it, this.#project, o => this.#exists(o));
    if (missing || !target) return [missing];
    const name = it.backPopulates?.name;
    const named = name === undefined ? undefined : sole(this.#project.attribute(target, name));
    const other = source ?? (named?.kind === 'relationship' ? named.attribute : undefined);
    if (!other) return [];
    const leads = sole(other.target);
    if (leads && !sharesRoot(leads, it.owner)) return [{ kind: 'back-populates-wrong-target', other }];
    return [this.#syncError(other, it), this.#syncError(it, other), this.#sameDirection(other)];
  }

  /** An attribute that a backref makes is not there before its turn; of another file it is not known when that is. */
  #exists(it: RelationshipAttribute): boolean {
    if (it.provenance.kind === 'declared' || it.provenance.source.owner.at.uri !== this.#it.owner.at.uri) return true;
    if (it.provenance.source.at.uri !== this.#it.at.uri) return true;
    return (this.#turn.get(it) ?? 0) < (this.#turn.get(this.#it) ?? 0);
  }

  #syncError(viewonly: RelationshipAttribute, syncing: RelationshipAttribute): StartupError | undefined {
    if (viewonly.viewonly !== true || syncing.viewonly !== false) return undefined;
    return booleanOf(given(syncing, 'sync_backref', this.#project)) === true ? { kind: 'sync-backref-of-viewonly', viewonly, syncing } : undefined;
  }

  /** Of two that name each other the later one is told. */
  #sameDirection(other: RelationshipAttribute): StartupError | undefined {
    const it = this.#it;
    if (it.join.kind !== 'known' || other.join.kind !== 'known' || it.join.direction === 'MANYTOMANY' || it.join.direction !== other.join.direction)
      return undefined;
    const mutual = other.backPopulates?.name === it.name;
    return mutual && (this.#turn.get(other) ?? 0) > (this.#turn.get(it) ?? 0) ? undefined : { kind: 'same-direction', other };
  }
}

function* some<T>(...them: readonly (T | undefined)[]): Generator<T> {
  for (const it of them) if (it !== undefined) yield it;
}
