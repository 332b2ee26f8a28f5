import { sameRange } from '../base/ranges.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { usesInPython } from './in-python.ts';
import { TemplateSearch } from './in-template.ts';
import type { Subject } from './subject.ts';
import type { Found, Obstacle, Use } from './use.ts';

/** How far a search is, and what its last step found. */
export interface Step {
  readonly done: number;
  readonly total: number;
  readonly uses: readonly Use[];
}

/** What searches for a subject find in files, kept from one to the next. */
export interface Remembered {
  /** What is in a file, if that is known and still so. */
  readonly known: (uri: string) => Found | undefined;
  /** The snapshot in which to look for what is in a file. */
  readonly snapshot: (uri: string) => Snapshot;
  readonly keep: (uri: string, found: Found) => void;
}

/**
 * Looks for the subject in all texts that spell its name; yields often, so that others can be served or the search be given up. `remembered`: for
 * searches that are made again and again.
 */
export function* search(snapshot: Snapshot, subject: Subject, remembered?: Remembered, templates = new TemplateSearch(snapshot)): Generator<Step, Found> {
  const uris = [...new Set([...subject.names].flatMap(name => snapshot.mentioning(name)))];
  const uses: Use[] = [];
  const obstacles: Obstacle[] = [];
  const sources = templates.candidates(subject);
  const total = uris.length + sources.length;
  for (const [i, uri] of uris.entries()) {
    let found = remembered?.known(uri);
    if (!found) {
      const steps = usesInPython(remembered?.snapshot(uri) ?? snapshot, subject, uri);
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield { done: i, total, uses: [] };
      found = step.value;
      remembered?.keep(uri, found);
    }
    uses.push(...found.uses);
    obstacles.push(...found.obstacles);
    yield { done: i + 1, total, uses: found.uses };
  }
  for (const [i, source] of sources.entries()) {
    const found = templates.uses(source, subject);
    uses.push(...found);
    yield { done: uris.length + i + 1, total, uses: found };
  }
  const unnamed = declarations(subject).filter(d => !uses.some(u => u.uri === d.uri && sameRange(u.range, d.range)));
  uses.push(...unnamed);
  yield { done: total, total, uses: unnamed };
  return { uses, obstacles };
}

/** Where the subject is made, also where its name is computed there. */
function declarations(subject: Subject): readonly Use[] {
  const places = subject.kind === 'class' ? [subject.cls.at] : subject.kind === 'relationship' ? [...subject.attributes].map(a => a.at) : [];
  const distinct = places.filter((p, i) => places.findIndex(o => o.uri === p.uri && sameRange(o.range, p.range)) === i);
  return distinct.map(({ uri, range }) => ({ uri, range, kind: 'declaration', certainty: 'certain' }));
}

/** The result of a search that is not interrupted. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
