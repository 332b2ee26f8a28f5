/** Proves a migration by the project itself: the only place where its code is run. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { Plan } from '../../edits/migration/plan.ts';
import { isTest } from '../../model/loading.ts';
import type { ModuleInfo } from '../../model/modules.ts';
import { exists, pathOf, withoutLinks } from '../../workspace/disk.ts';
import type { Opened } from '../open.ts';
import { UsageError } from '../output.ts';
import { script } from './script.ts';

/** What the user says about running the code. */
export interface Permission {
  /** It was allowed on the command line. */
  readonly yes: boolean;
  /** An interpreter, or the folder of an environment; undefined where the project's own is meant. */
  readonly python: string | undefined;
}

/** What SQLAlchemy itself makes of a project before and after a migration. */
export interface Verification {
  readonly python: string;
  readonly sqlalchemy: string;
  readonly mappers: number;
  readonly relationships: number;
  /** `app.user.User.posts: cascade: "delete" has become "merge"`; empty when all is as it was. */
  readonly differences: readonly string[];
  /** Modules that cannot be imported now either, and why: what they map is not compared. */
  readonly problems: Readonly<Record<string, string>>;
}

/**
 * Imports the models in the project's own Python, as they are and as they would be, lets SQLAlchemy configure the mappers and compares what they know.
 * Nothing is written. Throws with the reason when that cannot be done or is not allowed.
 */
