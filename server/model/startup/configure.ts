import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import { booleanOf, isNone } from '../values.ts';
import type { Failure, StartupError } from './failure.ts';
import { backrefNotAName, linkError } from './links.ts';
import { backrefError, cascadeError, given, madeCascadeError, strategyError, targetError } from './steps.ts';
import { argumentErrors } from './strings.ts';

/** How far `RelationshipProperty.do_init` gets, step by step. */
const steps = ['nothing', 'target', 'direction', 'uselist', 'all'] as const;
export type Step = (typeof steps)[number];

/** True when `reached` is at least `step`. */
export const hasReached = (reached: Step, step: Step): boolean => steps.indexOf(reached) >= steps.indexOf(step);

/** What mapper configuration does with one relationship. */
export interface Progress {
  readonly state: 'configured' | 'failed' | 'pending';
  readonly reached: Step;
  /** The other sides it is linked to by then. */
  readonly reverse: readonly RelationshipAttribute[];
}

interface Working {
  reached: Step;
  finished: boolean;
  started: boolean;
  failed: boolean;
  /** Switched off by a viewonly partner. */
  syncOff: boolean;
  readonly reverse: Set<RelationshipAttribute>;
}

/**
 * `configure_mappers()` on a project: mappers in definition order, properties in the order of the class, up to the first error
 * (mapper.py, `_configure_registries`). In which order modules are imported is not known, so an error ends its own file only. What cannot be
 * known is taken to go well.
 */
export class Configuration {
  readonly failures: Failure[] = [];
  readonly #project: Project;
  readonly #working = new Map<RelationshipAttribute, Working>();
  /** The backrefs that have been made so far. */
  readonly #made = new Set<RelationshipAttribute>();

  /** `halfMapped`: the ids of classes whose mapping has failed when their mapper existed already; nothing configures them. */
  constructor(project: Project, halfMapped: ReadonlySet<string>) {
    this.#project = project;
    const ended = new Set<string>();
    for (const cls of project.classes) {
      if (ended.has(cls.at.uri) || halfMapped.has(cls.id)) continue;
      for (const it of inOrder(cls, project)) {
        if (this.#of(it).started) continue;
        const failure = this.#initialise(it);
        if (!failure) continue;
        this.failures.push(failure);
        ended.add(cls.at.uri);
        break;
      }
    }
  }

  /** True when the attribute comes to exist: a declared one does, one of a backref when its source gets so far. */
  exists(it: RelationshipAttribute): boolean {
    return it.provenance.kind === 'declared' || this.#made.has(it);
  }

  progress(it: RelationshipAttribute): Progress {
    const at = this.#of(it);
    return { state: at.finished ? 'configured' : at.failed ? 'failed' : 'pending', reached: at.reached, reverse: [...at.reverse] };
  }

  #of(it: RelationshipAttribute): Working {
    let at = this.#working.get(it);
    if (!at) {
      at = { reached: 'nothing', finished: false, started: false, failed: false, syncOff: false, reverse: new Set() };
      this.#working.set(it, at);
    }
    return at;
  }

