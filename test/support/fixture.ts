import type { Location, Position, Range } from 'vscode-languageserver-protocol';
import { Session } from '../../server/workspace/session.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';

/** A workspace written as text: `#- path` starts a file, `$0` is the cursor, `# ^^^ label` names a range in the line above. */
export interface Fixture {
  readonly session: Session;
  readonly snapshot: () => Snapshot;
  readonly texts: ReadonlyMap<string, string>;
  readonly cursor: { readonly uri: string; readonly position: Position };
  /** `path:line:from-to label`, in order; lines and columns zero-based. */
  readonly labels: readonly string[];
  /** The place a label names; throws when there is none. */
  readonly at: (label: string) => Location;
}

export const root = 'file:///fixture';
export const uriOf = (path: string): string => `${root}/${path}`;
export const pathOf = (uri: string): string => uri.replace(`${root}/`, '');

export function fixture(source: string): Fixture {
  const files = new Map<string, string[]>();
  const places = new Map<string, Location>();
  const labels: string[] = [];
  let path = 'models.py';
  let cursor: Fixture['cursor'] | undefined;
  for (const raw of source.replace(/^\n/, '').split('\n')) {
    const file = /^#- (\S+)$/.exec(raw)?.[1];
    if (file) {
      path = file;
      files.set(path, []);
      continue;
    }
    const lines = files.get(path) ?? [];
    files.set(path, lines);
    const mark = /^(\s*#\s*)(\^+)\s+(.+)$/.exec(raw);
    if (mark?.[1] && mark[2] && mark[3]) {
      const line = lines.length - 1;
      const range: Range = { start: { line, character: mark[1].length }, end: { line, character: mark[1].length + mark[2].length } };
      places.set(mark[3], { uri: uriOf(path), range });
      labels.push(show(path, range, mark[3]));
      continue;
    }
    const character = raw.indexOf('$0');
    if (character >= 0) cursor = { uri: uriOf(path), position: { line: lines.length, character } };
    lines.push(raw.replace('$0', ''));
  }
  const texts = new Map([...files].map(([name, lines]) => [name, lines.join('\n')]));
  const session = workspace(texts);
  return {
    session,
    snapshot: () => session.snapshot(),
    texts,
    get cursor() {
      if (!cursor) throw new Error('the fixture has no $0');
      return cursor;
    },
    labels,
    at: label => {
      const place = places.get(label);
      if (!place) throw new Error(`the fixture has no label '${label}'`);
      return place;
    },
  };
}

/** A session over texts that exist in editors only. */
export function workspace(texts: ReadonlyMap<string, string>): Session {
  const session = new Session();
  session.addFolder(root, 'fixture');
  for (const [path, text] of texts) session.edit(uriOf(path), text);
  return session;
}

/** A range as labels write it. */
export const show = (path: string, { start, end }: Range, label: string): string =>
  `${path}:${start.line}:${start.character}-${end.line === start.line ? end.character : `${end.line}:${end.character}`} ${label}`;
