import { dirname, join } from 'node:path';
import ignore from 'ignore';
import { equal } from '../base/equal.ts';
import { memo } from '../base/lazy.ts';
import type { Config } from '../config.ts';
import { exists, pathOf, readText, uriOf, withoutBraces } from './disk.ts';
import { type Pyproject, readPyproject } from './pyproject.ts';

/** A `pyproject.toml` that speaks of Backref. */
export interface ProjectFile extends Pyproject {
  readonly uri: string;
  readonly folder: string;
}

type Matcher = (path: string) => boolean;
const maxBytes = 5_000_000;

/** What projects say of themselves: for each file the nearest `pyproject.toml` above it with a `[tool.backref]`. Read once, until dropped. */
export class ProjectSettings {
  /** What the files of a folder go by; `null` for folders without. */
  readonly #nearest = new Map<string, ProjectFile | null>();
  readonly #read = new Map<string, ProjectFile | null>();
  readonly #configs = new Map<string, { readonly from: Config; readonly made: Config }>();
  readonly #excluded = new Map<ProjectFile, Matcher>();
  readonly #ignored = new Map<ProjectFile, readonly { readonly matches: Matcher; readonly codes: readonly string[] }[]>();

  /** A file was written: true when another set of files is left out now. All is read anew. */
  changed(path: string): boolean {
    const before = this.#read.get(dirname(path))?.exclude ?? [];
    this.drop();
    return !equal(before, this.#in(dirname(path))?.exclude ?? []);
  }

  /** Forgets what was read. */
  drop(): void {
    for (const kept of [this.#nearest, this.#read, this.#configs, this.#excluded, this.#ignored]) kept.clear();
  }

  /** The project file that a file goes by; undefined when there is none. */
  of(uri: string): ProjectFile | undefined {
    const path = pathOf(uri);
    return path === undefined ? undefined : (this.#above(dirname(path)) ?? undefined);
  }

  /** The settings that hold for a file: what the project says, and what the editor says of the rest. */
  config(uri: string, editor: Config): Config {
    const file = this.of(uri);
    if (!file) return editor;
    const known = this.#configs.get(uri);
    if (known?.from === editor) return known.made;
    const off = memo(this.#ignored, file, () => file.perFileIgnores.map(({ pattern, codes }) => ({ matches: matcher(file, [pattern]), codes })))
      .filter(({ matches }) => matches(pathOf(uri) ?? ''))
      .flatMap(({ codes }) => codes.map(code => [code, 'off'] as const));
    const made = {
      ...editor,
      rules: { ...editor.rules, ...file.rules, ...Object.fromEntries(off) },
      sqlalchemyVersion: file.sqlalchemyVersion ?? editor.sqlalchemyVersion,
    };
    this.#configs.set(uri, { from: editor, made });
    return made;
  }

  /** True for a file that its project leaves out. */
  excludes(uri: string): boolean {
    const file = this.of(uri);
    if (!file || file.exclude.length === 0) return false;
    return memo(this.#excluded, file, () => matcher(file, file.exclude))(pathOf(uri) ?? '');
  }

  /** The file that says, or could say, what holds for a file. */
  nearest(uri: string, folders: readonly { readonly uri: string }[]): { readonly uri: string; readonly text: string } | undefined {
    const top = folders.map(f => pathOf(f.uri)).find(f => f !== undefined && uri.startsWith(`${uriOf(f)}/`));
    const places: string[] = [];
    for (let at = dirname(pathOf(uri) ?? ''); top !== undefined && at.startsWith(top); at = dirname(at)) places.push(at);
    const [place] = [this.of(uri)?.folder, ...places].filter(it => it !== undefined && exists(join(it, 'pyproject.toml')) === 'file');
    const path = place === undefined ? undefined : join(place, 'pyproject.toml');
    const file = path === undefined ? undefined : readText(path, maxBytes);
    return path !== undefined && file && 'text' in file ? { uri: uriOf(path), text: file.text } : undefined;
  }

  #above(folder: string): ProjectFile | null {
    return memo(this.#nearest, folder, () => this.#in(folder) ?? (dirname(folder) === folder ? null : this.#above(dirname(folder))));
  }

  #in(folder: string): ProjectFile | null {
    return memo(this.#read, folder, () => {
      const path = join(folder, 'pyproject.toml');
      const file = readText(path, maxBytes);
      const said = 'text' in file ? readPyproject(file.text) : undefined;
      return said ? { ...said, uri: uriOf(path), folder } : null;
    });
  }
}

function matcher({ folder }: ProjectFile, patterns: readonly string[]): Matcher {
  const matching = ignore().add(patterns.flatMap(withoutBraces));
  return path => {
    const relative = path
      .slice(folder.length)
      .replace(/^[\\/]+/, '')
      .replaceAll('\\', '/');
    return relative !== '' && matching.ignores(relative);
  };
}
