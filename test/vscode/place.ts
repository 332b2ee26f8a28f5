import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place in a file of the workspace; line and column count from one, as the editor's status bar does. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The place of `$0` in the first occurrence of `marked` in a file on disk, such as `user.po$0sts`. */
export function placeOf(folder: string, file: string, marked: string): Place {
  const cursor = marked.indexOf('$0');
  if (cursor < 0) throw new Error(`No $0 in ${JSON.stringify(marked)}.`);
  const text = readFileSync(join(folder, file), 'utf8');
  const start = text.indexOf(marked.replace('$0', ''));
  if (start < 0) throw new Error(`${file} does not contain ${JSON.stringify(marked.replace('$0', ''))}.`);
  const before = text.slice(0, start + cursor).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
