/** Writes a description as Python, each construct in one of its spellings. */
import type { Choices } from './choices.ts';
import { snakeCase } from './describe.ts';
import { type Association, type Base, type Class, type Column, type Description, type ForeignKey, fullname, lineage, type Mixin } from './description.ts';
import { ModuleText, quoted } from './module-text.ts';
import { RelationshipPrinter, type Spot, tableOf } from './print-relationship.ts';

/** A generated program: its files by path, and its modules in the order in which they are to be imported. */
export interface Program {
  readonly files: ReadonlyMap<string, string>;
  readonly modules: readonly string[];
}

export function print(description: Description, choices: Choices): Program {
  return new Printer(description, choices).program();
}

class Printer {
  readonly #description: Description;
  readonly #choices: Choices;
  readonly #modules: readonly ModuleText[];
  readonly #relationships: RelationshipPrinter;

  constructor(description: Description, choices: Choices) {
    this.#description = description;
    this.#choices = choices;
    const flask = description.bases.some(b => b.kind.startsWith('flask'));
    this.#modules = description.modules.map((name, i) => new ModuleText(name, i, choices, description.version, flask, description.modules[0] ?? ''));
    for (const module of this.#modules) module.future = choices.chance(25);
    this.#relationships = new RelationshipPrinter(description, choices);
  }

  program(): Program {
    const { bases, associations, classes, mixins, modules } = this.#description;
    const [first] = this.#modules;
    for (const base of bases) if (first) this.#base(base, first);
    if (first) first.head = first.lines.length;
    for (const it of associations) this.#association(it, this.#moduleOf(it));
    for (const mixin of mixins) this.#mixin(mixin, this.#moduleOf(mixin));
    for (const cls of classes) this.#class(cls, this.#moduleOf(cls));
    const files = new Map(this.#modules.map(m => [`${m.name.replaceAll('.', '/')}.py`, m.text]));
    if (modules.length > 1) {
      const imports = this.#choices.chance(50) ? modules.map(m => `import ${m}`) : modules.map(m => `from ${m} import *`);
      files.set('app/__init__.py', this.#choices.chance(60) ? `${imports.join('\n')}\n` : '');
      if (modules.some(m => m.startsWith('app.sub.'))) files.set('app/sub/__init__.py', '');
    }
    return { files, modules };
  }

  #moduleOf(it: { readonly module: number }): ModuleText {
    const module = this.#modules[it.module];
    if (!module) throw new Error(`no module ${it.module}`);
    return module;
  }

  #base({ name, kind, schema }: Base, module: ModuleText): void {
    const { chance } = this.#choices;
    let metadata = '';
    const wanted = schema !== undefined || (kind !== 'flask' && kind !== 'sqlmodel' && chance(15));
    if (wanted) {
      const value = `${module.symbol('MetaData')}(${schema === undefined ? '' : `schema="${schema}"`})`;
      metadata = chance(50) ? value : `${name.toLowerCase()}_metadata`;
      if (metadata !== value) module.add(`${metadata} = ${value}`);
    }
    const registry = (): string => `${module.symbol('registry')}(${metadata ? `metadata=${metadata}` : ''})`;
    const body = metadata ? [`    metadata = ${metadata}`] : ['    pass'];
    switch (kind) {
      case 'function':
        module.add(`${name} = ${module.symbol('declarative_base')}(${metadata ? `metadata=${metadata}` : ''})`);
        break;
      case 'registry':
        module.add(`${name}_registry = ${registry()}`, `${name} = ${name}_registry.generate_base()`);
        break;
      case 'as_declarative':
        module.add(`@${module.symbol('as_declarative')}(${metadata ? `metadata=${metadata}` : ''})`, `class ${name}:`, '    pass');
        break;
      case 'decorator':
      case 'imperative':
        module.add(`${name}_registry = ${registry()}`);
        break;
      case 'class':
        module.add(`class ${name}(${module.symbol('DeclarativeBase')}):`, ...body);
        break;
      case 'class with registry':
        module.add(`class ${name}(${module.symbol('DeclarativeBase')}):`, `    registry = ${registry()}`);
        break;
      case 'no metaclass':
        module.add(`class ${name}(${module.symbol('DeclarativeBaseNoMeta')}):`, ...body);
        break;
      case 'dataclass':
        module.add(`class ${name}(${module.symbol('MappedAsDataclass')}, ${module.symbol('DeclarativeBase')}, kw_only=True):`, ...body);
        break;
      case 'flask':
        module.add(`db = ${module.symbol('SQLAlchemy')}()`);
        break;
      case 'flask class':
        module.add(`class ${name}(${module.symbol('DeclarativeBase')}):`, '    pass', `db = ${module.symbol('SQLAlchemy')}(model_class=${name})`);
        break;
      case 'sqlmodel':
        break;
    }
    module.add('');
  }

  /** The expression of a base; a module that says `db.relationship` finds its `db`. */
  #baseName({ name, kind }: Base, module: ModuleText): string {
    if (kind === 'sqlmodel') return module.symbol('SQLModel');
    const home = this.#description.modules[0] ?? '';
    if (kind.startsWith('flask')) return `${module.importedPlainly('db', home)}.Model`;
    return module.imported(kind === 'decorator' || kind === 'imperative' ? `${name}_registry` : name, home);
  }

