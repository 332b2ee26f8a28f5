import { append, memo } from '../base/lazy.ts';
import type { SqlalchemyVersion } from '../config.ts';
import type { FileFacts, Scope } from '../facts/facts.ts';

/** A Python file of the workspace, known by where it lies; its text need not have been read. */
export interface SourceFile {
  readonly uri: string;
  /** The workspace folder it belongs to. */
  readonly folder: string;
  /** Directories and file name below the folder, without `.py`: `['app', 'models', '__init__']`. */
  readonly segments: readonly string[];
  /** The packages around the workspace folder, when the folder itself lies inside one. */
  readonly outer: readonly string[];
}

/** `from ..module import a, b` or `import module`, as far as it matters for what is loaded. */
export interface ImportLine {
  readonly level: number;
  readonly module: string;
  readonly names: readonly string[];
}

/** The files of installed packages. Their facts and imports are asked for like those of any file. */
export interface InstalledSources {
  /** The minor version of the Python 3 that a file's project runs on; undefined when no environment tells. */
  readonly python: (from: string) => number | undefined;
  /** The file of a module for a file that imports it; undefined when it is not installed, or not to be read. */
  readonly find: (name: string, from: string) => { readonly uri: string; readonly isPackage: boolean } | undefined;
  /** False for a module that `find` does not find for certain; nothing is read to know it. */
  readonly mayHave: (name: string, from: string) => boolean;
  /** True when the text has classes with columns or relationships. */
  readonly declares: (uri: string) => boolean;
  /** The files of a whole package whose texts do, by its outermost name; undefined when it has too many files to look into. */
  readonly declaring: (top: string, from: string) => readonly string[] | undefined;
}

/** Everything a project is made from. */
export interface Sources {
  readonly files: readonly SourceFile[];
  /** The facts of a file, made when first asked for; undefined when it cannot be read. */
  readonly facts: (uri: string) => FileFacts | undefined;
  /** What any file imports, read from its text without parsing it. */
  readonly imports: (uri: string) => readonly ImportLine[];
  /** Uris of the files that may declare something mapped. */
  readonly modelUris: readonly string[];
  /** The SQLAlchemy that a file's project runs on. */
  readonly version: (uri: string) => SqlalchemyVersion;
  readonly installed: InstalledSources;
}

/** Installed modules that are loaded with the workspace's, and what each file imports of them. */
export interface Loaded {
  readonly modules: readonly ModuleInfo[];
  /** Uris of such modules by the uri of the importing file, which may be one of them. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** A file as Python imports it. */
export interface ModuleInfo {
  /** Dotted, as in `__module__`. */
  readonly name: string;
  readonly uri: string;
  readonly folder: string;
  readonly isPackage: boolean;
  /** It belongs to an installed package, not to the workspace. */
  readonly installed?: true;
}

/** The modules of the workspace by their dotted names, and those of installed packages that somebody asked for. */
export class Modules {
  readonly #byName = new Map<string, ModuleInfo[]>();
  /** Names under which a file could be imported from a directory further up (namespace packages, several roots). */
  readonly #byLongerName = new Map<string, ModuleInfo[]>();
  readonly #byUri = new Map<string, ModuleInfo>();
  readonly #packages = new Set<string>();
  /** Installed modules that are loaded with the workspace's models. */
  readonly #loaded = new Map<string, ModuleInfo>();
  #imports: Loaded['imports'] = new Map();
  readonly #installed: InstalledSources;

  constructor(sources: Sources) {
    this.#installed = sources.installed;
    const packageDirs = new Set<string>();
    for (const { folder, segments } of sources.files)
      if (segments.at(-1) === '__init__' && canBeImported(segments.at(-2))) packageDirs.add(pathKey(folder, segments.slice(0, -1)));
    const shifts = new Map<string, number>();
    const imported = importedNames(sources);
    const roots = new Map<string, { file: SourceFile; root: number }[]>();
    for (const file of sources.files) {
      let root = file.segments.length - 1;
      while (root > 0 && packageDirs.has(pathKey(file.folder, file.segments.slice(0, root)))) root--;
      append(roots, pathKey(file.folder, file.segments.slice(0, root)), { file, root });
    }
    for (const [key, members] of roots) shifts.set(key, bestRoot(members, imported));
    for (const [key, members] of roots)
      for (const { file, root } of members) this.#add(file, shifts.get(key) ?? root, packageDirs.has(pathKey(file.folder, [])));
  }

