import type { Binding, FunctionFact } from '../facts/facts.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import type { Installed } from './installed.ts';
import { callOf, isFlaskExtension, libraryPath, sqlalchemyName } from './library.ts';
import { merge } from './linearisation.ts';
import { metaclassDoubt } from './metaclasses.ts';
import { identity, isHarmless, isReadable, libraryRegistry, type Registry } from './registry.ts';
import { around, booleanOf, type ClassSymbol, type Env, isNone, stringOf, type Value, within } from './values.ts';

export type { Registry } from './registry.ts';

/** A class and what it derives from. */
export interface Lineage {
  /** The workspace's classes in method resolution order, the class itself first. */
  readonly mro: readonly ClassSymbol[];
  readonly registry: Registry | undefined;
  /** Why the class may have attributes that are not seen; absent when all bases are known. */
  readonly open?: string;
  /** Dotted paths of the bases outside the workspace. */
  readonly libraries: readonly string[];
}

type Base =
  | { readonly kind: 'class'; readonly cls: ClassSymbol }
  | { readonly kind: 'declarative'; readonly registry: Registry; readonly cls?: ClassSymbol; readonly open?: string }
  | { readonly kind: 'library'; readonly path: string }
  | { readonly kind: 'unknown'; readonly why: string };

const declarativeBases: ReadonlySet<string> = new Set(['DeclarativeBase', 'DeclarativeBaseNoMeta']);

/** Bases, method resolution order and registry of classes. */
export class Hierarchy {
  readonly #evaluator: Evaluator;
  readonly #installed: Installed;
  readonly #bases = new Map<ClassSymbol, readonly Base[]>();
  readonly #declarative = new Map<Value, Base | undefined>();
  readonly #mros = new Map<ClassSymbol, readonly ClassSymbol[]>();
  readonly #lineages = new Map<ClassSymbol, Lineage>();
  readonly #pending = new Set<ClassSymbol>();
  /** `Cls.name = value` after the class. */
  readonly #assigned = new Map<ClassSymbol, Map<string, Value>>();
  /** `registry.metadata = metadata`, by identities. */
  readonly #metadataGiven = new Map<string, string>();
  readonly #schemas = new Map<string, string>();
  readonly #disordered = new Set<ClassSymbol>();
  /** Set by the mapping. */
  isMapped: (cls: ClassSymbol) => boolean = () => false;
  /** Set by the tables: the name rules need the whole hierarchy. */
  tableName: (cls: ClassSymbol) => Value | undefined = () => undefined;

  constructor(evaluator: Evaluator, installed: Installed) {
    this.#evaluator = evaluator;
    this.#installed = installed;
    evaluator.libraryBases = cls => this.lineage(cls).libraries;
    evaluator.classAttribute = (cls, name) => (name === '__tablename__' ? this.tableName(cls) : this.attribute(cls, name));
  }

  lineage(cls: ClassSymbol): Lineage {
    const known = this.#lineages.get(cls);
    if (known) return known;
    const made = this.#lineage(cls);
    this.#lineages.set(cls, made);
    return made;
  }

  #lineage(cls: ClassSymbol): Lineage {
    const mro = this.mro(cls);
    let registry = this.#decoratedRegistry(cls);
    let open: string | undefined;
    let libraries = noLibraries;
    let unknownBase: Registry | undefined;
    for (const it of mro) {
      registry ??= this.#baseRegistry(it);
      for (const base of this.bases(it)) {
        if (base.kind === 'declarative') registry ??= base.registry;
        open ??= base.kind === 'unknown' ? base.why : base.kind === 'declarative' ? base.open : undefined;
        if (base.kind !== 'library') continue;
        libraries = [...libraries, base.path];
        if (/^sqlmodel\.(?:main\.)?SQLModel$/.test(base.path)) registry ??= { id: 'sqlmodel', flavor: 'sqlmodel', metadata: 'sqlmodel' };
        else if (!isHarmless(base.path)) {
          open ??= `its base '${base.path}' is not in the workspace`;
          unknownBase ??= libraryRegistry(base.path);
        }
      }
      if (it.fact.args.some(a => a.star)) open ??= 'its bases are computed';
      open ??= it.open ?? metaclassDoubt(it, this.#evaluator, metaclass => this.mro(metaclass));
    }
    if (!registry && unknownBase) registry = unknownBase;
    return open === undefined ? { mro, registry, libraries } : { mro, registry, libraries, open };
  }

