import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { exists, namesIn, readText, uriOf, withoutLinks } from './disk.ts';

/** A file of an installed package. */
export interface InstalledFile {
  readonly path: string;
  readonly uri: string;
  /** A package's `__init__.py`. */
  readonly isPackage: boolean;
}

/** Texts of environments larger than this are data. */
const maxBytes = 2_000_000;

/** A Python environment, read as files: where its packages lie. What it says holds until it is made anew. */
export class PythonEnvironment {
  /** The folder that holds `bin` or `Scripts`. */
  readonly folder: string;
  /** Where its modules are imported from: `site-packages`, and what its `.pth` files name. */
  readonly paths: readonly string[];
  /** The release of SQLAlchemy that is installed, and the file that says so. */
  readonly sqlalchemy: { readonly release: string; readonly source: string } | undefined;
  /** The minor version of its Python 3; undefined when its folders do not tell. */
  readonly python: number | undefined;
  readonly #sites: readonly string[];
  readonly #tops: readonly ReadonlySet<string>[];
  readonly #found = new Map<string, InstalledFile | undefined>();

  constructor(folder: string, sites: readonly string[]) {
    this.folder = folder;
    this.#sites = sites;
    const minor = sites.map(
      site => /[\\/](?:python|pypy)3\.(\d+)[\\/]/.exec(site)?.[1] ?? /^3\.(\d+)/.exec(configured(folder, 'version(?:_info)?') ?? '')?.[1],
    )[0];
    this.python = minor === undefined ? undefined : Number(minor);
    this.paths = [...new Set(sites.flatMap(site => [site, ...pathLines(site)]))];
    this.#tops = this.paths.map(path => new Set(namesIn(path).map(name => name.replace(/\.py$/, ''))));
    this.sqlalchemy = sites.map(installedSqlalchemy).find(it => it !== undefined);
  }

  /** False for a module whose outermost package is not installed for certain. */
  mayHave(name: string): boolean {
    const top = name.split('.', 1)[0] ?? '';
    return this.#tops.some(names => names.has(top));
  }

  /** The file of a module by its dotted name; undefined when it is not installed, or not written in Python. */
  find(name: string): InstalledFile | undefined {
    if (this.#found.has(name)) return this.#found.get(name);
    const found = this.#locate(name.split('.'));
    this.#found.set(name, found);
    return found;
  }

  #locate(parts: readonly string[]): InstalledFile | undefined {
    for (const [i, path] of this.paths.entries()) {
      if (!this.#tops[i]?.has(parts[0] ?? '')) continue;
      const at = join(path, ...parts);
      const init = join(at, '__init__.py');
      if (exists(init) === 'file') return { path: init, uri: uriOf(init), isPackage: true };
      if (exists(`${at}.py`) === 'file') return { path: `${at}.py`, uri: uriOf(`${at}.py`), isPackage: false };
    }
    return undefined;
  }

  /** True for a file that is installed in it; an editable install lies elsewhere. */
  holds(path: string): boolean {
    return this.#sites.some(p => path.startsWith(`${p}/`) || path.startsWith(`${p}\\`));
  }
}

/** The environment of a folder, or of the interpreter in it; undefined when the path leads to none. */
export function environmentAt(path: string): PythonEnvironment | undefined {
  const folder = exists(path) === 'folder' ? path : folderOfInterpreter(path);
  if (folder === undefined) return undefined;
  const own = sitePackages(folder, basename(path));
  // An interpreter may be a link into the installation it belongs to.
  const real = own.length === 0 && exists(path) === 'file' ? folderOfInterpreter(withoutLinks(path)) : undefined;
  const sites = real === undefined ? own : sitePackages(real, basename(withoutLinks(path)));
  return sites.length > 0 ? new PythonEnvironment(real ?? folder, [...sites, ...systemSites(folder)]) : undefined;
}

/** `env/bin/python`, `env\Scripts\python.exe`, and conda's `env\python.exe`. */
function folderOfInterpreter(path: string): string | undefined {
  if (exists(path) !== 'file') return undefined;
  const folder = dirname(path);
  return /^(?:bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** `lib/python3.12/site-packages`, on Windows `Lib\site-packages`, on Debian also `lib/python3/dist-packages`. */
function sitePackages(folder: string, interpreter: string): readonly string[] {
  const wanted = /^python(3\.\d+)/.exec(interpreter)?.[1] ?? configured(folder, 'version(?:_info)?')?.split('.').slice(0, 2).join('.');
  const libraries = ['lib', 'lib64', 'local/lib'].flatMap(lib => {
    const versions = namesIn(join(folder, lib)).filter(name => /^(?:python|pypy)\d[\d.]*$/.test(name));
    const exact = versions.filter(name => name === `python${wanted}`);
    return (exact.length > 0 ? [...exact, ...versions.filter(name => name === 'python3')] : newestFirst(versions)).map(name => join(folder, lib, name));
  });
  const sites = [...libraries.flatMap(lib => [join(lib, 'site-packages'), join(lib, 'dist-packages')]), join(folder, 'Lib', 'site-packages')];
  return [...new Set(sites.filter(site => exists(site) === 'folder').map(withoutLinks))];
}

const minor = (name: string): number => Number(/\.(\d+)/.exec(name)?.[1] ?? 0);
const newestFirst = (names: readonly string[]): readonly string[] => [...names].sort((a, b) => minor(b) - minor(a));

/** The packages of the installation that a virtual environment was made from, where it was made to see them. */
function systemSites(folder: string): readonly string[] {
  const home = configured(folder, 'home');
  return home !== undefined && configured(folder, 'include-system-site-packages') === 'true' ? sitePackages(dirname(home), '') : [];
}

/** A value of `pyvenv.cfg`. */
function configured(folder: string, key: string): string | undefined {
  const file = readText(join(folder, 'pyvenv.cfg'), maxBytes);
  return 'text' in file ? new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(file.text)?.[1] : undefined;
}

/** The folders that the `.pth` files of a folder name: editable installs, among others. Lines that are code are not run. */
function pathLines(site: string): readonly string[] {
  return namesIn(site).flatMap(name => {
    const file = name.endsWith('.pth') ? readText(join(site, name), maxBytes) : undefined;
    if (!file || !('text' in file)) return [];
    const lines = file.text.split(/\r\n|\r|\n/).map(line => line.trim());
    const paths = lines.filter(line => line !== '' && !/^(?:#|import\s)/.test(line)).map(line => (isAbsolute(line) ? line : resolve(site, line)));
    return paths.filter(path => exists(path) === 'folder');
  });
}

function installedSqlalchemy(site: string): PythonEnvironment['sqlalchemy'] {
  for (const name of namesIn(site)) {
    const release = /^sqlalchemy-([\d.]+\w*?)(?:-.*)?\.(?:dist|egg)-info$/i.exec(name)?.[1];
    if (release !== undefined) return { release, source: join(site, name) };
  }
  return undefined;
}
