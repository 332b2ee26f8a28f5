import type { Evaluator } from './evaluate.ts';
import { type InstalledSources, type Loaded, type ModuleInfo, type Modules, type Sources, topOf } from './modules.ts';
import type { Registry } from './registry.ts';
import type { Value } from './values.ts';

/** How many re-exports are followed from one name. */
const maxSteps = 12;

/** What models use of installed packages. Nothing of them is read but what a model leads to. */
export class Installed {
  readonly #modules: Modules;
  readonly #evaluator: Evaluator;
  readonly #files: InstalledSources;
  readonly #imports: Sources['imports'];
  readonly #facts: Sources['facts'];

  constructor(sources: Sources, modules: Modules, evaluator: Evaluator) {
    this.#modules = modules;
    this.#evaluator = evaluator;
    this.#files = sources.installed;
    this.#imports = sources.imports;
    this.#facts = sources.facts;
  }

  /**
   * The installed modules that declare mapped things and are loaded with some files, each behind those it imports: they share the registry
   * with what derives from them. Only what is imported when a module is loaded counts, and re-exports are told from the texts, so that
   * packages of another kind are not parsed.
   */
  loadedBy(uris: readonly string[]): Loaded {
    const modules = new Set<ModuleInfo>();
    const reached = new Map<string, readonly string[]>();
    const imports = new Map<string, readonly string[]>();
    /** The declaring modules that come with a name of a module; with the empty name, the module alone. */
    const reach = (path: string, name: string, from: ModuleInfo): readonly string[] => {
      const module = this.#modules.findInstalled(path, from);
      // A package without a file of its own.
      if (!module) return name === '' ? [] : reach(`${path}.${name}`, '', from);
      if (!module.installed) return [];
      const key = `${module.uri} ${name}`;
      const known = reached.get(key);
      if (known) return known;
      reached.set(key, []);
      const inside = name === '' ? [] : reach(`${path}.${name}`, '', from);
      const own = this.#files.declares(module.uri) ? declaring(module) : name === '' ? [] : reExported(module, name);
      const all = [...new Set([...own, ...inside])];
      reached.set(key, all);
      return all;
    };
    const declaring = (module: ModuleInfo): readonly string[] => {
      if (!imports.has(module.uri)) {
        imports.set(module.uri, []);
        imports.set(module.uri, imported(module));
        modules.add(module);
      }
      return [module.uri];
    };
    const reExported = (module: ModuleInfo, name: string): readonly string[] =>
      this.#imports(module.uri).flatMap(({ level, module: path, names }) => {
        const absolute = this.#modules.absolute(level, path, module) ?? '';
        const isStar = names.length === 0 && topOf(absolute) === topOf(module.name);
        return names.includes(name) || isStar ? reach(absolute, name, module) : [];
      });
    const imported = (module: ModuleInfo): readonly string[] => {
      const found = new Set<string>();
      const add = (level: number, path: string, name: string): void => {
        // What the workspace imports by dots is its own.
        const absolute = level === 0 ? path : module.installed ? this.#modules.absolute(level, path, module) : undefined;
        if (absolute === undefined || !this.#files.mayHave(absolute, module.uri)) return;
        if (module.installed || !this.#modules.find(absolute, module)) for (const uri of reach(absolute, name, module)) found.add(uri);
      };
      for (const b of this.#facts(module.uri)?.scope.bindings ?? [])
        if (b.kind === 'import' && b.guard !== 'type-checking') add(b.level, b.module, b.attr?.id ?? '');
      // `import a.b` binds `a` alone, but loads both; a star binds anything.
      for (const { level, module: path, names } of this.#imports(module.uri)) if (names.length === 0) add(level, path, '');
      return [...found];
    };
    for (const uri of uris) {
      const module = this.#modules.of(uri);
      if (module && !module.installed) imports.set(uri, imported(module));
    }
    return { modules: [...modules], imports };
  }

  /**
   * What the classes of an installed package's base are is told by all its modules, of which only those are read that models lead to. Nothing is elsewhere
   * when no other module declares any.
   */
  elsewhere(module: ModuleInfo): Pick<Registry, 'elsewhere'> {
    if (!module.installed) return {};
    const top = topOf(module.name);
    const read = new Set([module.uri, ...this.#modules.loaded().map(it => it.uri)]);
    const all = this.#files.declaring(top, module.uri);
    return all?.every(uri => read.has(uri)) ? {} : { elsewhere: `other modules of '${top}' may hold it` };
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
        return callee !== value.callee && callee.kind === 'function' ? this.#evaluator.called(callee, value.node, value.env) : undefined;
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
