import { dirname, join } from 'node:path';
import { memo } from '../base/lazy.ts';
import { collectFacts } from '../facts/collect.ts';
import type { FileFacts } from '../facts/facts.ts';
import { parseModule } from '../syntax/parse.ts';
import { changedAt, namesIn, readText, uriOf } from './disk.ts';
import type { InstalledFile, PythonEnvironment } from './python-environment.ts';
import { type Sieve, sift } from './sieve.ts';

/** So many files of environments are read; models rest on a few, and what is behind them may be a web of any size. */
const maxFiles = 500;
const maxBytes = 2_000_000;
/** A package of more files is not looked through for declarations. */
const maxFilesOfPackage = 200;

/** Packages whose names Backref knows by heart: what they do is SQLAlchemy's own business. */
const known = /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|flask_sqlalchemy_lite|alembic)(?:\.|$)/;

interface Read {
  readonly environment: PythonEnvironment;
  readonly changedAt: number | undefined;
  readonly text: string | undefined;
  sieve: Sieve | undefined;
  facts: FileFacts | undefined;
  /** Its time was compared with the disk's since the environments were dropped. */
  checked: boolean;
}

/** The files of environments that models lead to. They are read once, and again only after a change of the environment. */
export class InstalledFiles {
  readonly #log: (message: string) => void;
  readonly #files = new Map<string, Read>();
  /** Files with declarations, by the file of their package. */
  readonly #declaring = new Map<string, readonly string[] | undefined>();
  #full = false;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** The environments may have changed: files that did are read anew. */
  drop(): void {
    for (const file of this.#files.values()) file.checked = false;
    this.#full = false;
    this.#declaring.clear();
  }

  /** The environment that a file was read from; undefined for a file of the workspace. */
  environmentOf(uri: string): PythonEnvironment | undefined {
    return this.#files.get(uri)?.environment;
  }

  /** The file of a module; undefined when it is not installed, when it is SQLAlchemy's own, or when too many files have been read. */
  find(name: string, environment: PythonEnvironment): InstalledFile | undefined {
    const found = environment.find(name);
    return found && !known.test(name) && this.#admit(found, environment) ? found : undefined;
  }

  #admit({ path, uri }: InstalledFile, environment: PythonEnvironment): boolean {
    const before = this.#files.get(uri);
    if (before?.checked) return true;
    const now = changedAt(path);
    if (before && before.changedAt === now && before.environment.folder === environment.folder) {
      this.#files.set(uri, { ...before, environment, checked: true });
      return true;
    }
    if (!before && this.#files.size >= maxFiles) {
      if (!this.#full) this.#log(`${environment.folder}: more than ${maxFiles} files would have to be read; what lies in the others is not known`);
      this.#full = true;
      return false;
    }
    const read = readText(path, maxBytes);
    this.#files.set(uri, { environment, changedAt: now, text: 'text' in read ? read.text : undefined, sieve: undefined, facts: undefined, checked: true });
    return true;
  }

  sieve(uri: string): Sieve | undefined {
    const file = this.#files.get(uri);
    if (file?.text !== undefined) file.sieve ??= sift(file.text);
    return file?.sieve;
  }

  facts(uri: string): FileFacts | undefined {
    const file = this.#files.get(uri);
    if (file?.text !== undefined) file.facts ??= collectFacts(uri, parseModule(file.text), file.text);
    return file?.facts;
  }

  /** True when the text has classes with columns or relationships. */
  declares(uri: string): boolean {
    return declares(this.#files.get(uri)?.text);
  }

  /** The files of a package that do, wherever they lie in it; undefined when there are too many files. They are looked into, not kept. */
  declaring(top: string, environment: PythonEnvironment): readonly string[] | undefined {
    const found = environment.find(top);
    if (!found) return undefined;
    return memo(this.#declaring, found.path, () => {
      const files = found.isPackage ? filesBelow(dirname(found.path)) : [found.path];
      if (files.length > maxFilesOfPackage) return undefined;
      return files.filter(path => declares(textAt(path))).map(uriOf);
    });
  }
}

const declares = (text: string | undefined): boolean => text !== undefined && declaration.test(text) && /^\s*class\s/m.test(text);

function textAt(path: string): string | undefined {
  const read = readText(path, maxBytes);
  return 'text' in read ? read.text : undefined;
}

/** The Python files below a folder, a few more than are looked into at most. */
function filesBelow(folder: string): readonly string[] {
  const found: string[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined && found.length <= maxFilesOfPackage; at = pending.pop()) {
    for (const name of namesIn(at)) {
      if (name.endsWith('.py')) found.push(join(at, name));
      else if (/^\w+$/.test(name) && name !== '__pycache__') pending.push(join(at, name));
    }
  }
  return found;
}

/** `x = Column(`, `x: Mapped[`, `return relationship(`, `class X(SQLModel, table=True)`. */
const declaration = /(?:=|return)\s*(?:\w+\.)*(?:Column|mapped_column|relationship|Relationship)\s*\(|\bMapped\w*\s*\[|\btable\s*=\s*True/;