  /** The registry of a class decorated with `@registry.mapped` and the like. */
  #decoratedRegistry(cls: ClassSymbol): Registry | undefined {
    for (const decorator of cls.fact.decorators) {
      const target = decorator.kind === 'call' ? decorator.func : decorator;
      if (target.kind === 'attribute' && (target.attr.id === 'mapped' || target.attr.id === 'mapped_as_dataclass')) {
        const registry = this.#evaluator.evaluate(target.value, cls.env);
        const id =
          callOf(registry) === 'registry'
            ? identity(registry)
            : registry.kind === 'member' && registry.name === 'registry'
              ? this.registryOf(registry.of)?.id
              : undefined;
        if (id !== undefined) return { id, flavor: 'declarative', metadata: this.metadataOf(registry) ?? id };
      }
      if (decorator.kind === 'call' && sqlalchemyName(this.#evaluator.evaluate(decorator.func, cls.env)) === 'mapped_as_dataclass' && decorator.args[0]) {
        const registry = this.#evaluator.evaluate(decorator.args[0].value, cls.env);
        const id = identity(registry);
        if (id !== undefined) return { id, flavor: 'declarative', metadata: this.metadataOf(registry) ?? id };
      }
    }
    return undefined;
  }

  /** The registry of a declarative base, or of a class. */
  registryOf(of: Value): Registry | undefined {
    if (of.kind === 'class') return this.lineage(of.cls).registry;
    const base = this.#declarativeBase(of);
    return base?.registry;
  }

  /** The registry of a class that *is* a declarative base: `class Base(DeclarativeBase)`, `@as_declarative() class Base`. */
  #baseRegistry(cls: ClassSymbol): Registry | undefined {
    if (!this.isDeclarativeBase(cls)) return undefined;
    const written = this.#own(cls, 'registry');
    // Whatever makes it: two bases that name one registry share it.
    const registry = written?.kind === 'call' ? written : undefined;
    const id = (registry && identity(registry)) ?? cls.id;
    const metadata = this.#assigned.get(cls)?.get('metadata') ?? this.#own(cls, 'metadata') ?? registry ?? this.#decoratorArgument(cls, 'metadata');
    return { id, flavor: 'declarative', metadata: (metadata && this.metadataOf(metadata)) ?? id, ...this.#installed.elsewhere(cls.module) };
  }

