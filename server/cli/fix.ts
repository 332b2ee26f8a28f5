import { applyEdits } from '../edits/source.ts';
import { findings } from '../features/diagnostics.ts';
import { fixTogether, soleFix } from '../rules/fix-all.ts';
import type { Fix } from '../rules/rule.ts';
import { pathOf, type Replacement, writeAll } from '../workspace/disk.ts';
import type { Reopened } from './open.ts';

/** What was mended, and what could not be. */
export interface Fixed {
  readonly opened: Reopened;
  /** File, line (from 1) and what was done there, in the order in which it was done. */
  readonly made: readonly { readonly file: string; readonly line: number; readonly code: string; readonly title: string }[];
  /** Files with findings that are not valid Python, which are left as they are. */
  readonly broken: readonly string[];
}

/** How often what one fix makes possible is fixed as well. */
const rounds = 10;

/** Makes all fixes that leave no choice and change nothing but files of the paths, and writes the files. */
export function fixAll(first: Reopened): Fixed {
  const made: Fixed['made'][number][] = [];
  let opened = first;
  for (let round = 0; round < rounds; round++) {
    const { snapshot, within, relative } = opened;
    const places = new Map<Fix, Fixed['made'][number]>();
    for (const uri of snapshot.uris.filter(within)) {
      for (const { rule, finding } of findings(snapshot, uri)) {
        const fix = soleFix(finding);
        if (fix && [...fix.edits.keys()].every(within))
          places.set(fix, { file: relative(uri), line: finding.range.start.line + 1, code: rule.code, title: fix.title });
      }
    }
    const together = fixTogether(snapshot, [...places.keys()]);
    if (together.made.length === 0) break;
    const files: Replacement[] = [];
    for (const [uri, edits] of together.edits) {
      const lines = snapshot.lines(uri);
      const path = pathOf(uri);
      const before = lines?.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } });
      const after = lines && before !== undefined ? applyEdits({ text: before, lines }, edits) : undefined;
      if (path !== undefined && before !== undefined && after !== undefined) files.push({ path, before, after });
    }
    const why = writeAll(files);
    if (why !== undefined) throw new Error(why);
    for (const fix of together.made) made.push(...[places.get(fix)].flatMap(it => it ?? []));
    opened = opened.again([...together.edits.keys()]);
  }
  const { snapshot, within, relative } = opened;
  const broken = snapshot.uris.filter(uri => within(uri) && snapshot.facts(uri)?.broken && findings(snapshot, uri).length > 0).map(relative);
  return { opened, made, broken };
}
