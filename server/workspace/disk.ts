import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  type Dirent,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ignore, { type Ignore } from 'ignore';

/** A file found on disk. `path` is absolute, `relative` has forward slashes. */
export interface Found {
  readonly path: string;
  readonly relative: string;
  readonly size: number;
}

/** A file that could not be read or was left out, and why. */
export interface Problem {
  readonly path: string;
  readonly why: string;
}

/** Folders that hold no source of the project, whatever else is configured. */
const pruned: ReadonlySet<string> = new Set(
  '.git .hg .svn node_modules __pycache__ site-packages dist-packages .tox .nox .mypy_cache .pytest_cache .ruff_cache .eggs .ipynb_checkpoints bower_components .venv .direnv __pypackages__'.split(
    ' ',
  ),
);
/** Build output, unless it is a package. */
const buildFolders: ReadonlySet<string> = new Set(['build', 'dist', '_build', 'htmlcov']);

/**
 * All Python files below a folder, or others that `wanted` picks by their relative path, in a stable order. Virtual environments are known by their `pyvenv.cfg`; links to folders that were seen
 * already are not followed; folders that cannot be read are reported and passed over.
 */
export function walk(
  root: string,
  excludes: readonly string[],
  problem: (it: Problem) => void,
  wanted: (relative: string) => boolean = relative => relative.endsWith('.py'),
): readonly Found[] {
  const ignored: Ignore = ignore().add([...excludes]);
  const out: Found[] = [];
  const seen = new Set<string>();
  const pending: { dir: string; relative: string }[] = [{ dir: root, relative: '' }];
  for (let at = pending.pop(); at; at = pending.pop()) {
    let real: string;
    let entries: Dirent[];
    try {
      real = realpathSync(at.dir);
      if (seen.has(real)) continue;
      seen.add(real);
      entries = readdirSync(at.dir, { withFileTypes: true });
    } catch (error) {
      problem({ path: at.dir, why: message(error) });
      continue;
    }
    if (at.relative !== '' && entries.some(e => e.name === 'pyvenv.cfg')) continue;
    const isPackage = entries.some(e => e.name === '__init__.py');
    if (at.relative !== '' && !isPackage && buildFolders.has(basename(at.dir))) continue;
    entries.sort((a, b) => (a.name < b.name ? 1 : -1));
    for (const entry of entries) {
      const path = join(at.dir, entry.name);
      const relative = at.relative === '' ? entry.name : `${at.relative}/${entry.name}`;
      let stats: Stats | undefined;
      if (entry.isSymbolicLink()) {
        try {
          stats = statSync(path);
        } catch {
          continue;
        }
      }
      if (stats?.isDirectory() ?? entry.isDirectory()) {
        if (pruned.has(entry.name) || entry.name.endsWith('.egg-info') || ignored.ignores(`${relative}/`)) continue;
        pending.push({ dir: path, relative });
      } else if (wanted(relative) && (stats?.isFile() ?? entry.isFile()) && !ignored.ignores(relative)) {
        try {
          out.push({ path, relative, size: (stats ?? statSync(path)).size });
        } catch (error) {
          problem({ path, why: message(error) });
        }
      }
    }
  }
  return out.sort((a, b) => (a.relative < b.relative ? -1 : a.relative > b.relative ? 1 : 0));
}

/** A pattern with `{a,b}` as two patterns: .gitignore, whose patterns we read, knows no braces. */
export function withoutBraces(pattern: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(pattern);
  return match ? (match[2] ?? '').split(',').flatMap(part => withoutBraces(`${match[1]}${part}${match[3]}`)) : [pattern];
}

