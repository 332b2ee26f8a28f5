/** Types for many relationships at once: of written ones as annotations, of implicit ones as declarations for type checkers. */
import type { Location, TextEdit } from 'vscode-languageserver-protocol';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { withTexts } from '../workspace/overlay.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotate, lacksType } from './annotate.ts';
import { declare, undeclared } from './declare.ts';
import { type Declared, declaredIn } from './declared.ts';
import { attributeKey, classKeys, differences, graphOf } from './migration/graph.ts';
import { Rewrite } from './rewrite.ts';
import { applyEdits } from './source.ts';

/** A relationship attribute and where it is written: the assignment, or the string of the backref. */
export interface Told {
  /** `User.posts` */
  readonly relationship: string;
  readonly at: Location;
}

/** What is written, and what stays without a type, and why. */
export interface TypingPlan {
  readonly done: readonly Told[];
  readonly left: readonly (Told & { readonly reason: string })[];
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** The files as they would be. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Which relationships are meant: by the file that would change. */
export type Within = (uri: string) => boolean;

/** What is to be written: `annotations` of written relationships, or `declarations` of implicit ones. */
export type Typing = 'annotations' | 'declarations';

export const planTypes = (snapshot: Snapshot, what: Typing, within: Within): TypingPlan =>
  what === 'annotations' ? planAnnotations(snapshot, within) : planDeclarations(snapshot, within);

/** Types of all written relationships that lack them. Since SQLAlchemy reads them, one that would change anything is left. */
function planAnnotations(snapshot: Snapshot, within: Within): TypingPlan {
  const wanted = declaredIn(snapshot.project).filter(it => within(it.provenance.member.uri) && !snapshot.installed(it.provenance.member.uri) && lacksType(it));
  const reasons = new Map<Declared, string>();
  const keys = classKeys(snapshot);
  const before = graphOf(snapshot);
  for (;;) {
    const rewrite = new Rewrite(snapshot);
    for (const it of wanted) {
      const why = reasons.has(it) ? undefined : annotate(rewrite, it);
      if (why !== undefined) reasons.set(it, why);
    }
    const made = result(rewrite, wanted, reasons);
    const going = wanted.filter(it => !reasons.has(it));
    const different = differences(before, graphOf(withTexts(snapshot, made.texts)));
    if (different.length === 0 || going.length === 0) return made;
    const blamed = going.filter(it => different.some(d => d.key === attributeKey(keys, it)));
    for (const it of blamed.length > 0 ? blamed : going) reasons.set(it, `SQLAlchemy would make something else of it: ${different[0]?.what ?? ''}`);
  }
}

/** Declarations of all implicit attributes that have none. */
function planDeclarations(snapshot: Snapshot, within: Within): TypingPlan {
  const rewrite = new Rewrite(snapshot);
  const wanted: RelationshipAttribute[] = [];
  const reasons = new Map<RelationshipAttribute, string>();
  for (const cls of snapshot.project.classes) {
    if (!within(cls.at.uri) || snapshot.installed(cls.at.uri)) continue;
    const attributes = undeclared(cls);
    wanted.push(...attributes);
    for (const { attribute, why } of declare(rewrite, cls, attributes)) reasons.set(attribute, why);
  }
  return result(rewrite, wanted, reasons);
}

function result(rewrite: Rewrite, wanted: readonly RelationshipAttribute[], reasons: ReadonlyMap<RelationshipAttribute, string>): TypingPlan {
  const edits = rewrite.finish() ?? new Map<string, readonly TextEdit[]>();
  const texts = new Map<string, string>();
  for (const [uri, list] of edits) {
    const source = rewrite.change.source(uri);
    const text = source && applyEdits(source, list);
    if (text !== undefined) texts.set(uri, text);
  }
  const told = (it: RelationshipAttribute): Told => ({ relationship: `${it.owner.name}.${it.name}`, at: it.at });
  return {
    done: wanted.filter(it => !reasons.has(it)).map(told),
    left: wanted.flatMap(it => {
      const reason = reasons.get(it);
      return reason === undefined ? [] : [{ ...told(it), reason }];
    }),
    edits,
    texts,
  };
}
