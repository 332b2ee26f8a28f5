import type { TextEdit } from 'vscode-languageserver-protocol';
import { comparePositions, sameRange } from '../base/ranges.ts';
import { applyEdits } from '../edits/source.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Finding, Fix } from './rule.ts';

/** The fix of a finding that leaves no choice: preferred, and the only one but for those aside. */
export function soleFix(finding: Finding): Fix | undefined {
  const [fix, another] = (finding.fixes?.() ?? []).filter(it => !it.aside);
  return fix?.preferred && !another ? fix : undefined;
}

/** Fixes made together. */
export interface Together {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Those that are among them; the others would meet an edit of these, and wait for the next time. */
  readonly made: readonly Fix[];
}

/** As many of some fixes as do not meet, the first ones first. A text that would not be valid Python with all of them is left alone with the fixes that change it. */
export function fixTogether(snapshot: Snapshot, fixes: readonly Fix[]): Together {
  const edits = new Map<string, TextEdit[]>();
  const made: Fix[] = [];
  for (const fix of fixes) {
    const more = [...fix.edits].map(([uri, list]) => ({ uri, fresh: list.filter(e => !(edits.get(uri) ?? []).some(o => same(e, o))) }));
    // The same import written twice is one import; the same change told at two places is one change.
    if (more.some(({ uri, fresh }) => fresh.some(e => (edits.get(uri) ?? []).some(o => meet(e, o))))) continue;
    const next = more.map(({ uri, fresh }) => [uri, [...(edits.get(uri) ?? []), ...fresh].sort(inOrder)] as const);
    if (next.some(([uri, list]) => !isSound(snapshot, uri, list))) continue;
    for (const [uri, list] of next) edits.set(uri, list);
    made.push(fix);
  }
  return { edits, made };
}

const inOrder = (a: TextEdit, b: TextEdit): number => comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end);
const same = (a: TextEdit, b: TextEdit): boolean => sameRange(a.range, b.range) && a.newText === b.newText;
/** True when edits overlap or touch. */
const meet = (a: TextEdit, b: TextEdit): boolean => comparePositions(a.range.start, b.range.end) <= 0 && comparePositions(b.range.start, a.range.end) <= 0;

/** True when the text is valid Python behind the edits. */
function isSound(snapshot: Snapshot, uri: string, edits: readonly TextEdit[]): boolean {
  const lines = snapshot.lines(uri);
  const text = lines?.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } });
  const after = lines && text !== undefined ? applyEdits({ text, lines }, edits) : undefined;
  return after !== undefined && !parseModule(after).broken;
}
