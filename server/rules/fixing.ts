/** Small fixes that many rules offer. */

import { removeArgument } from '../edits/arguments.ts';
import { soleCall } from '../edits/declared.ts';
import { addInLayout, setInLayout } from '../edits/layout.ts';
import { Change, quoteAt, quoted, type Source } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Fix } from './rule.ts';

/** The call that holds the arguments of one side and of no other: its own, or the `backref(...)` that makes it. */
function callOf(change: Change, snapshot: Snapshot, it: RelationshipAttribute): { readonly call: Call; readonly source: Source } | undefined {
  if (it.provenance.kind === 'declared') return soleCall(change, snapshot.project, it);
  const maker = it.provenance.source;
  const place = soleCall(change, snapshot.project, maker);
  const node = maker.backref?.node;
  return place && node?.kind === 'call' ? { call: node, source: place.source } : undefined;
}

/** A fix from one change; none when `edit` says that it cannot be made, or when the file would not be valid Python afterwards. */
export function fix(snapshot: Snapshot, title: string, edit: (change: Change) => boolean, preferred = false): readonly Fix[] {
  const change = new Change(snapshot);
  const edits = edit(change) ? change.finish() : undefined;
  return edits ? [{ title, edits, ...(preferred ? { preferred } : {}) }] : [];
}

/** A fix inside the call of a relationship. */
export const inCall = (
  snapshot: Snapshot,
  it: RelationshipAttribute,
  title: string,
  edit: (change: Change, source: Source, call: Call) => boolean,
  preferred = false,
): readonly Fix[] =>
  fix(
    snapshot,
    title,
    change => {
      const place = callOf(change, snapshot, it);
      return place !== undefined && edit(change, place.source, place.call);
    },
    preferred,
  );

/** Takes a keyword argument out of a relationship. */
export const removing = (snapshot: Snapshot, it: RelationshipAttribute, keyword: string, preferred = false): readonly Fix[] =>
  inCall(snapshot, it, `Remove '${keyword}'`, (change, source, call) => removeArgument(change, source, call, keyword), preferred);

/** Gives a keyword argument of a relationship a value, new or not. */
export const setting = (snapshot: Snapshot, it: RelationshipAttribute, keyword: string, value: string, preferred = false): readonly Fix[] =>
  inCall(
    snapshot,
    it,
    `${it.argument(keyword) ? 'Change to' : 'Add'} ${keyword}=${value}`,
    (change, source, call) => setInLayout(change, source, call, keyword, value),
    preferred,
  );

/** Adds arguments to a relationship. */
export const adding = (snapshot: Snapshot, it: RelationshipAttribute, args: readonly string[], preferred = false): readonly Fix[] =>
  inCall(snapshot, it, `Add ${args.join(', ')}`, (change, source, call) => addInLayout(change, source, call, args), preferred);

/** Puts other text in the place of an expression; in the place of what stands between the quotes of a string. */
export function replacing(snapshot: Snapshot, uri: string, node: Expr, text: string, title: string, preferred = false): readonly Fix[] {
  return fix(
    snapshot,
    title,
    change => {
      const source = change.source(uri);
      if (!source) return false;
      const quote = node.kind === 'string' ? quoteAt(source, node.range) : undefined;
      if (node.kind === 'string' && node.content) change.replaceRange(uri, node.content, text);
      else change.replaceRange(uri, node.range, quote ? quoted(text, quote) : text);
      return true;
    },
    preferred,
  );
}