  #add(file: SourceFile, root: number, folderIsPackage: boolean): void {
    const isPackage = file.segments.at(-1) === '__init__';
    const path = isPackage ? file.segments.slice(0, -1) : file.segments;
    const outer = root === 0 && folderIsPackage ? file.outer : [];
    const info: ModuleInfo = { name: [...outer, ...path.slice(root)].join('.'), uri: file.uri, folder: file.folder, isPackage };
    this.#byUri.set(file.uri, info);
    append(this.#byName, info.name, info);
    for (let i = 1; i < path.length - root; i++) this.#packages.add(path.slice(root, root + i).join('.'));
    for (let from = root - 1; from >= 0; from--) {
      append(this.#byLongerName, path.slice(from).join('.'), info);
      for (let to = from + 1; to < path.length; to++) this.#packages.add(path.slice(from, to).join('.'));
    }
  }

  of(uri: string): ModuleInfo | undefined {
    return this.#byUri.get(uri);
  }

  /**
   * The module that `import name` in `from` means; undefined when the workspace has none, or several that fit equally. Installed packages see
   * their own modules only.
   */
  find(name: string, from: ModuleInfo): ModuleInfo | undefined {
    if (from.installed) return topOf(name) === topOf(from.name) ? this.findInstalled(name, from) : undefined;
    return nearest(this.#byName.get(name), from) ?? nearest(this.#byLongerName.get(name), from) ?? this.#loaded.get(name);
  }

  /** Makes installed modules known to the whole workspace. */
  load({ modules, imports }: Loaded): void {
    for (const module of modules) {
      this.#loaded.set(module.name, module);
      for (let dot = module.name.indexOf('.'); dot >= 0; dot = module.name.indexOf('.', dot + 1)) this.#packages.add(module.name.slice(0, dot));
    }
    this.#imports = imports;
  }

  /** The installed modules that are known to the whole workspace. */
  loaded(): readonly ModuleInfo[] {
    return [...this.#loaded.values()];
  }

  /** Uris of those of them that a file imports, by itself or through a package that hands them on. */
  loadedWith(uri: string): readonly string[] {
    return this.#imports.get(uri) ?? [];
  }

  /** The module of an installed package; its file is read. An editable install may lead back into the workspace. */
  findInstalled(name: string, from: ModuleInfo): ModuleInfo | undefined {
    const file = this.#installed.find(name, from.uri);
    if (!file) return undefined;
    return memo(this.#byUri, file.uri, () => ({ name, uri: file.uri, folder: '', isPackage: file.isPackage, installed: true }));
  }

  /** True when some file of the workspace, or an installed module that is loaded with it, lies in a package of this name. */
  isPackage(name: string): boolean {
    return this.#packages.has(name);
  }

  /** The absolute name of `level` dots and `module` written in `from`; undefined when the dots lead out of the package. */
  absolute(level: number, module: string, from: ModuleInfo): string | undefined {
    if (level === 0) return module;
    const parts = from.name.split('.');
    const drop = from.isPackage ? level - 1 : level;
    // A module without a package around it can still be run with its folder as the package: nothing is known then.
    if (drop >= parts.length + (module ? 1 : 0)) return undefined;
    return [...parts.slice(0, parts.length - drop), ...(module ? [module] : [])].join('.');
  }
}

/** The outermost package of a dotted name. */
export const topOf = (name: string): string => name.split('.', 1)[0] ?? '';

const pathKey = (folder: string, segments: readonly string[]): string => [folder, ...segments].join('/');

/** Every absolute module name that some read file imports. */
function importedNames(sources: Sources): ReadonlySet<string> {
  const names = new Set<string>();
  for (const uri of sources.modelUris) {
    const scope = sources.facts(uri)?.scope;
    if (scope) for (const name of memo(importedIn, scope, () => namesImportedIn(scope))) names.add(name);
  }
  return names;
}

/** Facts do not change, so this outlives a project. */
const importedIn = new WeakMap<Scope, ReadonlySet<string>>();

function namesImportedIn(scope: Scope): ReadonlySet<string> {
  const names = new Set<string>();
  for (const binding of scope.bindings) {
    if (binding.kind !== 'import' || binding.level > 0) continue;
    names.add(binding.module);
    if (binding.attr) names.add(`${binding.module}.${binding.attr.id}`);
  }
  for (const { level, module } of scope.stars) if (level === 0) names.add(module);
  return names;
}

/** `blog-1.0` is no package, whatever lies in it. */
const canBeImported = (directory: string | undefined): boolean => directory === undefined || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(directory);

/**
 * Where the import root of a group of files lies: usually the parent of the outermost package, but directories without `__init__.py` are
 * packages too (PEP 420), and then only the imports in the code tell how the modules are called.
 */
function bestRoot(members: readonly { readonly file: SourceFile; readonly root: number }[], imported: ReadonlySet<string>): number {
  const votes = new Map<number, number>();
  for (const { file, root } of members) {
    const path = file.segments.at(-1) === '__init__' ? file.segments.slice(0, -1) : file.segments;
    for (let from = 0; from <= root; from++) {
      const name = path.slice(from).join('.');
      if (name !== '' && imported.has(name)) votes.set(from, (votes.get(from) ?? 0) + 1);
    }
  }
  const own = members[0]?.root ?? 0;
  let best = own;
  for (const [from, count] of votes) if (count > (votes.get(best) ?? 0)) best = from;
  return best;
}

/** Of several files of one name the one that shares most of its path with the importing file. */
function nearest(candidates: readonly ModuleInfo[] | undefined, from: ModuleInfo): ModuleInfo | undefined {
  if (!candidates || candidates.length <= 1) return candidates?.[0];
  const shared = from.uri.split('/');
  let best: ModuleInfo | undefined;
  let bestLength = -1;
  let tie = false;
  for (const candidate of candidates) {
    const parts = candidate.uri.split('/');
    let length = 0;
    while (length < parts.length && parts[length] === shared[length]) length++;
    if (length > bestLength) [best, bestLength, tie] = [candidate, length, false];
    else if (length === bestLength) tie = true;
  }
  return tie ? undefined : best;
}
