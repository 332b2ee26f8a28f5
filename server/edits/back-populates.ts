/** Links relationships with `back_populates`: pairs that are there, and sides that have still to be written. */
import type { TextEdit } from 'vscode-languageserver-protocol';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { removeArgument, setArgument } from './arguments.ts';
import { convert } from './conversion.ts';
import { isDeclared, soleCall } from './declared.ts';
import { replaceInLayout, setInLayout } from './layout.ts';
import { writeReverse } from './reverse.ts';
import { Rewrite } from './rewrite.ts';
import { Change, quoteAt, quoted } from './source.ts';

type Edits = ReadonlyMap<string, readonly TextEdit[]>;

/** The edits, or why there are none. */
export type Outcome = { readonly edits: Edits } | { readonly why: string };

/** Gives each of two relationships the other's name in `back_populates`; a `backref` in the way makes room for it. */
export function linkBoth(snapshot: Snapshot, a: RelationshipAttribute, b: RelationshipAttribute): Edits | undefined {
  const change = new Change(snapshot);
  for (const [it, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (it.backPopulates?.name === other.name && !it.backref) continue;
    const place = soleCall(change, snapshot.project, it);
    if (!place) return undefined;
    const { call, source } = place;
    if (it.backref && it.backPopulates && !removeArgument(change, source, call, 'backref')) return undefined;
    const value = quoted(other.name, (it.backref && quoteAt(source, it.backref.nameNode.range)) ?? source.quote);
    if (
      it.backref && !it.backPopulates
        ? !replaceInLayout(change, source, call, 'backref', 'back_populates', value, [])
        : !(it.backref ? setArgument : setInLayout)(change, source, call, 'back_populates', value)
    )
      return undefined;
  }
  return change.finish();
}

/** Writes the attribute that a backref makes into the class that has it, and links both with `back_populates`. */
export const convertBackref = (snapshot: Snapshot, it: RelationshipAttribute): Outcome => alone(snapshot, rewrite => convert(snapshot, rewrite, it));

/** Writes the other side of a relationship that names it in `back_populates`, or is to. */
export function writeOtherSide(snapshot: Snapshot, it: RelationshipAttribute, name: string): Outcome {
  const target = sole(it.target);
  if (!target || !isDeclared(it) || it.open || it.backref) return { why: 'the relationship is not wholly known' };
  return alone(snapshot, rewrite => {
    const place = soleCall(rewrite.change, snapshot.project, it);
    if (!place) return 'the relationship is shared by several classes, or its file is not valid Python';
    if (it.backPopulates?.name !== name && !setInLayout(rewrite.change, place.source, place.call, 'back_populates', quoted(name, place.source.quote)))
      return 'its call cannot be changed';
    return writeReverse(snapshot, rewrite, it, { source: place.source, target, name });
  });
}

function alone(snapshot: Snapshot, make: (rewrite: Rewrite) => string | undefined): Outcome {
  const rewrite = new Rewrite(snapshot);
  const why = rewrite.attempt(() => make(rewrite));
  if (why !== undefined) return { why };
  const edits = rewrite.finish();
  return edits ? { edits } : { why: 'the file is not laid out in a way that can be changed safely' };
}
