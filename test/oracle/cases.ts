import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, configureAll, type Outcome, type Version, versions } from './sqlalchemy.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Models written for a question, and those in which random programs differed from SQLAlchemy. */
const folders = ['cases', 'found'];

/** Small models: a file or a folder of `cases/` or `found/`, by its name. */
export interface Models {
  readonly name: string;
  readonly case: Case;
  /** Its Python files by their path below the root of the case, which is where imports begin. */
  readonly texts: ReadonlyMap<string, string>;
}

/** All cases by name, in alphabetical order. */
export const cases: ReadonlyMap<string, Models> = new Map(
  folders
    .flatMap(folder => readdirSync(here(folder), { withFileTypes: true }))
    .map(entry => (entry.isDirectory() ? folderCase(entry.parentPath, entry.name) : fileCase(entry.parentPath, entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(it => [it.name, it]),
);

function fileCase(folder: string, file: string): Models {
  const path = join(folder, file);
  return { name: file.replace(/\.py$/, ''), case: path, texts: new Map([[file, readFileSync(path, 'utf8')]]) };
}

/** All its modules are imported, in alphabetical order. */
function folderCase(folder: string, name: string): Models {
  const root = join(folder, name);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(it => it.endsWith('.py'))
    .sort();
  const modules = files.map(it => it.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.'));
  return { name, case: { key: root, root, modules }, texts: new Map(files.map(it => [it, readFileSync(join(root, it), 'utf8')])) };
}

/** What the versions of SQLAlchemy make of each case; those that make the same of it stand together. */
export type Recorded = Readonly<Record<string, readonly { readonly versions: readonly Version[]; readonly outcome: Outcome }[]>>;

export const recordFile = here('cases.json');

/** The record of the last `npm run oracle`. */
export const recorded = (): Recorded => JSON.parse(readFileSync(recordFile, 'utf8'));

/** What a record says of a case for one version; undefined when it does not know the case. */
export const outcomeOf = (record: Recorded, name: string, version: Version): Outcome | undefined =>
  record[name]?.find(it => it.versions.includes(version))?.outcome;

/** Asks the real SQLAlchemy about all cases, each version on its own; throws `Unavailable` where it cannot be run. */
export async function record(): Promise<Recorded> {
  const all = [...cases.values()];
  const outcomes = await Promise.all(
    versions.map(async version => ({
      version,
      of: await configureAll(
        version,
        all.map(it => it.case),
      ),
    })),
  );
  return Object.fromEntries(
    all.map(it => {
      const key = typeof it.case === 'string' ? it.case : it.case.key;
      const same = new Map<string, Version[]>();
      for (const { version, of } of outcomes) {
        const outcome = JSON.stringify(of.get(key));
        same.set(outcome, [...(same.get(outcome) ?? []), version]);
      }
      return [it.name, [...same].map(([outcome, those]) => ({ versions: those, outcome: JSON.parse(outcome) }))];
    }),
  );
}

/** The text of a record: JSON with one line for each object that holds nothing but plain values, so that a change is seen for what it is. */
export function write(record: Recorded): string {
  return `${print(record)}\n`;
}

function print(value: unknown, indent = ''): string {
  if (!holdsObjects(value)) return JSON.stringify(value);
  const within = `${indent} `;
  const lines = Object.entries(value).map(([key, it]) => within + (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `) + print(it, within));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function holdsObjects(value: unknown): value is object {
  const isObject = (it: unknown): it is object => typeof it === 'object' && it !== null;
  return isObject(value) && Object.values(value).some(it => (isObject(it) && !Array.isArray(it)) || holdsObjects(it));
}
