import type { Name } from '../syntax/tree.ts';
import { annotatedColumn } from './annotations.ts';
import { readAttributes } from './attribute-statements.ts';
import { Effects, type Imperative, type Preparation } from './effects.ts';
import type { Evaluator } from './evaluate.ts';
import type { Hierarchy, Registry } from './hierarchy.ts';
import { callOf, sqlalchemyName } from './library.ts';
import { Mapper } from './mapper.ts';
import { type Member, MemberList, type Members } from './members.ts';
import type { Modules, Sources } from './modules.ts';
import { isPrimaryKey, tableNameFor } from './table-names.ts';
import type { Tables } from './tables.ts';
import { booleanOf, type ClassSymbol, isNone, stringOf, Table, type Value } from './values.ts';

const reflected = 'DeferredReflection adds the columns and keys of the database';
/** What SQLAlchemy-Continuum does with classes that have its sign, `__versioned__`, once mappers are configured. */
const continuum = 'SQLAlchemy-Continuum makes classes of versions at run time';
const ofContinuum = (key: string, definer: ClassSymbol): Member => {
  return { kind: 'unknown', why: continuum, noColumn: true, key, name: definer.fact.name, uri: definer.module.uri, definer };
};

/** Decides which classes are mapped, to which tables, with which members. */
export class Mapping {
  readonly mappers: Mapper[] = [];
  /** Classes that may be mapped by a base that is not seen. */
  readonly doubtful: { readonly name: string; readonly why: string }[] = [];
  readonly #bySymbol = new Map<ClassSymbol, Mapper | undefined>();
  readonly #pending = new Set<ClassSymbol>();
  #complete = false;
  readonly #effects: Effects;
  /** Somewhere `prepare()` is called. */
  readonly #prepares: boolean;
  readonly #evaluator: Evaluator;
  readonly #hierarchy: Hierarchy;
  readonly #members: Members;
  readonly #tables: Tables;

  constructor(sources: Sources, modules: Modules, evaluator: Evaluator, hierarchy: Hierarchy, members: Members, tables: Tables) {
    this.#evaluator = evaluator;
    this.#hierarchy = hierarchy;
    this.#members = members;
    this.#tables = tables;
    this.#effects = new Effects(evaluator, hierarchy, members, tables);
    hierarchy.isMapped = cls => this.isMapped(cls);
    hierarchy.tableName = cls => tableNameFor(cls, hierarchy, evaluator);
    const files = sources.modelUris.flatMap(uri => {
      const module = modules.of(uri);
      const facts = sources.facts(uri);
      return module && facts ? [{ module, facts }] : [];
    });
    for (const { module, facts } of files) {
      const env = evaluator.bodyEnv(module);
      for (const it of facts.scope.bindings)
        if (it.kind === 'class') readAttributes(it.cls.scope.effects, evaluator.symbol(it.cls, env).env, evaluator, hierarchy, tables);
      readAttributes(facts.scope.effects, env, evaluator, hierarchy, tables);
    }
    this.#prepares = files.some(f => f.facts.prepares);
    for (const { module, facts } of files) this.#effects.readValues(module, facts.scope);
    for (const { module, facts } of files) this.#effects.readStatements(module, facts.scope);
    for (const { module, facts } of files)
      for (const binding of facts.scope.bindings)
        if (binding.kind === 'class') this.#effects.readBases(evaluator.symbol(binding.cls, evaluator.bodyEnv(module)));
    this.#settle();
    for (const { module, facts } of files)
      for (const binding of facts.scope.bindings) if (binding.kind === 'class') this.#readClass(evaluator.symbol(binding.cls, evaluator.bodyEnv(module)));
    this.#settle();
    // Their files need not speak of mapping.
    for (const cls of this.#effects.imperatives) this.#mapper(cls);
    this.#settle();
    evaluator.happenings.close();
    this.#complete = true;
  }

  /** The calls that make classes of tables. */
  get preparations(): readonly Preparation[] {
    return this.#effects.preparations;
  }

  /** Takes in mappers that were made without a class statement. */
  adopt(mappers: readonly Mapper[]): void {
    for (const mapper of mappers) {
      this.#bySymbol.set(mapper.symbol, mapper);
      this.mappers.push(mapper);
    }
  }

  /** The mapper of a class. */
  of(symbol: ClassSymbol): Mapper | undefined {
    return this.#mapper(symbol);
  }

  isMapped(symbol: ClassSymbol): boolean {
    return this.#mapper(symbol) !== undefined;
  }

  #readClass(symbol: ClassSymbol): void {
    this.#mapper(symbol);
    this.#settle();
    for (const binding of symbol.fact.scope.bindings) if (binding.kind === 'class') this.#readClass(this.#evaluator.symbol(binding.cls, symbol.env));
  }

