/** Plans the conversion of many backrefs at once, and proves that it changes nothing. */
import type { Location } from 'vscode-languageserver-protocol';
import { append } from '../../base/lazy.ts';
import type { RelationshipAttribute } from '../../model/mapped.ts';
import { walk } from '../../syntax/locate.ts';
import { parseModule } from '../../syntax/parse.ts';
import type { Call } from '../../syntax/tree.ts';
import { finish } from '../../uses/search.ts';
import { withTexts } from '../../workspace/overlay.ts';
import type { Snapshot } from '../../workspace/snapshot.ts';
import { convert } from '../conversion.ts';
import { type Declared, declaredIn, madeBy } from '../declared.ts';
import { Rewrite } from '../rewrite.ts';
import { applyEdits, type GroupedEdit } from '../source.ts';
import { attributeKey, classKeys, type Difference, differences, graphInSteps } from './graph.ts';
import { type Assumptions, obstacle } from './obstacles.ts';

/** A relationship with a backref and what is made of them; several of each where a `declared_attr` serves several classes. */
export interface Pair {
  /** Unique in its plan; the group of its edits. */
  readonly id: string;
  /** `User.posts` */
  readonly relationship: string;
  /** `Post.author`; several of them for a `declared_attr`. */
  readonly attributes: readonly string[];
  /** The `backref=` argument, or the call where there is none of that name. */
  readonly at: Location;
}

/** A backref that stays, and why. */
export interface Left {
  readonly relationship: string;
  readonly at: Location;
  readonly reason: string;
}

/** What a migration does. */
export interface Plan {
  readonly converted: readonly Pair[];
  readonly left: readonly Left[];
  /** By file, against the texts that are there; imports, which several pairs may share, have no group. */
  readonly edits: ReadonlyMap<string, readonly GroupedEdit[]>;
  /** The files as they would be. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Which backrefs are meant: by the place of their call. */
export type Scope = (it: { readonly uri: string; readonly call: Call; readonly owner?: Declared['owner'] }) => boolean;

interface Candidate extends Pair {
  readonly it: Declared;
  /** What it may change, as the graph names it. */
  readonly keys: ReadonlySet<string>;
}

/** How many backrefs have been written out. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'backrefs';
  readonly part: readonly never[];
}

/** The whole plan at once. */
export const plan = (snapshot: Snapshot, scope: Scope, assume: Assumptions = {}): Plan => finish(planning(snapshot, scope, assume));

/**
 * Converts every backref of a scope to `back_populates`. The project is made again from the texts that come of it and compared with what it is:
 * a pair that would change anything is left, with the reason. Yields often, so that others can be served or the plan be given up.
 */
export function* planning(snapshot: Snapshot, scope: Scope, assume: Assumptions = {}): Generator<Progress, Plan> {
  const candidates = candidatesOf(snapshot, scope);
  const reasons = new Map<string, string>();
  const progress = (done: number): Progress => ({ done, total: candidates.length, unit: 'backrefs', part: [] });
  /** Steps that have come so far, or say themselves how far. */
  function* told<T>(steps: Generator<number | void, T>, done: number): Generator<Progress, T> {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      yield progress(step.value ?? done);
    }
  }
  for (const { id, it } of candidates) {
    const why = obstacle(snapshot, it, assume);
    if (why !== undefined) reasons.set(id, why);
    yield progress(0);
  }
  const before = yield* told(graphInSteps(snapshot), 0);
  for (;;) {
    const attempt = yield* told(rewriteAll(snapshot, candidates, reasons), candidates.length);
    const wrong = attempt.texts
      ? blame(candidates, reasons, differences(before, yield* told(graphInSteps(withTexts(snapshot, attempt.texts)), candidates.length)))
      : attempt.refused;
    if (wrong.size > 0) {
      for (const [id, why] of wrong) reasons.set(id, why);
      continue;
    }
    return {
      converted: candidates.filter(c => !reasons.has(c.id)).map(({ id, relationship, attributes, at }) => ({ id, relationship, attributes, at })),
      left: [
        ...candidates.flatMap(({ id, relationship, at }): readonly Left[] => {
          const reason = reasons.get(id);
          return reason === undefined ? [] : [{ relationship, at, reason }];
        }),
        ...unseen(snapshot, scope, candidates),
      ].sort(byPlace),
      edits: attempt.edits,
      texts: attempt.texts ?? new Map(),
    };
  }
}

const byPlace = (a: Left, b: Left): number => (a.at.uri === b.at.uri ? a.at.range.start.line - b.at.range.start.line : a.at.uri < b.at.uri ? -1 : 1);

