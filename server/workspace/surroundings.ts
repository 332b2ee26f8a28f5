import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { memo } from '../base/lazy.ts';
import type { Config, SqlalchemyVersion } from '../config.ts';
import { exists, namesIn, readText } from './disk.ts';
import { environmentAt, type PythonEnvironment } from './python-environment.ts';
import { type Admitted, asked, lineOf, tellingFiles } from './requirements.ts';

/** The SQLAlchemy that a file's project runs on, and what says so: a setting, a file, or nobody. */
export interface SqlalchemyTarget {
  readonly version: SqlalchemyVersion;
  readonly source: { readonly kind: 'setting' | 'assumed' } | { readonly kind: 'file'; readonly path: string };
}

/** The workspace folder that a question is about: where it lies, and its settings. */
export interface Home {
  readonly path: string;
  readonly config: Config;
  /** The environment or interpreter that the editor, or the shell of the command line, has chosen for it. */
  readonly chosen: string | undefined;
}

/** Lock files of large projects have several megabytes. */
const maxBytes = 20_000_000;
const environmentNames = ['.venv', 'venv', 'env'];
/** What the project files of a folder admit, and the file that tells the most. */
interface Asked {
  readonly admitted: Admitted;
  readonly path: string;
}

/** What surrounds the code of a workspace: the environments that its projects run in, and the SQLAlchemy they run on. */
export class Surroundings {
  readonly #log: (message: string) => void;
  /** What was looked for and not found is `null`. */
  readonly #environments = new Map<string, PythonEnvironment | null>();
  readonly #nearest = new Map<string, PythonEnvironment | null>();
  readonly #asked = new Map<string, Asked | null>();
  readonly #targets = new Map<string, SqlalchemyTarget>();

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** Forgets what was read; the next question reads the disk. */
  drop(): void {
    for (const kept of [this.#environments, this.#nearest, this.#asked, this.#targets]) kept.clear();
  }

  /** The environment that the code in a folder runs in; undefined when none is found. */
  environment(folder: string, home: Home): PythonEnvironment | undefined {
    return memo(this.#nearest, folder, () => this.#nearestTo(folder, home) ?? null) ?? undefined;
  }

  #nearestTo(folder: string, home: Home): PythonEnvironment | undefined {
    const { pythonEnvironment } = home.config;
    if (pythonEnvironment !== '') return this.#set(pythonEnvironment, home.path);
    const inProject = this.#around(folder, home.path).flatMap(at => environmentNames.map(name => join(at, name)).filter(isEnvironment));
    const found = [...(home.chosen !== undefined && isAbsolute(home.chosen) ? [home.chosen] : []), ...inProject].flatMap(path => this.#at(path) ?? []);
    // An interpreter that knows no SQLAlchemy was not chosen for this code.
    return found.find(it => it.sqlalchemy !== undefined) ?? found[0];
  }

  #at(path: string): PythonEnvironment | undefined {
    return memo(this.#environments, path, () => environmentAt(path) ?? null) ?? undefined;
  }

  #set(setting: string, root: string): PythonEnvironment | undefined {
    const path = setting.replaceAll(/\$\{workspaceFolder\}/g, root).replace(/^~(?=$|[\\/])/, homedir());
    const found = this.#at(isAbsolute(path) ? path : resolve(root, path));
    if (!found) this.#log(`backref.pythonEnvironment: there is no Python environment at '${setting}'`);
    return found;
  }

  /**
   * The SQLAlchemy of the code in a folder. Project files that admit one line decide, since they hold for everybody; where they leave several
   * open, or nothing is written, the environment does, then the newest that they admit.
   */
  sqlalchemy(folder: string, home: Home): SqlalchemyTarget {
    return memo(this.#targets, folder, (): SqlalchemyTarget => {
      const { sqlalchemyVersion } = home.config;
      if (sqlalchemyVersion !== 'auto') return { version: sqlalchemyVersion, source: { kind: 'setting' } };
      const asked = this.#around(folder, home.path)
        .map(at => memo(this.#asked, at, () => askedIn(at) ?? null))
        .find(it => it !== null);
      const newest = asked?.admitted.at(-1);
      const installed = this.environment(folder, home)?.sqlalchemy;
      const line = installed && lineOf(installed.release);
      if (installed && line && asked?.admitted.length !== 1) return { version: line, source: { kind: 'file', path: installed.source } };
      return asked && newest ? { version: newest, source: { kind: 'file', path: asked.path } } : { version: '2.0', source: { kind: 'assumed' } };
    });
  }

  /** The folders that may speak for the code in one: itself and those around it, up to the root of the project. */
  #around(folder: string, home: string): readonly string[] {
    const out: string[] = [];
    const within = folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`);
    const top = projectRoot(within ? home : folder);
    for (let at = folder; ; at = dirname(at)) {
      out.push(at);
      if (at === top || dirname(at) === at) return out;
    }
  }
}

function askedIn(folder: string): Asked | undefined {
  const names = namesIn(folder);
  const inside = names.includes('requirements') ? namesIn(join(folder, 'requirements')).map(name => `requirements/${name}`) : [];
  let known: Asked | undefined;
  for (const name of tellingFiles([...names, ...inside])) {
    const path = join(folder, name);
    const file = readText(path, maxBytes);
    const said = 'text' in file ? asked(name, file.text) : undefined;
    const both: Admitted = known && said ? known.admitted.filter(v => said.includes(v)) : (said ?? []);
    if (both.length > 0 && both.length < (known?.admitted.length ?? Number.POSITIVE_INFINITY)) known = { admitted: both, path };
    if (known?.admitted.length === 1) break;
  }
  return known;
}

/** The root of the repository around a folder, else the nearest folder that calls itself a project, else the folder. */
function projectRoot(folder: string): string {
  let project: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    if (exists(join(at, '.git')) !== undefined) return at;
    if (['pyproject.toml', 'setup.py', 'setup.cfg'].some(name => exists(join(at, name)) === 'file')) project ??= at;
    if (dirname(at) === at) return project ?? folder;
  }
}

/** Virtual environments have a `pyvenv.cfg`, conda's a `conda-meta`. */
const isEnvironment = (path: string): boolean => ['pyvenv.cfg', 'conda-meta'].some(name => exists(join(path, name)) !== undefined);

/** True for a file whose change may change what is said here. */
export const isTelling = (path: string): boolean =>
  tellingFiles([path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)]).length > 0 ||
  /[\\/](?:pyvenv\.cfg|requirements[\\/][^\\/]*\.(?:txt|in))$/.test(path) ||
  /[\\/](?:site|dist)-packages[\\/]/.test(path);