/** The text of a file: UTF-8, or Latin-1 where the file is no UTF-8, without a byte order mark. Binary files are a problem. */
export function readText(path: string, maxBytes: number): { readonly text: string } | { readonly why: string } {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) return { why: `larger than ${Math.round(maxBytes / 1024)} kB` };
    const bytes = readFileSync(path);
    return bytes.includes(0) ? { why: 'a binary file' } : { text: decode(bytes) };
  } catch (error) {
    return { why: message(error) };
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** A text as the bytes of the file it came from were written; undefined when that encoding has not all of its letters. */
function encodeAs(old: Uint8Array, text: string): Uint8Array | undefined {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(old);
    const mark = old[0] === 0xef && old[1] === 0xbb && old[2] === 0xbf ? [0xef, 0xbb, 0xbf] : [];
    return Uint8Array.from([...mark, ...new TextEncoder().encode(text)]);
  } catch {
    const letters = [...new TextDecoder('latin1').decode(Uint8Array.from({ length: 256 }, (_, i) => i))];
    const codes = new Map(letters.map((c, i) => [c, i]));
    const bytes = [...text].map(c => codes.get(c));
    return bytes.every(b => b !== undefined) ? Uint8Array.from(bytes) : undefined;
  }
}

/** A file that is to have another text. */
export interface Replacement {
  readonly path: string;
  /** The text it was read with; it must not have changed since. */
  readonly before: string;
  readonly after: string;
}

/**
 * Gives files other texts, in the encoding that each has: all of them, or none. Returns why it was none. Links are followed; the mode of a file stays.
 */
export function writeAll(files: readonly Replacement[]): string | undefined {
  const ready: { readonly path: string; readonly old: Uint8Array; readonly bytes: Uint8Array; readonly draft: string; readonly mode: number }[] = [];
  for (const { path: given, before, after } of files) {
    try {
      const path = realpathSync(given);
      const { mode } = statSync(path);
      if ((mode & 0o222) === 0) return `'${given}' is read-only`;
      accessSync(path, constants.W_OK);
      const old = readFileSync(path);
      if (decode(old) !== before) return `'${given}' has changed meanwhile`;
      const bytes = encodeAs(old, after);
      if (!bytes) return `'${given}' has an encoding that the new text cannot be written in`;
      ready.push({ path, old, bytes, draft: join(dirname(path), `.${basename(path)}.backref`), mode });
    } catch (error) {
      return `'${given}' cannot be written: ${message(error)}`;
    }
  }
  const done: typeof ready = [];
  try {
    for (const { draft, bytes, mode } of ready) {
      writeFileSync(draft, bytes);
      chmodSync(draft, mode);
    }
    for (const it of ready) {
      renameSync(it.draft, it.path);
      done.push(it);
    }
    return undefined;
  } catch (error) {
    for (const { path, old } of done) writeFileSync(path, old);
    return `the files cannot be written: ${message(error)}`;
  } finally {
    for (const { draft } of ready) rmSync(draft, { force: true });
  }
}

/** The names of the packages around a folder, outermost first: a folder inside a package is itself a package. */
export function packagesAround(folder: string): readonly string[] {
  const names: string[] = [];
  for (let at = folder; hasInit(at) && dirname(at) !== at; at = dirname(at)) names.unshift(basename(at));
  return names;
}

function hasInit(folder: string): boolean {
  try {
    closeSync(openSync(join(folder, '__init__.py'), 'r'));
    return true;
  } catch {
    return false;
  }
}

/** True for a path that exists. */
export function exists(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** The names in a folder, none when it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** When a file was last changed, in milliseconds; undefined when it is not there. */
export function changedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** A path with all links followed; the path itself when it leads nowhere. */
export function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export const uriOf = (path: string): string => pathToFileURL(path).href;

/** The path of a `file:` uri; undefined for other schemes. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

const message = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'it does not exist',
    ELOOP: 'a loop of links',
    EISDIR: 'a folder',
    ENAMETOOLONG: 'its name is too long',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
};

/** One spelling for each uri: editors encode more characters than Node does. */
export function normalUri(uri: string): string {
  const path = pathOf(uri);
  return path === undefined ? uri : uriOf(path);
}
