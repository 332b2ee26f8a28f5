import { type InspectedClass, type InspectedRelationship, type Inspection, inspection } from '../../server/cli/inspection.ts';
import { defaultConfig } from '../../server/config.ts';
import { pathOf, root, workspace } from '../support/fixture.ts';
import type { MappedClass, Outcome, Relationship, Version } from './sqlalchemy.ts';

/** What Backref says of models, by path below their root, for a version of SQLAlchemy: the answer of `backref inspect --format json`. */
export function inspect(texts: ReadonlyMap<string, string>, version: Version): Inspection {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return inspection({ snapshot: session.snapshot(), root: '', leftOut: [], within: () => true, relative: pathOf });
}

/** What Backref says otherwise than SQLAlchemy, one line each; an unknown (null) where SQLAlchemy has a value is otherwise too. */
export function differences(ours: Inspection, theirs: Outcome): readonly string[] {
  const pairs = paired(ours.classes, theirs.classes, it => it.class);
  return pairs.flatMap(({ key, ours, theirs }) => {
    if (ours === undefined || theirs === undefined) return [`${key}: ${ours ? 'is not mapped' : 'is missing'}`];
    return compareClasses(ours, theirs).map(it => `${key}${it}`);
  });
}

function compareClasses(ours: InspectedClass, theirs: MappedClass): readonly string[] {
  // A class that no class statement makes has no place to agree about.
  const place = theirs.line === null ? [] : unequal(ours, theirs, ['file', 'line']);
  const relationships = paired(ours.relationships, theirs.relationships, it => it.key).flatMap(({ key, ours, theirs }) => {
    if (ours === undefined || theirs === undefined) return [`.${key}: ${ours ? 'does not exist' : 'is missing'}`];
    return compareRelationships(ours, theirs).map(it => `.${key}${it}`);
  });
  return [...place, ...unequal(ours, theirs, ['tablename', 'inherits', 'inheritance']), ...relationships];
}

function compareRelationships(ours: InspectedRelationship, theirs: Relationship): readonly string[] {
  const known = { ...theirs, lazy: loading(theirs) };
  const place = theirs.line === null ? [] : unequal(ours, theirs, ['file', 'line']);
  const kind = unequal(ours, known, ['state', 'target', 'direction', 'uselist', 'secondary', 'lazy', 'viewonly', 'reverse']);
  const origin = unequal(ours, theirs, ['generated_by_backref', 'backref_source', 'inherited_from']);
  // Before that it is what the source says or null, by how far configuration came.
  const name = theirs.state === 'configured' ? unequal(ours, theirs, ['back_populates']) : [];
  return [...place, ...kind, ...name, ...origin];
}

/** `lazy` by the names that its other spellings stand for; null when it is not worked out. */
function loading({ lazy, direction }: Relationship): string | null {
  if (direction === null) return null;
  if (typeof lazy === 'string') return lazy;
  return lazy === null ? 'noload' : lazy ? 'select' : 'joined';
}

function unequal<K extends string>(ours: Readonly<Record<K, unknown>>, theirs: Readonly<Record<K, unknown>>, keys: readonly K[]): readonly string[] {
  return keys.flatMap(key => {
    const [mine, yours] = [JSON.stringify(ours[key]), JSON.stringify(theirs[key])];
    return mine === yours ? [] : [` ${key}: ${mine}, but SQLAlchemy has ${yours}`];
  });
}

interface Pair<A, B> {
  readonly key: string;
  readonly ours: A | undefined;
  readonly theirs: B | undefined;
}

/** Those with the same key stand together, in their order when there are several. */
function paired<A, B>(ours: readonly A[], theirs: readonly B[], keyOf: (it: A | B) => string): readonly Pair<A, B>[] {
  const left = [...ours];
  const pairs = theirs.map((it): Pair<A, B> => {
    const at = left.findIndex(other => keyOf(other) === keyOf(it));
    return { key: keyOf(it), ours: at < 0 ? undefined : left.splice(at, 1)[0], theirs: it };
  });
  return [...pairs, ...left.map((it): Pair<A, B> => ({ key: keyOf(it), ours: it, theirs: undefined }))];
}
