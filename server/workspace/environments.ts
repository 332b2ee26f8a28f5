import { dirname, join } from 'node:path';
import { equal } from '../base/equal.ts';
import type { Config } from '../config.ts';
import type { InstalledSources } from '../model/modules.ts';
import { pathOf } from './disk.ts';
import { InstalledFiles } from './installed-files.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { type Home, type SqlalchemyTarget, Surroundings } from './surroundings.ts';

/** The workspace folder that a file belongs to, or lies in; the path is undefined where it is not on disk. */
export interface HomeFolder {
  readonly uri: string;
  readonly path: string | undefined;
}

/** Where questions about files come from. */
interface Asker {
  readonly folders: () => readonly HomeFolder[];
  readonly folderOf: (uri: string) => HomeFolder | undefined;
  readonly config: (uri: string) => Config;
}

/** The Python environments of a workspace, file by file: which SQLAlchemy runs, and what is installed. */
export class Environments {
  readonly files: InstalledFiles;
  readonly #surroundings: Surroundings;
  readonly #asker: Asker;
  /** What was chosen outside, by folder. */
  #chosen: ReadonlyMap<string, string> = new Map();

  constructor(log: (message: string) => void, asker: Asker) {
    this.files = new InstalledFiles(log);
    this.#surroundings = new Surroundings(log);
    this.#asker = asker;
  }

  /** Takes the environments that were chosen in the editor or the shell; false when they are the known ones. */
  choose(byFolder: ReadonlyMap<string, string>): boolean {
    if (equal([...byFolder], [...this.#chosen])) return false;
    this.#chosen = byFolder;
    return true;
  }

  /** Files of projects and environments may have changed. */
  drop(): void {
    this.#surroundings.drop();
    this.files.drop();
  }

  /** The SQLAlchemy of the project that a file belongs to. */
  sqlalchemy(uri: string): SqlalchemyTarget {
    return this.#surroundings.sqlalchemy(dirname(pathOf(uri) ?? ''), this.#home(uri));
  }

  /** The folder of the Python environment that the project of a file runs in; undefined when none is found. */
  folder(uri: string): string | undefined {
    return this.#of(uri)?.folder;
  }

  /** Installed packages as a project reads them. One project's answers rest on one state of the environments. */
  sources(): InstalledSources {
    const byFile = new Map<string, PythonEnvironment | undefined>();
    const environmentOf = (uri: string): PythonEnvironment | undefined => {
      if (!byFile.has(uri)) byFile.set(uri, this.#of(uri));
      return byFile.get(uri);
    };
    return {
      python: from => environmentOf(from)?.python,
      mayHave: (name, from) => environmentOf(from)?.mayHave(name) === true,
      find: (name, from) => {
        const environment = environmentOf(from);
        return environment && this.files.find(name, environment);
      },
      declares: uri => this.files.declares(uri),
      declaring: (top, from) => {
        const environment = environmentOf(from);
        return environment && this.files.declaring(top, environment);
      },
    };
  }

  /** True for a file of an installed package: it is read where models lead to it, and never one of the workspace's own. */
  holds(uri: string): boolean {
    const path = pathOf(uri);
    const read = this.files.environmentOf(uri);
    if (path === undefined) return false;
    const folders = this.#asker.folders();
    // An editable install may lie in the workspace.
    if (read) return read.holds(path) || !folders.some(f => uri.startsWith(`${f.uri}/`));
    return /\/(?:site|dist)-packages\//.test(uri) && folders.some(f => f.path !== undefined && this.#of(`${f.uri}/_`)?.holds(path));
  }

  #of(uri: string): PythonEnvironment | undefined {
    return this.files.environmentOf(uri) ?? this.#surroundings.environment(dirname(pathOf(uri) ?? ''), this.#home(uri));
  }

  #home(uri: string): Home {
    const folder = this.#asker.folderOf(uri) ?? this.#asker.folders().find(f => uri.startsWith(`${f.uri}/`));
    const path = folder?.path ?? dirname(pathOf(uri) ?? join('/', 'nowhere'));
    return { path, config: this.#asker.config(uri), chosen: folder && this.#chosen.get(folder.uri) };
  }
}
