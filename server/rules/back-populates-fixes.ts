import { writeOtherSide } from '../edits/back-populates.ts';
import { type Declared, isDeclared, soleCall } from '../edits/declared.ts';
import { setInLayout } from '../edits/layout.ts';
import { badRelationshipName, fixedRelationship } from '../edits/rename-attribute.ts';
import { Change, quoteAt, quoted } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { finish, search } from '../uses/search.ts';
import { relationships } from '../uses/subject.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { freeName, hasOtherSide, otherSideNames, wayBack } from './suggestions.ts';
import { relationshipName } from './words.ts';

/** One fix per relationship that leads back from the target: name it, and let it name this one when it names none. */
export function renameFixes(snapshot: Snapshot, it: Declared): readonly Fix[] {
  const others = comingBack(snapshot, it);
  return others.slice(0, 4).flatMap((other, i): readonly Fix[] => {
    const change = pointTo(snapshot, it, other.name);
    if (!change) return [];
    if (other.backPopulates === undefined && isDeclared(other)) {
      const place = soleCall(change, snapshot.project, other);
      if (!place || !setInLayout(change, place.source, place.call, 'back_populates', quoted(it.name, place.source.quote))) return [];
    }
    const edits = change.finish();
    return edits ? [{ title: `Change to '${other.name}'`, edits, preferred: i === 0 && others.length === 1 }] : [];
  });
}

/** The other way round: the one relationship that leads back gets the name that is written, wherever it is used. Not where a use is not certain. */
export function renameOther(snapshot: Snapshot, it: Declared): readonly Fix[] {
  const { project } = snapshot;
  const name = it.backPopulates?.name;
  const [other, another] = comingBack(snapshot, it);
  if (name === undefined || !other || another || !isDeclared(other)) return [];
  const subject = relationships(project, [other]);
  if (subject.kind !== 'relationship' || subject.attributes.size !== 1 || fixedRelationship(snapshot, subject.attributes) !== undefined) return [];
  if (badRelationshipName(snapshot, subject.attributes, name) !== undefined) return [];
  const { uses, obstacles } = finish(search(snapshot, subject));
  if (obstacles.length > 0 || uses.some(u => u.certainty !== 'certain')) return [];
  return fix(snapshot, `Rename '${relationshipName(other)}' to '${name}'`, change => {
    for (const { uri, range } of uses) change.replaceRange(uri, range, name);
    if (other.backPopulates) return true;
    const place = soleCall(change, project, other);
    return place !== undefined && setInLayout(change, place.source, place.call, 'back_populates', quoted(it.name, place.source.quote));
  }).map(f => ({ ...f, aside: true as const }));
}

/** The relationships that lead back, and are not linked with a third one. */
const comingBack = ({ project }: Snapshot, it: Declared): readonly RelationshipAttribute[] =>
  wayBack(project, it).filter(r => r.provenance.kind === 'declared' && !r.backref && (r.backPopulates === undefined || r.backPopulates.name === it.name));

/** Writes a new other side under a name that is free on the target. */
export function newSideFix(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const target = sole(it.target);
  const name = target && freeName(snapshot.project, target, otherSideNames(it));
  if (!target || name === undefined || hasOtherSide(snapshot.project, it)) return [];
  const written = writeOtherSide(snapshot, it, name);
  return 'edits' in written ? [{ title: `Add '${name}' to '${target.name}'`, edits: written.edits }] : [];
}

/** The change that makes `back_populates` of a relationship name another attribute. */
function pointTo(snapshot: Snapshot, it: Declared, name: string): Change | undefined {
  const change = new Change(snapshot);
  const given = it.argument('back_populates');
  const source = given && change.source(given.env.module.uri);
  if (!given || !source || given.node.kind !== 'string') return undefined;
  change.replaceRange(source.uri, given.node.range, quoted(name, quoteAt(source, given.node.range) ?? source.quote));
  return change;
}