  /** `RelationshipProperty.do_init` and what follows it. */
  #initialise(it: RelationshipAttribute): Failure | undefined {
    const at = this.#of(it);
    at.started = true;
    const found = this.#steps(it, at);
    // What a package brings is taken to work: an error that is seen in it is more likely one of ours.
    const failed = isInstalled(it) ? undefined : found;
    if (failed) at.failed = true;
    else at.finished = true;
    return failed;
  }

  #steps(it: RelationshipAttribute, at: Working): Failure | undefined {
    const project = this.#project;
    const version = project.version(it.owner.at.uri);
    const fail = (error: StartupError | undefined): Failure | undefined => error && { stage: 'configure', error, cls: it.owner, attribute: it };
    const early = fail(first(argumentErrors(it, project))) ?? (at.reached === 'nothing' ? fail(targetError(it, project)) : undefined);
    if (early) return early;
    at.reached = 'target';
    if (it.join.kind === 'refused') return fail({ kind: 'join', error: it.join.error });
    at.reached = 'direction';
    const cascade = fail(cascadeError(it, project));
    if (cascade) return cascade;
    at.reached = 'uselist';
    const linked = this.#generate(it, fail) ?? this.#link(it, fail);
    if (linked) return linked;
    at.reached = 'all';
    return fail(strategyError(it, project, version));
  }

  /** `_generate_backref`: what the backref makes is ready before the relationship that makes it. */
  #generate(it: RelationshipAttribute, fail: (error: StartupError | undefined) => Failure | undefined): Failure | undefined {
    const { backref } = it;
    if (!backref || it.backPopulates || it.target.kind !== 'one') return undefined;
    const notAName = backrefNotAName(it, this.#project);
    if (notAName) return fail(notAName);
    const clash = this.#project.clashes.find(c => c.source === it);
    const error = clash ? ({ kind: 'backref-name-taken', clash } as const) : backrefError(it, this.#project);
    if (error) return fail(error);
    const made = generatedBy(it);
    if (!made) return undefined;
    const refused = fail(madeCascadeError(made, this.#project));
    if (refused) return refused;
    this.#made.add(made);
    const failed = this.#initialise(made);
    if (failed) return failed;
    this.#join(it, made);
    return undefined;
  }

  /** `_add_reverse_property`. */
  #link(it: RelationshipAttribute, fail: (error: StartupError | undefined) => Failure | undefined): Failure | undefined {
    const source = it.provenance.kind === 'backref' ? it.provenance.source : undefined;
    const other = source ?? this.#partner(it);
    if (!other) return fail(linkError(it, this.#project, o => this.exists(o)));
    const sync = this.#syncError(it, other) ?? this.#syncError(other, it);
    if (sync) return fail(sync);
    this.#join(it, other);
    const back = this.#of(other);
    if (back.reached === 'nothing') {
      const error = targetError(other, this.#project);
      // It ends the configuration of this one, and is about the other.
      if (error) return { stage: 'configure', error, cls: other.owner, attribute: other };
      back.reached = 'target';
    }
    const target = sole(other.target);
    if (target && !sharesRoot(target, it.owner)) return fail({ kind: 'back-populates-wrong-target', other });
    const [mine, its] = [directionOf(it), hasReached(back.reached, 'direction') ? directionOf(other) : undefined];
    return mine !== undefined && mine !== 'MANYTOMANY' && mine === its ? fail({ kind: 'same-direction', other }) : undefined;
  }

  /** The relationship that `back_populates` names, if it exists by now. */
  #partner(it: RelationshipAttribute): RelationshipAttribute | undefined {
    const target = sole(it.target);
    const name = it.backPopulates?.name;
    if (!target || name === undefined || linkError(it, this.#project, o => this.exists(o))) return undefined;
    const found = this.#project.attribute(target, name);
    return found.kind === 'one' && found.value.kind === 'relationship' ? found.value.attribute : undefined;
  }

  /** `_check_sync_backref`. */
  #syncError(viewonly: RelationshipAttribute, syncing: RelationshipAttribute): StartupError | undefined {
    if (viewonly.viewonly !== true) return undefined;
    const sync = given(syncing, 'sync_backref', this.#project);
    const at = this.#of(syncing);
    if (booleanOf(sync) === true && !at.syncOff) return { kind: 'sync-backref-of-viewonly', viewonly, syncing };
    if (syncing.viewonly === false && (sync === undefined || isNone(sync))) at.syncOff = true;
    return undefined;
  }

  #join(a: RelationshipAttribute, b: RelationshipAttribute): void {
    this.#of(a).reverse.add(b);
    this.#of(b).reverse.add(a);
  }
}

/** True for a relationship that a package brings. */
export const isInstalled = ({ provenance }: RelationshipAttribute): boolean =>
  provenance.kind === 'declared' && provenance.construct.env.module.installed === true;

const first = <T>(found: Iterable<T>): T | undefined => {
  for (const it of found) return it;
  return undefined;
};

const directionOf = (it: RelationshipAttribute) => (it.join.kind === 'known' ? it.join.direction : undefined);

/** `Mapper.common_parent`. */
export function sharesRoot(a: MappedClass, b: MappedClass): boolean {
  const root = (cls: MappedClass): MappedClass => (cls.parent ? root(cls.parent) : cls);
  return root(a) === root(b);
}

/** The relationships of a class as they are configured: 1.4 sorts those of its body by when they were made, which `@declared_attr` is behind all others. */
function inOrder(cls: MappedClass, project: Project): readonly RelationshipAttribute[] {
  const all = declaredIn(cls);
  if (project.version(cls.at.uri) !== '1.4') return all;
  const rank = ({ provenance }: RelationshipAttribute): number => {
    if (provenance.kind !== 'declared') return 2;
    const { definer, key, name } = provenance.member;
    const binding = project.evaluator.classBindings(definer.fact).get(key)?.at(-1);
    return binding?.name !== name ? 2 : binding.kind === 'function' ? 1 : 0;
  };
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** The relationships that are written for a class, in the order of its properties. */
export const declaredIn = (cls: MappedClass): readonly RelationshipAttribute[] => [...cls.own.values()].filter(r => r.provenance.kind === 'declared');

/** The attribute that a backref makes. */
export function generatedBy(source: RelationshipAttribute): RelationshipAttribute | undefined {
  const target = sole(source.target);
  const name = source.backref?.name;
  const made = target && name !== undefined ? target.own.get(name) : undefined;
  return made?.provenance.kind === 'backref' && made.provenance.source === source ? made : undefined;
}