export async function verify(opened: Opened, { texts }: Plan, permission: Permission): Promise<Verification> {
  const changed = [...texts.keys()].flatMap(uri => moduleOf(opened, uri) ?? []);
  const modules = new Map([...changed, ...modelModules(opened, new Set(texts.keys()))].map(it => [it.path, it]));
  const python = pythonOf(opened, [...texts.keys()], permission.python);
  const job: Job = {
    roots: [...new Set([...modules.values()].map(it => it.root))],
    modules: [...modules.values()].map(({ name, path }) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    needed: changed.map(it => it.path),
  };
  const folder = opened.snapshot.folders.map(it => pathOf(it.uri)).find(it => it !== undefined) ?? opened.root;
  await allow(permission.yes, python, folder, job);
  const before = await run(python, folder, job, {});
  const why = failure(before, job);
  if (why !== undefined || !before.graph) throw new Error(`the project cannot be verified as it is: ${why}`);
  const after = await run(python, folder, job, Object.fromEntries([...texts].map(([uri, it]) => [withoutLinks(pathOf(uri) ?? ''), it])));
  const same = {
    python,
    sqlalchemy: before.sqlalchemy ?? '',
    mappers: Object.keys(before.graph).length,
    relationships: Object.values(before.graph).reduce((n, it) => n + Object.keys(it.relationships).length, 0),
    problems: before.problems,
  };
  const broken = failure(after, job);
  const worse = Object.entries(after.problems).filter(([name]) => !(name in before.problems));
  const differences =
    broken === undefined ? [...worse.map(([name, it]) => `'${name}' cannot be imported: ${it}`), ...compare(unkeyed(before), unkeyed(after))] : [broken];
  return { ...same, differences };
}

/** What the script is asked to do. */
interface Job {
  readonly roots: readonly string[];
  readonly modules: readonly { readonly name: string; readonly path: string }[];
  /** Files that must have been loaded in the end. */
  readonly needed: readonly string[];
}

/** What it answers. */
interface Answer {
  readonly failed?: string;
  readonly sqlalchemy?: string;
  readonly problems: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  readonly graph?: Readonly<Record<string, { readonly relationships: Readonly<Record<string, unknown>> }>>;
}

/** Why an answer says nothing of the mappers, or not of all that are to be changed. */
function failure({ failed, problems, missing }: Answer, { modules }: Job): string | undefined {
  const [path] = missing;
  const missed = modules.find(it => it.path === path);
  const [name, why] = Object.entries(problems).find(([it]) => it === missed?.name) ?? Object.entries(problems)[0] ?? [];
  const cause = name === undefined ? undefined : `'${name}' cannot be imported: ${why}`;
  if (path !== undefined) return cause ?? failed ?? `importing '${missed?.name}' does not load ${path}`;
  return failed === undefined ? undefined : [failed, ...(cause === undefined ? [] : [cause])].join('; ');
}

interface Module {
  readonly name: string;
  readonly path: string;
  /** The folder that it is imported from. */
  readonly root: string;
}

function moduleOf({ snapshot }: Opened, uri: string): Module | undefined {
  const info: ModuleInfo | undefined = snapshot.project.modules.of(uri);
  const path = pathOf(uri);
  if (!info || path === undefined || info.name === '') return undefined;
  const up = info.name.split('.').length + (info.isPackage ? 1 : 0);
  let root = path;
  for (let i = 0; i < up; i++) root = dirname(root);
  return { name: info.name, path: withoutLinks(path), root };
}

/** The modules with mapped classes that may have to do with those of the files, tests left out: migration scripts have models of their own. */
function modelModules(opened: Opened, changed: ReadonlySet<string>): readonly Module[] {
  const { ownClasses } = opened.snapshot.project;
  const registries = new Set(ownClasses.filter(it => changed.has(it.at.uri)).map(it => it.registry.id));
  const uris = new Set(ownClasses.filter(it => registries.has(it.registry.id)).map(it => it.at.uri));
  return [...uris].filter(uri => !isTest(uri) && !opened.snapshot.installed(uri)).flatMap(uri => moduleOf(opened, uri) ?? []);
}

function pythonOf({ snapshot }: Opened, uris: readonly string[], given: string | undefined): string {
  if (given !== undefined) {
    const found = exists(given) === 'file' ? given : interpreterIn(given);
    if (found === undefined) throw new Error(`there is no Python interpreter at '${given}'`);
    return found;
  }
  const folder = uris.map(uri => snapshot.environment(uri)).find(it => it !== undefined);
  const found = folder === undefined ? undefined : interpreterIn(folder);
  if (found === undefined) throw new Error('there is no Python environment to run the project in: activate it, or name its interpreter with --python');
  return found;
}

const interpreterIn = (folder: string): string | undefined =>
  ['bin/python', 'bin/python3', 'Scripts/python.exe', 'python.exe'].map(it => join(folder, it)).find(it => exists(it) === 'file');

/** Asks on a terminal whether the code may be run; throws when it may not. */
async function allow(yes: boolean, python: string, root: string, { modules }: Job): Promise<void> {
  const names = modules.map(it => it.name);
  const some = names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
  process.stderr.write(
    `--verify runs the code of the project: ${python} imports ${some} in ${root} and calls configure_mappers(), once with the code as it is and once as it would be.\n`,
  );
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError('--verify runs the code of the project, which --yes allows where nobody can be asked');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal.question('Run it? [y/N] ');
  terminal.close();
  if (!/^y(?:es)?$/i.test(said.trim())) throw new Error('the code was not run, and nothing is changed');
}

async function run(python: string, cwd: string, job: Job, texts: Readonly<Record<string, string>>): Promise<Answer> {
  const child = spawn(python, ['-c', script], { cwd, stdio: 'pipe' });
  const ended = new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  // One that ends at once does not read what it is asked.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify({ ...job, texts }));
  const code = await ended.catch((error: unknown) => {
    throw new Error(`${python} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  });
  const [said, complaints] = await output;
  try {
    const answer: Answer = { problems: {}, missing: [], ...JSON.parse(said) };
    return answer;
  } catch {
    const last = complaints.trim().split('\n').at(-1) ?? '';
    throw new Error(`the project ended ${python} with ${code} while its models were imported${last === '' ? '' : `: ${last}`}`);
  }
}

/** Relationships by their path, with the rest of what is known of each class. */
const unkeyed = ({ graph = {} }: Answer): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(graph).flatMap(([cls, { relationships, ...rest }]) => [
      [cls, rest],
      ...Object.entries(relationships).map(([name, it]): [string, unknown] => [`${cls}.${name}`, it]),
    ]),
  );

/** What is different, a line for each. */
function compare(before: unknown, after: unknown, at = ''): readonly string[] {
  const isObject = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null && !Array.isArray(it);
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key => compare(before[key], after[key], at === '' ? key : `${at}: ${key}`));
  if (before === undefined) return [`${at} has come to be`];
  if (after === undefined) return [`${at} is gone`];
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  return was === is ? [] : [`${at} was ${was} and is ${is}`];
}