  /** `@as_declarative(metadata=...)` */
  #decoratorArgument(cls: ClassSymbol, keyword: string): Value | undefined {
    const given = cls.fact.decorators.flatMap(d => (d.kind === 'call' ? d.args : [])).find(a => a.name?.id === keyword);
    return given && this.#evaluator.evaluate(given.value, cls.env);
  }

  /**
   * The identity of the MetaData that a value is or leads to: `MetaData()`, `Base`, `db`, `registry(metadata=...)`, `Base.metadata`; undefined
   * when it cannot be known.
   */
  metadataOf(value: Value): string | undefined {
    if (value.kind === 'class') return this.lineage(value.cls).registry?.metadata;
    if (/^sqlmodel\.(?:main\.)?SQLModel(?:\.metadata)?$/.test(libraryPath(value))) return 'sqlmodel';
    if (value.kind === 'member' && (value.name === 'metadata' || value.name === 'registry' || value.name === 'Model')) return this.metadataOf(value.of);
    if (value.kind !== 'call') return identity(value);
    const id = identity(value);
    const assigned = id === undefined ? undefined : this.#metadataGiven.get(id);
    if (assigned !== undefined) return assigned;
    const argument = (keyword: string): Value | undefined => {
      const given = value.node.args.find(a => a.name?.id === keyword);
      return given && this.#evaluator.evaluate(given.value, value.env);
    };
    if (callOf(value) === 'MetaData') {
      const schema = stringOf(argument('schema'));
      if (id !== undefined && schema !== undefined) this.#schemas.set(id, schema);
      return id;
    }
    if (value.callee.kind === 'member' && value.callee.name === 'generate_base') return this.metadataOf(value.callee.of);
    const model = argument('model_class');
    const given = argument('metadata');
    return (model && isFlaskExtension(value) ? this.metadataOf(model) : undefined) ?? (given && !isNone(given) ? this.metadataOf(given) : undefined) ?? id;
  }

  /** The schema of the tables of a MetaData that name none: `MetaData(schema="main")`. */
  schemaOf(metadata: string | undefined): string | undefined {
    return metadata === undefined ? undefined : this.#schemas.get(metadata);
  }

  #own(cls: ClassSymbol, name: string): Value | undefined {
    const binding = this.written(cls, name);
    return binding?.kind === 'value' && binding.value ? this.#evaluator.evaluate(binding.value, cls.env) : undefined;
  }

  /** True for a class that classes are mapped by deriving from, and that is itself not mapped. */
  isDeclarativeBase(cls: ClassSymbol): boolean {
    if (this.bases(cls).some(b => b.kind === 'library' && declarativeBases.has(sqlalchemyName({ kind: 'library', path: b.path }) ?? ''))) return true;
    return cls.fact.decorators.some(d => {
      const target = d.kind === 'call' ? d.func : d;
      const name = target.kind === 'attribute' ? target.attr.id : target.kind === 'name' ? target.id : '';
      if (name === 'as_declarative' || name === 'as_declarative_base') return true;
      return target.kind === 'name' && sqlalchemyName(this.#evaluator.evaluate(target, cls.env)) === 'as_declarative';
    });
  }

  /** False where `Cls.attr = relationship(...)` does nothing: without the declarative metaclass nobody sees the assignment. */
  interceptsAssignment(cls: ClassSymbol): boolean {
    return !this.lineage(cls).libraries.some(l => l.endsWith('.DeclarativeBaseNoMeta')) && this.#decoratedRegistry(cls) === undefined;
  }

  bases(cls: ClassSymbol): readonly Base[] {
    const known = this.#bases.get(cls);
    if (known) return known;
    const made: Base[] = [];
    // The header is evaluated outside the class body.
    const env = around(cls.env);
    for (const arg of cls.fact.args) if (!arg.name && !arg.star) made.push(this.#base(arg.value, env, cls));
    this.#bases.set(cls, made);
    return made;
  }

  #base(expr: Expr, env: Env, cls: ClassSymbol): Base {
    const written = this.#evaluator.evaluate(expr, env);
    const value = this.#opened(written, env);
    if (value.kind === 'class') return value.cls === cls ? { kind: 'unknown', why: 'it derives from itself' } : { kind: 'class', cls: value.cls };
    // Many classes derive from one base.
    if (!this.#declarative.has(value)) this.#declarative.set(value, this.#declarativeBase(value));
    const declarative = this.#declarative.get(value);
    if (declarative) return declarative;
    if (value.kind === 'library') return { kind: 'library', path: value.path };
    if (value.kind === 'subscript') return value.of.kind === 'library' ? { kind: 'library', path: value.of.path } : { kind: 'unknown', why: 'a generic base' };
    // `six.with_metaclass(Meta, Base)`
    if (value.kind === 'call' && libraryPath(value.callee).endsWith('with_metaclass') && value.node.args[1])
      return this.#base(value.node.args[1].value, value.env, cls);
    // `namedtuple("Colour", "text background")`
    if (value.kind === 'call' && value.callee.kind === 'library' && /(?:^|\.)(?:namedtuple|NamedTuple)$/.test(value.callee.path))
      return { kind: 'library', path: value.callee.path };
    return { kind: 'unknown', why: value.kind === 'unknown' ? `a base is not known: ${value.why}` : 'a base is computed' };
  }

  /** A base of an installed package, followed into its file; one that a function there returns only where it is a class or a declarative base. */
  #opened(written: Value, env: Env): Value {
    if (isReadable(written)) return this.#installed.open(written, env.module);
    if (written.kind !== 'call' || written.callee.kind !== 'library' || this.#declarativeBase(written)) return written;
    const returned = this.#installed.open(written, env.module);
    return returned.kind === 'class' || this.#declarativeBase(returned) ? returned : written;
  }

  #declarativeBase(value: Value): Extract<Base, { kind: 'declarative' }> | undefined {
    const name = callOf(value);
    if (value.kind === 'call' && (name === 'declarative_base' || name === 'automap_base')) {
      const argument = (key: string) => value.node.args.find(a => a.name?.id === key)?.value;
      const clsArgument = argument('cls');
      const shared = argument('class_registry');
      const cls = clsArgument && this.#evaluator.evaluate(clsArgument, value.env);
      const id = (shared && identity(this.#evaluator.evaluate(shared, value.env))) ?? identity(value) ?? '?';
      const metadata = argument('metadata') || this.#metadataGiven.has(identity(value) ?? '') ? (this.metadataOf(value) ?? id) : id;
      const automap = name === 'automap_base' ? ({ open: 'automap adds classes at run time', automap: true } as const) : {};
      const registry: Registry = { id, flavor: 'declarative', metadata, ...automap, ...this.#installed.elsewhere(value.env.module) };
      if (cls?.kind === 'class') return { kind: 'declarative', registry, cls: cls.cls };
      // `cls=(DeferredReflection, Audited)`
      return { kind: 'declarative', registry, ...(cls?.kind === 'sequence' ? { open: 'what its declarative base derives from is not followed' } : {}) };
    }
    // `registry().generate_base()` and `mapper_registry.generate_base()`
    if (value.kind === 'call' && value.callee.kind === 'member' && value.callee.name === 'generate_base') {
      const id = identity(value.callee.of) ?? '?';
      return { kind: 'declarative', registry: { id, flavor: 'declarative', metadata: this.metadataOf(value.callee.of) ?? id } };
    }
    if (value.kind === 'member' && value.name === 'Model' && isFlaskExtension(value.of)) return this.#flaskModel(value.of);
    if (value.kind === 'library' && /(?:^|\.)(?:db|sqla|sa)\.Model$/.test(value.path) && !value.path.startsWith('django.')) {
      const id = value.path.slice(0, -'.Model'.length);
      return { kind: 'declarative', registry: { id, flavor: 'flask', metadata: id } };
    }
    return undefined;
  }

  #flaskModel(extension: Value): Extract<Base, { kind: 'declarative' }> {
    const id = identity(extension) ?? '?';
    let registry: Registry = {
      id,
      flavor: 'flask',
      metadata: this.metadataOf(extension) ?? id,
      ...(extension.kind === 'call' ? this.#installed.elsewhere(extension.env.module) : {}),
    };
    if (extension.kind !== 'call') return { kind: 'declarative', registry };
    const argument = extension.node.args.find(a => a.name?.id === 'model_class')?.value;
    const cls = argument ? this.#evaluator.evaluate(argument, extension.env) : undefined;
    if (cls?.kind === 'class') {
      const own = this.lineage(cls.cls).registry;
      if (own) registry = { ...own, flavor: 'flask' };
      return { kind: 'declarative', registry, cls: cls.cls };
    }
    const declarative = cls && this.#declarativeBase(cls);
    if (declarative?.kind === 'declarative') return { ...declarative, registry: { ...declarative.registry, flavor: 'flask' } };
    return { kind: 'declarative', registry };
  }

  /** C3 linearisation over the workspace's classes; a depth-first order where Python would refuse the class. */
  mro(cls: ClassSymbol): readonly ClassSymbol[] {
    const known = this.#mros.get(cls);
    if (known) return known;
    if (this.#pending.has(cls)) return [cls];
    this.#pending.add(cls);
    const parents = this.classBases(cls);
    const lists = parents.map(p => this.mro(p));
    this.#pending.delete(cls);
    const merged = parents.length < 2 ? lists[0] : merge([...lists, parents]);
    if (parents.length > 0 && !merged) this.#disordered.add(cls);
    const mro = [cls, ...(merged ?? new Set([...lists.flat(), ...parents]))];
    this.#mros.set(cls, mro);
    return mro;
  }

  /** A statement sets `registry.metadata`, or that of a base made by a call. */
  assignMetadata(owner: Value, metadata: Value): void {
    const [of, to] = [identity(owner), this.metadataOf(metadata)];
    if (owner.kind === 'call' && of !== undefined && to !== undefined) this.#metadataGiven.set(of, to);
  }

  /** A statement after the class sets one of its attributes. */
  assign(cls: ClassSymbol, name: string, value: Value): void {
    const given = this.#assigned.get(cls) ?? new Map<string, Value>();
    this.#assigned.set(cls, given.set(name, value));
  }

  /** False when Python refuses the class because its bases have no consistent order. */
  hasResolutionOrder(cls: ClassSymbol): boolean {
    this.mro(cls);
    return !this.#disordered.has(cls);
  }

  /** The bases that are class statements of the workspace, in order. */
  classBases(cls: ClassSymbol): readonly ClassSymbol[] {
    const found: ClassSymbol[] = [];
    for (const base of this.bases(cls)) if ((base.kind === 'class' || base.kind === 'declarative') && base.cls) found.push(base.cls);
    return found;
  }

  /** The last binding of a name in the class's own body; `__table__: ClassVar[Table]` without a value binds nothing. */
  written(cls: ClassSymbol, name: string): Binding | undefined {
    return this.#evaluator.classBindings(cls.fact).get(name)?.findLast(binds);
  }

  /** What `cls.name` is, found along the method resolution order; functions that make class attributes are called with the class. */
  attribute(cls: ClassSymbol, name: string): Value | undefined {
    for (const it of this.mro(cls)) {
      const assigned = this.#assigned.get(it)?.get(name) ?? this.#evaluator.happenings.assigned(it, name);
      if (assigned) return assigned;
      const binding = this.written(it, name);
      if (binding) return this.bound(binding, it, cls);
    }
    return undefined;
  }

  /** The value of a class body's binding in `definer`, as seen on `cls`. */
  bound(binding: Binding, definer: ClassSymbol, cls: ClassSymbol): Value {
    if (binding.kind !== 'function') return this.#evaluator.binding(binding, definer.env);
    if (this.isDeclaredAttr(binding.func, definer.env)) return this.#callWithClass(binding.func, definer, cls);
    if (binding.func.decorators.some(d => d.kind === 'name' && d.id === 'classmethod')) {
      const [self, ...params] = binding.func.params;
      const receiver: Value = { kind: 'class', cls };
      const env = within(definer.env, { get: n => (n === self?.name?.id ? receiver : undefined) });
      return { kind: 'function', func: { ...binding.func, params }, env };
    }
    return { kind: 'function', func: binding.func, env: definer.env };
  }

  #callWithClass(func: FunctionFact, definer: ClassSymbol, cls: ClassSymbol): Value {
    // Names in a function's body skip the class body it stands in. SQLAlchemy calls it for the classes it maps.
    const call = (): Value => this.#evaluator.invoke(func, around(definer.env), cls);
    const mapped = func.name.id !== '__abstract__' && this.lineage(cls).registry !== undefined && !this.isDeclarativeBase(cls) && !this.isAbstract(cls);
    return mapped ? call() : this.#evaluator.happenings.silently(call);
  }

  /**
   * What `__tablename__`, `__table_args__`, `__mapper_args__` is for a class. It counts when the class, a mixin or an abstract base has one, or a
   * mapped base a `declared_attr`; then it is read from the class as Python does (decl_base.py, `_ClassScanMapperConfig._scan_attributes`).
   */
  setting(cls: ClassSymbol, name: string): Value | undefined {
    const counts = this.mro(cls).some(it => {
      const binding = this.written(it, name);
      return binding && (it === cls || (binding.kind === 'function' && this.isDeclaredAttr(binding.func, it.env)) || !this.isMapped(it));
    });
    return counts ? this.attribute(cls, name) : undefined;
  }

  /** True for `@declared_attr`, `@declared_attr.cascading`, `@declared_attr.directive`, whatever the import calls it. */
  isDeclaredAttr(func: FunctionFact, env: Env): boolean {
    const isName = (d: Expr): boolean => (d.kind === 'name' || d.kind === 'attribute') && sqlalchemyName(this.#evaluator.evaluate(d, env)) === 'declared_attr';
    const isOne = (d: Expr): boolean => isName(d) || (d.kind === 'attribute' && (d.attr.id === 'cascading' || d.attr.id === 'directive') && isOne(d.value));
    return isDeclaredAttr(func) || func.decorators.some(isOne);
  }

  /** The value of `__abstract__`, `__mapper_args__` ... written in the class's own body. */
  ownValue(cls: ClassSymbol, name: string): Value | undefined {
    const binding = this.written(cls, name);
    return binding ? this.bound(binding, cls, cls) : undefined;
  }

  isAbstract(cls: ClassSymbol): boolean {
    return booleanOf(this.ownValue(cls, '__abstract__')) === true;
  }
}

const noLibraries: readonly string[] = [];

const binds = (it: Binding): boolean => it.kind !== 'value' || it.value !== undefined;

/** By its own name: `@declared_attr`, `@declared_attr.cascading`, `@orm.declared_attr`. */
function isDeclaredAttr(func: FunctionFact): boolean {
  return func.decorators.some(function named(d: Expr): boolean {
    if (d.kind === 'name') return d.id === 'declared_attr';
    if (d.kind !== 'attribute') return d.kind === 'call' && named(d.func);
    return d.attr.id === 'declared_attr' || ((d.attr.id === 'cascading' || d.attr.id === 'directive') && named(d.value));
  });
}
