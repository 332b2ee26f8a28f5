import type { Evaluator } from './evaluate.ts';
import type { ImportLine, InstalledSources, ModuleInfo, Modules, Sources } from './modules.ts';
import type { Value } from './values.ts';

/** How many re-exports are followed from one name. */
const maxSteps = 12;

/** What models use of installed packages. Nothing of them is read but what a model leads to. */
export class Installed {
  readonly #modules: Modules;
  readonly #evaluator: Evaluator;
  readonly #files: InstalledSources;
  readonly #imports: Sources['imports'];

  constructor(sources: Sources, modules: Modules, evaluator: Evaluator) {
    this.#modules = modules;
    this.#evaluator = evaluator;
    this.#files = sources.installed;
    this.#imports = sources.imports;
  }

  /**
   * The installed modules that are loaded with some files and declare mapped things, each behind those it imports: they share the registry
   * with what derives from them. Told from their texts, so that packages of another kind are not parsed.
   */
  loadedBy(uris: readonly string[]): readonly ModuleInfo[] {
    const declaring = new Set<ModuleInfo>();
    const seen = new Set<string>();
    const lines = (module: ModuleInfo, wanted: (line: ImportLine) => readonly string[]): void => {
      for (const line of this.#imports(module.uri)) {
        const path = this.#modules.absolute(line.level, line.module, module);
        if (path === undefined || path === '' || (!module.installed && this.#modules.find(path, module))) continue;
        for (const name of wanted(line)) reach(path, name, module);
      }
    };
    const all = (line: ImportLine): readonly string[] => (line.names.length > 0 ? line.names : ['']);
    const reach = (path: string, name: string, from: ModuleInfo): void => {
      const module = this.#modules.findInstalled(path, from);
      const key = `${module?.uri ?? path} ${name}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (name !== '') reach(`${path}.${name}`, '', from);
      if (!module?.installed || declaring.has(module)) return;
      if (this.#files.declares(module.uri)) {
        if (seen.has(module.uri)) return;
        seen.add(module.uri);
        lines(module, all);
        declaring.add(module);
      } else if (name !== '') lines(module, line => (line.names.includes(name) || (line.names.length === 0 && line.level > 0) ? [name] : []));
    };
    for (const uri of uris) {
      const module = this.#modules.of(uri);
      if (module) lines(module, all);
    }
    return [...declaring];
  }

  /** A value with what it is in its installed package, if that is found: `library` and what hangs on it is followed into its file. */
  open(value: Value, from: ModuleInfo): Value {
    let at = value;
    for (let steps = 0; steps < maxSteps; steps++) {
      const next = this.#step(at, from);
      if (next === undefined || next.kind === 'unknown') return at;
      at = next;
    }
    return at;
  }

  #step(value: Value, from: ModuleInfo): Value | undefined {
    switch (value.kind) {
      case 'library':
        return this.#atPath(value.path, from);
      case 'subscript':
        return value.of.kind === 'library' ? this.#atPath(value.of.path, value.env.module) : undefined;
      case 'call': {
        const callee = value.callee.kind === 'library' ? this.open(value.callee, value.env.module) : value.callee;
        return callee !== value.callee && callee.kind === 'function' ? this.#evaluator.invoke(callee.func, callee.env, value.node, value.env) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** What a dotted path means: the longest part of it that is a module, and the attributes behind it. */
  #atPath(path: string, from: ModuleInfo): Value | undefined {
    const parts = path.split('.');
    for (let length = parts.length - 1; length > 0; length--) {
      const module = this.#modules.findInstalled(parts.slice(0, length).join('.'), from);
      if (!module) continue;
      const [first = '', ...rest] = parts.slice(length);
      const bound = this.#evaluator.inModule(module, first);
      if (!bound || (bound.kind === 'library' && bound.path === path)) return undefined;
      return rest.reduce((of, name) => this.#evaluator.attribute(this.open(of, module), name, nowhere), bound);
    }
    return undefined;
  }
}

const start = { line: 0, character: 0 };
const nowhere = { kind: 'error', range: { start, end: start } } as const;
