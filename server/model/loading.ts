import { append, lazy, memo } from '../base/lazy.ts';
import type { ModuleInfo, Modules, Sources } from './modules.ts';

/**
 * Which modules are loaded by one process. A workspace often holds several programs that share a base class (examples, tests, tools); what
 * SQLAlchemy would refuse when it met two things together is no fault when nothing imports both.
 */
export class Loading {
  readonly #sources: Sources;
  readonly #modules: Modules;
  readonly #importers = new Map<string, ReadonlySet<string>>();
  readonly #graph: () => ReadonlyMap<string, readonly string[]>;

  constructor(sources: Sources, modules: Modules) {
    this.#sources = sources;
    this.#modules = modules;
    this.#graph = lazy(() => this.#importedBy());
  }

  /** True when one of two files imports the other, through however many files, or a third imports both. */
  together(a: string, b: string): boolean {
    if (a === b) return true;
    const others = this.#importersOf(b);
    for (const uri of this.#importersOf(a)) if (others.has(uri)) return true;
    return false;
  }

  /**
   * True when a process that has loaded the first file has loaded the second one too: the first imports it, or every program that imports the
   * first does. A program is a file that nobody imports; tests are none.
   */
  brings(a: string, b: string): boolean {
    const [ofA, ofB] = [this.#importersOf(a), this.#importersOf(b)];
    if (ofB.has(a)) return true;
    const programs = [...ofA].filter(uri => uri !== a && !isTest(uri) && (this.#graph().get(uri) ?? []).every(isTest));
    return programs.length > 0 && programs.every(uri => ofB.has(uri));
  }

  /** True when some file imports this one. */
  isImported(uri: string): boolean {
    return (this.#graph().get(uri) ?? []).length > 0;
  }

  /** The files that import this one, by themselves or as a package around what they import. */
  importers(uri: string): readonly string[] {
    return this.#graph().get(uri) ?? [];
  }

  /** True when a file may import a module of a name at run time in a way that does not lead to a module of the workspace. */
  mayImport(uri: string, name: string): boolean {
    const module = this.#modules.of(uri);
    return this.#sources.imports(uri).some(({ level, module: path, names }) => {
      if (!names.includes(name) && !path.split('.').includes(name)) return false;
      const absolute = module && this.#modules.absolute(level, path, module);
      return absolute === undefined || module === undefined || !this.#modules.find(absolute, module);
    });
  }

  /** A file and all that import it. */
  #importersOf(uri: string): ReadonlySet<string> {
    return memo(this.#importers, uri, () => {
      const seen = new Set([uri]);
      const pending = [uri];
      for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
        for (const next of this.#graph().get(at) ?? []) {
          if (seen.has(next)) continue;
          seen.add(next);
          pending.push(next);
        }
      }
      return seen;
    });
  }

  /** For each file the files that import it. */
  #importedBy(): ReadonlyMap<string, readonly string[]> {
    const graph = new Map<string, string[]>();
    for (const uri of [...this.#sources.files.map(f => f.uri), ...this.#modules.loaded().map(m => m.uri)]) {
      const module = this.#modules.of(uri);
      if (!module) continue;
      const loaded = new Set<string>(this.#modules.loadedWith(uri));
      for (const { level, module: path, names } of module.installed ? [] : this.#sources.imports(uri)) {
        const absolute = this.#modules.absolute(level, path, module);
        if (absolute !== undefined) for (const found of this.#loaded(absolute, names, module)) loaded.add(found);
      }
      // A module's own packages are loaded before it.
      if (!module.installed) for (const found of this.#loaded(module.name, [], module)) loaded.add(found);
      for (const found of loaded) if (found !== uri) append(graph, found, uri);
    }
    return graph;
  }

  /** `import a.b` loads `a` and `a.b`; `from a import b` may load `a.b` as well. */
  *#loaded(path: string, names: readonly string[], from: ModuleInfo): Generator<string> {
    const parts = path === '' ? [] : path.split('.');
    for (let i = 1; i <= parts.length; i++) {
      const found = this.#modules.find(parts.slice(0, i).join('.'), from);
      if (found) yield found.uri;
    }
    for (const name of names) {
      const found = this.#modules.find(path === '' ? name : `${path}.${name}`, from);
      if (found) yield found.uri;
    }
  }
}

/** A file that belongs to tests by its path. */
export const isTest = (uri: string): boolean => /\/(?:tests?|testing)\/|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(uri);