  #metadata(base: Base, module: ModuleText): string {
    const name = this.#baseName(base, module);
    return base.kind.startsWith('flask') && this.#choices.chance(70) ? `${name.replace(/\.Model$/, '')}.metadata` : `${name}.metadata`;
  }

  #association(it: Association, module: ModuleText): void {
    const flask = it.base.kind.startsWith('flask') && this.#choices.chance(50);
    const args = [quoted(it.table.name), ...(flask ? [] : [this.#metadata(it.base, module)])];
    const constraints: string[] = [];
    for (const column of it.columns) args.push(this.#column(column, it.keys, module, undefined, true));
    for (const key of it.keys) if (key.columns.length > 1) constraints.push(this.#constraint(key, module));
    if (it.table.schema !== undefined) constraints.push(`schema="${it.table.schema}"`);
    const callee = flask ? `${this.#baseName(it.base, module).replace(/\.Model$/, '')}.Table` : module.symbol('Table');
    module.add(`${it.variable} = ${callee}(`, ...[...args, ...constraints].map(a => `    ${a},`), ')', '');
  }

  #constraint(key: ForeignKey, module: ModuleText): string {
    const names = (columns: readonly Column[], write: (c: Column) => string): string => `[${columns.map(c => quoted(write(c))).join(', ')}]`;
    return `${module.symbol('ForeignKeyConstraint')}(${names(key.columns, c => c.name)}, ${names(key.refers, c => this.#reference(c))})`;
  }

  /** `schema.table.column`; the schema of the MetaData may be left out. */
  #reference(column: Column): string {
    return `${fullname(column.owner)}.${column.name}`;
  }

  #foreignKey(refers: Column, module: ModuleText, within: Class | undefined): string {
    const { chance, pick } = this.#choices;
    const text = this.#reference(refers);
    const options = chance(15) ? ', ondelete="CASCADE"' : '';
    const { owner } = refers;
    if (within && owner.kind === 'class' && owner !== within && chance(15)) {
      const name = this.#relationships.named(owner, { module, within, cls: undefined }, false);
      if (name !== undefined) return `${module.symbol('ForeignKey')}(${name}.${pick([refers.attr, `__table__.c.${refers.name}`])}${options})`;
    }
    const table = text.slice(0, text.lastIndexOf('.'));
    const written = chance(8)
      ? `f"{${module.constant('TABLE', quoted(table))}}.${refers.name}"`
      : chance(5)
        ? `${module.constant('TABLE', quoted(table))} + ".${refers.name}"`
        : quoted(text, this.#choices);
    return `${module.symbol('ForeignKey')}(${written}${options})`;
  }

  /** `Column(...)`, with its name where that is not the attribute's. */
  #column(column: Column, keys: readonly ForeignKey[], module: ModuleText, within: Class | undefined, named: boolean, callee = 'Column'): string {
    const key = keys.find(k => k.declared && k.columns.length === 1 && k.columns[0] === column);
    const args: string[] = [];
    if (named || column.name !== column.attr) args.push(quoted(column.name));
    if (!key || this.#choices.chance(60)) args.push(module.symbol(column.type));
    if (key?.refers[0]) args.push(this.#foreignKey(key.refers[0], module, within));
    if (column.primary) args.push('primary_key=True');
    else if (this.#choices.chance(20)) args.push('nullable=False');
    return `${module.symbol(callee)}(${args.join(', ')})`;
  }

  #mixin(mixin: Mixin, module: ModuleText): void {
    const attr = module.symbol('declared_attr');
    const refers = lineage(mixin.target)
      .find(c => c.table)
      ?.columns.find(c => c.primary);
    if (!refers) return;
    const named = mixin.backref;
    const { pick } = this.#choices;
    const name =
      named === undefined
        ? undefined
        : named.includes('%')
          ? pick([
              `f"${named.replace('%', '{cls.__name__.lower()}')}"`,
              `"${named.replace('%', '%s')}" % cls.__name__.lower()`,
              `"${named.replace('%', '{}')}".format(cls.__name__.lower())`,
              `${named
                .split('%')
                .map(part => (part ? `"${part}"` : 'cls.__name__.lower()'))
                .join(' + ')}`,
            ]).replace(/^"([^"]*)" \+ "" \+/, '"$1" +')
          : quoted(named);
    const args = [
      quoted(this.#relationships.inString(mixin.target)),
      `foreign_keys=[cls.${mixin.attr}_id]`,
      ...(name === undefined ? [] : [`backref=${name}`]),
    ];
    if (pick([true, false])) args[1] = `foreign_keys=lambda: [cls.${mixin.attr}_id]`;
    const decorator = mixin.cascading ? `${attr}.cascading` : attr;
    module.add(
      `class ${mixin.name}:`,
      `    @${decorator}`,
      `    def ${mixin.attr}_id(cls):`,
      `        return ${module.symbol('Column')}(${module.symbol('ForeignKey')}(${quoted(this.#reference(refers))}))`,
      '',
      `    @${decorator}`,
      `    def ${mixin.attr}(cls):`,
      `        return ${module.symbol('relationship')}(${args.join(', ')})`,
      '',
    );
  }

  #class(cls: Class, module: ModuleText): void {
    if (cls.base.kind === 'sqlmodel') this.#sqlmodel(cls, module);
    else if (cls.base.kind === 'imperative') this.#imperative(cls, module);
    else this.#declarative(cls, module);
  }

  #declarative(cls: Class, module: ModuleText): void {
    const { chance } = this.#choices;
    const decorated = cls.base.kind === 'decorator';
    const bases = cls.mixins.map(m => module.imported(m.name, this.#description.modules[m.module] ?? ''));
    const above = cls.parent
      ? module.imported(cls.parent.name, this.#relationships.moduleName(cls.parent))
      : decorated
        ? undefined
        : this.#baseName(cls.base, module);
    if (cls.abstract !== undefined) {
      module.add(`class ${cls.abstract}(${above}):`, '    __abstract__ = True', '');
      bases.push(cls.abstract);
    } else if (above !== undefined) bases.push(above);
    const body = this.#body(cls, module);
    if (decorated) module.add(`@${this.#baseName(cls.base, module)}.mapped`);
    module.add(`class ${cls.name}${bases.length > 0 ? `(${bases.join(', ')})` : ''}:`, ...body, '');
    const spot: Spot = { module, within: undefined, cls: undefined };
    for (const it of cls.relationships) {
      if (it.place !== 'assigned' && it.place !== 'setattr' && it.place !== 'add_property') continue;
      const { call } = this.#relationships.print(it, spot, false);
      const statement =
        it.place === 'assigned'
          ? `${cls.name}.${it.name} = ${call}`
          : it.place === 'setattr'
            ? `setattr(${cls.name}, ${quoted(it.name)}, ${call})`
            : `${cls.name}.__mapper__.add_property(${quoted(it.name)}, ${call})`;
      // At once, or when the module is read.
      if (chance(50) || call.includes('.')) module.last.push(statement);
      else module.last.unshift(statement);
    }
  }

  #body(cls: Class, module: ModuleText): readonly string[] {
    const { chance, pick } = this.#choices;
    const spot: Spot = { module, within: cls, cls: undefined };
    const lines: string[] = [];
    const constraints = cls.style === 'table' ? [] : cls.keys.filter(k => k.declared && k.columns.length > 1).map(k => this.#constraint(k, module));
    const own = new Set(cls.columns);
    if (cls.style === 'table') lines.push(...this.#table(cls, module));
    else if (cls.table) {
      const flask = cls.base.kind.startsWith('flask') && snakeCase(cls.name) === cls.table.name && chance(80);
      if (!flask)
        lines.push(
          chance(8) ? `__tablename__ = ${module.constant('TABLE', quoted(cls.table.name))}` : `__tablename__ = ${quoted(cls.table.name, this.#choices)}`,
        );
      const options = cls.table.schema === undefined ? undefined : `{"schema": ${quoted(cls.table.schema)}}`;
      if (constraints.length > 0)
        lines.push(
          `__table_args__ = (${[...constraints, ...(options ? [options] : [])].join(', ')}${constraints.length + (options ? 1 : 0) === 1 ? ',' : ''})`,
        );
      else if (options) lines.push(`__table_args__ = ${chance(30) ? `(${options},)` : options}`);
    }
    if (cls.style !== 'table') for (const column of own) lines.push(this.#attribute(column, cls, module));
    const properties: string[] = [];
    for (const it of cls.relationships) {
      if (it.place === 'mapper_args') properties.push(`${quoted(it.name)}: ${this.#relationships.print(it, spot, false).call}`);
      if (it.place === 'declared_attr') {
        const { call } = this.#relationships.print(it, { ...spot, cls: 'cls' }, false);
        lines.push('', `@${module.symbol('declared_attr')}`, `def ${it.name}(cls):`, `    return ${call}`, '');
      }
      if (it.place !== 'body') continue;
      const annotated = cls.style === 'annotations' && this.#description.version !== '1.4' && (cls.base.kind === 'dataclass' || chance(75));
      const { annotation, call } = this.#relationships.print(it, spot, annotated);
      lines.push(...`${it.name}${annotation === undefined ? '' : `: ${annotation}`} = ${call}`.split('\n    '));
    }
    const args = [
      ...(cls.inheritance === 'concrete' ? ['"concrete": True'] : []),
      ...(cls.parent && chance(30) ? [`"polymorphic_identity": "${cls.name}"`] : []),
      ...(properties.length > 0 ? [`"properties": {${properties.join(', ')}}`] : []),
      ...this.#inheritCondition(cls),
    ];
    if (args.length > 0) {
      const dict = `{${args.join(', ')}}`;
      lines.push(
        ...(chance(15) && properties.length === 0 && this.#inheritCondition(cls).length === 0
          ? [`@${module.symbol('declared_attr')}`, 'def __mapper_args__(cls):', `    return ${dict}`]
          : [`__mapper_args__ = ${dict}`]),
      );
    }
    for (const name of cls.extras)
      lines.push(
        ...pick([
          [`def ${name}(self):`, '    return 1'],
          ['@property', `def ${name}(self):`, '    return 1'],
          [`@${module.symbol('hybrid_property')}`, `def ${name}(self):`, '    return self.id'],
        ]),
      );
    return lines.length === 0 ? ['    pass'] : lines.map(line => (line ? `    ${line}` : ''));
  }

  /** A joined class with further keys to its ancestor says which one makes it one. */
  #inheritCondition(cls: Class): readonly string[] {
    if (cls.inheritance !== 'joined' || !cls.parent) return [];
    const above = fullname(cls.parent);
    const [key] = cls.keys;
    const between = [...cls.keys.filter(k => k.refers[0] && fullname(k.refers[0].owner) === above), ...cls.parent.keys.filter(k => k.refers[0]?.owner === cls)];
    if (between.filter(k => k.declared).length < 2 || !key) return [];
    const pairs = key.columns.map(
      (c, i) =>
        `${c.attr} == ${this.#relationships.named(cls.parent ?? cls, { module: this.#moduleOf(cls), within: cls, cls: undefined }, false)}.${key.refers[i]?.attr}`,
    );
    return pairs.length === 1 ? [`"inherit_condition": ${pairs[0]}`] : [];
  }

  #table(cls: Class, module: ModuleText): readonly string[] {
    const args = [quoted(cls.table?.name ?? ''), this.#metadata(cls.base, module)];
    for (const column of cls.columns) args.push(this.#column(column, cls.keys, module, undefined, true));
    for (const key of cls.keys) if (key.declared && key.columns.length > 1) args.push(this.#constraint(key, module));
    if (cls.table?.schema !== undefined) args.push(`schema="${cls.table.schema}"`);
    const call = [`${module.symbol('Table')}(`, ...args.map(a => `    ${a},`), ')'];
    if (cls.base.kind !== 'imperative' && this.#choices.chance(50)) return [`__table__ = ${call[0]}`, ...call.slice(1)];
    const name = tableOf(cls);
    module.add(`${name} = ${call[0]}`, ...call.slice(1), '');
    return [`__table__ = ${name}`];
  }

  /** One column as a statement of the class. */
  #attribute(column: Column, cls: Class, module: ModuleText): string {
    const { chance, pick } = this.#choices;
    if (cls.style === 'columns') return `${column.attr} = ${this.#column(column, cls.keys, module, cls, false)}`;
    const types = { Integer: 'int', String: 'str', DateTime: 'str' };
    const type = types[column.type];
    const key = cls.keys.find(k => k.declared && k.columns.length === 1 && k.columns[0] === column);
    const call = this.#column(column, cls.keys, module, cls, false, 'mapped_column');
    const required = cls.base.kind === 'dataclass' || chance(70);
    if (!required) return `${column.attr} = ${call}`;
    const mapped = module.symbol('Mapped');
    const plain = column.name === column.attr && cls.base.kind !== 'dataclass';
    const bare = plain && !column.primary;
    if (plain && chance(12)) {
      this.#relationships.nameless.add(column);
      const inside = this.#column(column, cls.keys, module, undefined, false, 'mapped_column');
      return `${column.attr}: ${mapped}[${module.constant('alias', `${module.symbol('Annotated')}[${type}, ${inside}]`)}]`;
    }
    if (!key && bare && chance(50)) {
      this.#relationships.nameless.add(column);
      return `${column.attr}: ${mapped}[${type}]`;
    }
    const annotation = column.primary ? type : pick([type, type, `${module.symbol('Optional')}[${type}]`]);
    return `${column.attr}: ${chance(10) && !module.future ? `"${mapped}[${annotation}]"` : `${mapped}[${annotation}]`} = ${call}`;
  }

  #imperative(cls: Class, module: ModuleText): void {
    this.#table(cls, module);
    module.add(`class ${cls.name}:`, '    pass', '');
    const properties = cls.relationships.map(
      it => `${quoted(it.name)}: ${this.#relationships.print(it, { module, within: undefined, cls: undefined }, false).call}`,
    );
    const dict = properties.length > 0 ? [`properties={${properties.join(', ').replaceAll('\n    ', '\n')}}`] : [];
    module.last.push(`${this.#baseName(cls.base, module)}.map_imperatively(${[cls.name, tableOf(cls), ...dict].join(', ')})`);
  }

  #sqlmodel(cls: Class, module: ModuleText): void {
    const { chance, pick } = this.#choices;
    const lines: string[] = [];
    if (cls.table && (cls.table.name !== cls.name.toLowerCase() || chance(30))) lines.push(`__tablename__ = ${quoted(cls.table.name)}`);
    const field = module.symbol('Field');
    for (const column of cls.columns) {
      const key = cls.keys.find(k => k.columns[0] === column);
      const type = column.type === 'Integer' ? `${module.symbol('Optional')}[int]` : 'str';
      const args = [
        ...(column.type === 'Integer' ? ['default=None'] : []),
        ...(column.primary ? ['primary_key=True'] : []),
        ...(key?.refers[0] ? [`foreign_key=${quoted(this.#reference(key.refers[0]))}`] : []),
      ];
      lines.push(`${column.attr}: ${type}${args.length > 0 ? ` = ${field}(${args.join(', ')})` : ''}`);
    }
    const spot: Spot = { module, within: cls, cls: undefined };
    for (const it of cls.relationships) {
      const { call } = this.#relationships.print({ ...it, link: { kind: 'none' } }, spot, false);
      // All that Relationship() has no argument for goes through to SQLAlchemy's function.
      const inner = call
        .replace(/\s+/g, ' ')
        .replace(/^[\w.]+\( ?/, '')
        .replace(/,? ?\)$/, '');
      const rest = splitArguments(inner).flatMap(a =>
        /^\w+=(?!=)/.test(a) && !a.startsWith('argument=') ? [[a.slice(0, a.indexOf('=')), a.slice(a.indexOf('=') + 1)] as const] : [],
      );
      if (it.link.kind === 'backref') rest.push(['backref', quoted(it.link.name)]);
      const args = [
        ...(it.link.kind === 'populates' ? [`back_populates=${quoted(it.link.name)}`] : []),
        ...(rest.length > 0 ? [`sa_relationship_kwargs={${rest.map(([k, v]) => `"${k}": ${v}`).join(', ')}}`] : []),
      ];
      const name = this.#relationships.inString(it.target).split('.').at(-1) ?? '';
      const type =
        it.direction === 'MANYTOONE' ? pick([`${module.symbol('Optional')}["${name}"]`, `"${name}"`]) : `${pick(['list', module.symbol('List')])}["${name}"]`;
      lines.push(`${it.name}: ${type} = ${module.symbol('Relationship')}(${args.join(', ')})`);
    }
    module.future = false;
    module.add(`class ${cls.name}(${module.symbol('SQLModel')}, table=True):`, ...lines.map(l => `    ${l}`), '');
  }
}

/** The arguments of a call, at commas outside brackets and strings. */
function splitArguments(text: string): readonly string[] {
  const out: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i] ?? ',';
    if (quote) quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      const part = text.slice(start, i).trim();
      if (part) out.push(part);
      start = i + 1;
    }
  }
  return out;
}