/** The relationships with a backref, those that share a call once. */
function candidatesOf(snapshot: Snapshot, scope: Scope): readonly Candidate[] {
  const { project } = snapshot;
  const keys = classKeys(snapshot);
  const seen = new Set<Call>();
  const out: Candidate[] = [];
  for (const it of declaredIn(project)) {
    const { call, env } = it.provenance.construct;
    if (!it.backref || seen.has(call) || snapshot.installed(env.module.uri) || !scope({ uri: env.module.uri, call, owner: it.owner })) continue;
    seen.add(call);
    const all = madeBy(project, call);
    const made = all.flatMap(one => one.reverse.filter(r => r.provenance.kind === 'backref' && r.provenance.source === one));
    out.push({
      id: String(out.length),
      it,
      relationship: all.length > 1 ? `${it.provenance.member.definer.fact.name.id}.${it.name}` : label(it),
      attributes: made.map(label),
      at: { uri: env.module.uri, range: call.args.find(a => a.name?.id === 'backref')?.range ?? call.range },
      keys: new Set([...all, ...made].flatMap(r => [attributeKey(keys, r), keys.get(r.owner) ?? r.owner.id])),
    });
  }
  return out;
}

const label = (it: RelationshipAttribute): string => `${it.owner.name}.${it.name}`;

type Attempt = Pick<Plan, 'edits'> & { readonly texts: Plan['texts'] | undefined; readonly refused: ReadonlyMap<string, string> };

/** Converts all pairs but those that have a reason against it. Without texts some of the pairs do not go together with the others: those are refused. */
function* rewriteAll(snapshot: Snapshot, candidates: readonly Candidate[], reasons: Map<string, string>): Generator<number, Attempt> {
  const rewrite = new Rewrite(snapshot);
  for (const [done, { id, it }] of candidates.entries()) {
    yield done;
    if (reasons.has(id)) continue;
    const why = rewrite.attempt(() => convert(snapshot, rewrite, it), id);
    if (why !== undefined) reasons.set(id, why);
  }
  const edits = rewrite.finishGrouped();
  const texts = new Map<string, string>();
  const refused = new Map<string, string>();
  for (const [uri, list] of edits) {
    const source = rewrite.source(uri);
    const text = source && applyEdits(source, list);
    if (text !== undefined && !parseModule(text).broken) texts.set(uri, text);
    else for (const id of culprits(snapshot, candidates, list)) refused.set(id, 'its file is not laid out in a way that can be changed safely');
  }
  return { edits, texts: refused.size === 0 ? texts : undefined, refused };
}

/** Of the pairs whose edits do not go together in a file those that do not even go alone; all of them when each would. */
function culprits(snapshot: Snapshot, candidates: readonly Candidate[], edits: readonly GroupedEdit[]): readonly string[] {
  const groups = [...new Set(edits.flatMap(e => e.group ?? []))];
  const alone = groups.filter(id => {
    const it = candidates.find(c => c.id === id)?.it;
    const rewrite = new Rewrite(snapshot);
    return !it || rewrite.attempt(() => convert(snapshot, rewrite, it), id) !== undefined || rewrite.finish() === undefined;
  });
  return alone.length > 0 ? alone : groups;
}

/** Which pairs must be left because of what would be different, and why. */
function blame(candidates: readonly Candidate[], reasons: ReadonlyMap<string, string>, found: readonly Difference[]): ReadonlyMap<string, string> {
  const wrong = new Map<string, string>();
  const going = candidates.filter(c => !reasons.has(c.id));
  const byKey = new Map<string, string[]>();
  for (const { id, keys } of going) for (const key of keys) append(byKey, key, id);
  // What is said of an attribute tells more than what is said of its class.
  const attributes = found.filter(d => /\.\w+$/.test(d.key.slice(d.key.indexOf(':'))) && byKey.has(d.key));
  for (const { key, what } of attributes.length > 0 ? attributes : found) {
    for (const id of byKey.get(key) ?? going.map(c => c.id)) if (!wrong.has(id)) wrong.set(id, `SQLAlchemy would make something else of it: ${what}`);
  }
  return wrong;
}

/** Calls with a backref that no mapped class is known to have. */
function unseen(snapshot: Snapshot, scope: Scope, candidates: readonly Candidate[]): readonly Left[] {
  const known = new Set(candidates.map(c => placeOf(c.it.provenance.construct.env.module.uri, c.it.provenance.construct.call)));
  return snapshot.mentioning('backref').flatMap((uri): readonly Left[] => {
    const out: Left[] = [];
    walk(snapshot.tree(uri)?.body ?? [], (node, parents) => {
      // `Relationship(sa_relationship=relationship(...))`
      if (node.kind !== 'call' || [node, ...parents].some(it => it.kind === 'call' && known.has(placeOf(uri, it))) || !scope({ uri, call: node })) return;
      const argument = node.args.find(a => a.name?.id === 'backref');
      const callee = node.func.kind === 'attribute' ? node.func.attr.id : node.func.kind === 'name' ? node.func.id : '';
      if (!argument || !callees.has(callee) || (argument.value.kind === 'constant' && argument.value.value === 'None')) return;
      out.push({ relationship: callee, at: { uri, range: argument.range }, reason: 'no mapped class is known to have this relationship' });
    });
    return out;
  });
}

const callees: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader']);
const placeOf = (uri: string, { range: { start } }: Call): string => `${uri}#${start.line}:${start.character}`;