  /** Lets count what the functions have done that were followed since: attributes first, then the classes that they made. */
  #settle(scanned?: ClassSymbol): void {
    for (let events = this.#evaluator.happenings.take(); events.length > 0; events = this.#evaluator.happenings.take()) {
      for (const event of events) {
        if (event.kind === 'dropped') this.doubtful.push({ name: event.cls.fact.name.id, why: 'nothing holds the class that is made' });
        if (event.kind === 'class' || event.kind === 'dropped') continue;
        const member = this.#effects.happened(event, scanned);
        if (member) this.#addLate(member);
      }
      for (const event of events) if (event.kind === 'class') this.#readClass(event.cls);
    }
  }

  /** An attribute that came when its class was mapped already. */
  #addLate(member: Member): void {
    const mapper = this.#bySymbol.get(member.definer);
    if (!mapper) return;
    mapper.addMember(member);
    const { table } = mapper;
    table?.later(() => this.#readColumn(mapper, table, member));
  }

  #mapper(symbol: ClassSymbol): Mapper | undefined {
    if (this.#bySymbol.has(symbol)) return this.#bySymbol.get(symbol);
    // What functions make once the project is whole, they do not make when the models are loaded.
    if (this.#pending.has(symbol) || (this.#complete && symbol.made)) return undefined;
    this.#pending.add(symbol);
    const mapper = this.#map(symbol);
    // Reached only through another class: what it would bring by itself is not looked at.
    if (mapper && this.#complete) mapper.open ??= 'nothing imports it for certain';
    this.#pending.delete(symbol);
    this.#bySymbol.set(symbol, mapper);
    if (mapper) {
      this.mappers.push(mapper);
      mapper.parent?.children.push(mapper);
      return mapper;
    }
    const { open } = this.#hierarchy.lineage(symbol);
    if (open !== undefined && !this.#hierarchy.isAbstract(symbol)) this.doubtful.push({ name: symbol.fact.name.id, why: open });
    return undefined;
  }

  #map(symbol: ClassSymbol): Mapper | undefined {
    const hierarchy = this.#hierarchy;
    const lineage = hierarchy.lineage(symbol);
    const imperative = this.#effects.imperative(symbol);
    const registry = imperative?.registry ?? lineage.registry;
    if (!registry) return undefined;
    let parent: Mapper | undefined;
    for (const base of lineage.mro) {
      const mapped = base === symbol ? undefined : this.#mapper(base);
      parent ??= mapped;
    }
    if (!imperative) {
      if (hierarchy.isDeclarativeBase(symbol) || hierarchy.isAbstract(symbol) || this.#effects.isBase(symbol)) return undefined;
      if (registry.flavor === 'sqlmodel') {
        const table = symbol.fact.args.find(a => a.name?.id === 'table');
        if (!table || booleanOf(this.#evaluator.evaluate(table.value, symbol.env)) !== true || parent) return undefined;
      } else if (symbol.fact.args.some(a => a.name?.id === 'table') && parent) return undefined;
    }
    if (isReflected(lineage.libraries) && !this.#prepares) {
      this.doubtful.push({ name: symbol.fact.name.id, why: 'DeferredReflection maps it when prepare() is called' });
      return undefined;
    }
    this.#effects.decorate(symbol);
    this.#settle();
    this.#members.act(symbol, parent?.symbol);
    this.#settle(symbol);
    const versioned = hierarchy.attribute(symbol, '__versioned__') !== undefined;
    if (registry.elsewhere !== undefined || registry.guessed) this.#tables.elsewhere.add(registry.metadata);
    if (versioned) {
      this.#tables.versioned.add(registry.metadata);
      for (const name of [`${symbol.fact.name.id}Version`, 'Transaction', 'TransactionChanges', 'TransactionMeta', 'Activity'])
        this.doubtful.push({ name, why: continuum });
    }
    const args = hierarchy.setting(symbol, '__mapper_args__');
    const properties = imperative?.properties ?? (args?.kind === 'dict' ? args.entries.get('properties')?.value : undefined);
    const extras = this.#effects.extras(symbol);
    const versions = versioned ? ['versions', 'transaction'].filter(it => !hierarchy.attribute(symbol, it)).map(it => ofContinuum(it, symbol)) : [];
    const added = [...extras, ...(properties ? this.#fromDict(properties, symbol) : []), ...versions];
    // An imperative mapping does not scan the class's body: nothing in it is mapped.
    const mapper = new Mapper(symbol, registry, parent, new MemberList(this.#members, symbol, parent?.symbol, added, lineage.registry !== undefined));
    mapper.imperative = imperative !== undefined;
    mapper.open = lineage.open ?? this.#effects.doubt(symbol) ?? (properties && properties.kind !== 'dict' ? 'its properties are computed' : undefined);
    if (!this.#mapTable(mapper, imperative, args)) return undefined;
    if (isReflected(lineage.libraries)) mapper.open ??= reflected;
    return mapper;
  }

  /** Gives the mapper its table and columns; false when SQLAlchemy would not map the class. */
  #mapTable(mapper: Mapper, imperative: Imperative | undefined, args: Value | undefined): boolean {
    const { symbol, parent, registry } = mapper;
    const concrete = args?.kind === 'dict' && booleanOf(args.entries.get('concrete')?.value) === true;
    const written = imperative ? imperative.table : this.#hierarchy.attribute(symbol, '__table__');
    const inheritsTable =
      parent !== undefined &&
      written !== undefined &&
      written === this.#hierarchy.attribute(parent.symbol, '__table__') &&
      !this.#hierarchy.written(symbol, '__table__');
    if (written && !inheritsTable && !(written.kind === 'constant' && written.value === null)) {
      const table = written.kind === 'table' ? written.table : this.#tables.ofCall(written, undefined);
      mapper.table = table;
      mapper.tableWritten = written;
      if (table) this.#tables.register(table);
      mapper.joined = table ? [] : this.#joinedTables(written);
      if (!table && mapper.joined.length === 0) mapper.open ??= 'its table is not known';
      table?.later(() => {
        for (const [key, column] of table.columns) mapper.addColumn(key, column);
      });
      mapper.inheritance = parent ? (concrete ? 'concrete' : 'joined') : undefined;
      return true;
    }
    // Flask-SQLAlchemy drops even a written table name from a subclass that has no primary key of its own; one that writes a name may get a key unseen.
    const mayHaveKey = this.#hasOwnKey(mapper) || (mapper.open !== undefined && this.#hierarchy.written(symbol, '__tablename__') !== undefined);
    const single = registry.flavor === 'flask' && parent !== undefined && !concrete && !mayHaveKey;
    const name = single ? undefined : tableNameFor(symbol, this.#hierarchy, this.#evaluator, mapper);
    if (name === undefined && parent === undefined && this.#hierarchy.lineage(symbol).libraries.some(l => l.endsWith('AbstractConcreteBase'))) {
      mapper.table = new Table('pjoin', undefined, undefined, undefined);
      mapper.table.doubt('it is a union made at run time');
      return true;
    }
    const text = stringOf(name);
    if (name === undefined || (name.kind === 'constant' && name.value === null)) {
      if (parent) {
        mapper.inheritance = 'single';
        mapper.table = parent.table;
        this.#addColumns(mapper, parent.table);
        return true;
      }
      // Without a table SQLAlchemy refuses the class; only a base that is not seen may bring one.
      if (mapper.open === undefined) return false;
      const evident = mapper.members.some(m => m.definer === symbol && (m.kind === 'relationship' || (m.kind === 'column' && m.construct !== undefined)));
      if (!evident) return false;
    }
    mapper.inheritance = parent ? (concrete ? 'concrete' : 'joined') : undefined;
    if (text === undefined) {
      mapper.table = this.#tables.unnamed(mapper.at);
      this.#addColumns(mapper, mapper.table);
      return true;
    }
    const table = this.#makeTable(mapper, text, registry);
    // With extend_existing `Table()` gives the table that is there: a subclass of the same table name adds its columns to it.
    const same = table.extends && parent?.table?.fullname === table.fullname && parent.table.metadata === table.metadata ? parent.table : undefined;
    mapper.table = same ?? table;
    if (same) mapper.inheritance = 'single';
    this.#addColumns(mapper, mapper.table);
    this.#addTableArguments(mapper, mapper.table);
    this.#tables.register(mapper.table);
    return true;
  }

  /** The tables of `join(a, b)`, `outerjoin(a, b)`, `a.join(b)`; none when one of them is not known. */
  #joinedTables(value: Value): readonly Table[] {
    const direct =
      value.kind === 'table'
        ? value.table
        : value.kind === 'member' && value.name === '__table__' && value.of.kind === 'class'
          ? this.#mapper(value.of.cls)?.table
          : this.#tables.ofCall(value, undefined);
    if (direct) return [direct];
    if (value.kind !== 'call') return [];
    const name = sqlalchemyName(value.callee) ?? (value.callee.kind === 'member' ? value.callee.name : '');
    if (name !== 'join' && name !== 'outerjoin') return [];
    const sides = value.node.args.filter(a => !a.name && !a.star).map(a => this.#evaluator.evaluate(a.value, value.env));
    const [left, right] = value.callee.kind === 'member' ? [value.callee.of, sides[0]] : sides;
    const parts = [left, right].map(side => (side ? this.#joinedTables(side) : []));
    return parts.every(p => p.length > 0) ? parts.flat() : [];
  }

  #hasOwnKey(mapper: Mapper): boolean {
    const args = this.#hierarchy.ownValue(mapper.symbol, '__table_args__');
    const constrained = args?.kind === 'sequence' && args.items.some(i => callOf(i) === 'PrimaryKeyConstraint');
    return constrained || mapper.members.some(m => m.kind === 'unknown' || (m.kind === 'column' && isPrimaryKey(m, this.#evaluator)));
  }

  /** The table of a name, still without columns. */
  #makeTable(mapper: Mapper, name: string, registry: Registry): Table {
    const { symbol } = mapper;
    const tableArgs = this.#hierarchy.setting(symbol, '__table_args__');
    const last = tableArgs?.kind === 'sequence' ? tableArgs.items.at(-1) : tableArgs;
    const options = last?.kind === 'dict' ? last : undefined;
    const schema = stringOf(options?.entries.get('schema')?.value);
    const bind = stringOf(this.#hierarchy.attribute(symbol, '__bind_key__'));
    const nameBinding = this.#hierarchy.written(symbol, '__tablename__');
    const at = { uri: symbol.module.uri, range: nameBinding?.kind === 'value' && nameBinding.value ? nameBinding.value.range : symbol.fact.name.range };
    const metadata = bind === undefined ? registry.metadata : `${registry.metadata}#${bind}`;
    const table = new Table(name, schema ?? this.#hierarchy.schemaOf(metadata), metadata, at);
    const readable = !tableArgs || isNone(tableArgs) || (tableArgs.kind === 'sequence' && last?.kind !== 'unknown') || tableArgs.kind === 'dict';
    table.schemaComputed = schema === undefined && (!readable || options?.open === true || options?.entries.has('schema') === true);
    if (!readable || table.schemaComputed || options?.open) table.doubt('its __table_args__ are computed');
    if (mapper.open !== undefined) table.doubt(mapper.open);
    if (isReflected(this.#hierarchy.lineage(symbol).libraries)) table.doubt('it is reflected from the database');
    table.extends = options?.entries.has('extend_existing') === true || options?.entries.has('keep_existing') === true;
    return table;
  }

  #addTableArguments(mapper: Mapper, table: Table): void {
    const tableArgs = this.#hierarchy.setting(mapper.symbol, '__table_args__');
    if (tableArgs?.kind !== 'sequence') return;
    table.later(() => {
      for (const item of tableArgs.items) {
        if (callOf(item) === 'PrimaryKeyConstraint') table.addKeyConstraint();
        this.#tables.addConstraint(table, item);
      }
    });
  }

  /** Adds the columns of a class to its table, or to that of its parent, when someone asks for them. */
  #addColumns(mapper: Mapper, table: Table | undefined): void {
    table?.later(() => this.#readColumns(mapper, table));
  }

  #readColumns(mapper: Mapper, table: Table): void {
    for (const member of mapper.members) if (!mapper.late.includes(member)) this.#readColumn(mapper, table, member);
  }

  #readColumn(mapper: Mapper, table: Table, member: Member): void {
    if (member.kind === 'unknown' && !member.noColumn) table.doubt(`'${member.key}' is not known: ${member.why}`);
    if (member.kind !== 'column') return;
    const { unless } = member;
    const there = unless && this.#mapper(unless.of)?.table === table ? table.columns.get(unless.key) : undefined;
    if (there) {
      mapper.addColumn(member.key, there);
      return;
    }
    const at = { uri: member.uri, range: member.name.range };
    const column = this.#tables.addColumn(table, member.construct, member.key, at);
    if (!column) return;
    mapper.addColumn(member.key, column);
    // What `Annotated[int, mapped_column(...)]` gives beside a call of the class's own.
    const shared = member.annotation && annotatedColumn(member.annotation, member.definer.env, this.#evaluator);
    if (shared && shared.call !== member.construct?.call) this.#tables.addForeignKeysOf(column, shared.call.args, shared.env);
  }

  #fromDict(properties: Value, symbol: ClassSymbol): readonly Member[] {
    if (properties.kind !== 'dict') return [];
    return [...properties.entries].map(([key, { value, key: keyNode, env }]): Member => {
      const name: Name = { kind: 'name', id: key, range: keyNode.kind === 'string' && keyNode.content ? keyNode.content : keyNode.range };
      return {
        key,
        name,
        uri: (env ?? (value.kind === 'call' ? value.env : symbol.env)).module.uri,
        definer: symbol,
        ...this.#members.ofValue(value, undefined, false),
      };
    });
  }
}

const isReflected = (libraries: readonly string[]): boolean => libraries.some(l => l.endsWith('.DeferredReflection'));
