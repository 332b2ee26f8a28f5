import type { Location } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import { sameRange } from '../base/ranges.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Finding, Rule } from './rule.ts';

/** A finding and the file it is in. */
export type Located = Omit<Finding, 'range'> & { readonly at: Location };

/**
 * The `check` of a rule that looks at the whole project: what it says of one file may be written there because of a class in another. The
 * search is made once for a project. Of several findings at one place (a mixin used by many classes) the first is told.
 */
export function everywhere(find: (snapshot: Snapshot) => Iterable<Located>): Rule['check'] {
  const made = new WeakMap<Project, Map<string, Finding[]>>();
  return (uri, snapshot) => memo(made, snapshot.project, () => byFile(find(snapshot))).get(uri) ?? [];
}

function byFile(found: Iterable<Located>): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const { at, ...rest } of found) {
    const list = memo(files, at.uri, () => []);
    if (!list.some(f => sameRange(f.range, at.range))) list.push({ ...rest, range: at.range });
  }
  return files;
}

/** The `check` of a rule that can be asked about one file at a time; what `find` says of others is left out. */
export const inFile =
  (find: (uri: string, snapshot: Snapshot) => Iterable<Located>): Rule['check'] =>
  (uri, snapshot) =>
    byFile(find(uri, snapshot)).get(uri) ?? [];
