/** How a relationship is written. */
import type { Choices } from './choices.ts';
import type { Class, Column, Description, ForeignKey, Options, Relationship } from './description.ts';
import { fullname } from './description.ts';
import { type ModuleText, quoted } from './module-text.ts';

/** Where an expression stands: in the body of a class, or behind it. */
export interface Spot {
  readonly module: ModuleText;
  /** The class in whose body it stands. */
  readonly within: Class | undefined;
  /** The name by which a function of the class calls it. */
  readonly cls: string | undefined;
}

/** The variable of the table that a class is mapped to imperatively. */
export const tableOf = (cls: Class): string => `${cls.name.toLowerCase()}_table`;

type Term = (column: Column) => string;

export class RelationshipPrinter {
  readonly #description: Description;
  readonly #choices: Choices;
  /** Columns that are annotated only: in the class body nothing has their name. */
  readonly nameless = new Set<Column>();

  constructor(description: Description, choices: Choices) {
    this.#description = description;
    this.#choices = choices;
  }

  moduleName(cls: { readonly module: number }): string {
    return this.#description.modules[cls.module] ?? '';
  }

  /** How a class is named at a place: at once, or when all modules are loaded; undefined when it cannot be. */
  named(cls: Class, { module, within, cls: own }: Spot, later: boolean): string | undefined {
    if (cls.module > module.index) return undefined;
    if (cls === within && own !== undefined) return own;
    const { classes } = this.#description;
    if (cls.module === module.index && !later && within && classes.indexOf(cls) >= classes.indexOf(within)) return undefined;
    return module.imported(cls.name, this.moduleName(cls));
  }

  /** The name of a class inside strings. */
  inString(cls: Class): string {
    const { chance, pick } = this.#choices;
    const dotted = `${this.moduleName(cls)}.${cls.name}`;
    const alone = this.#description.classes.every(c => c === cls || c.base !== cls.base || c.name !== cls.name);
    if (alone && !chance(12)) return cls.name;
    const parts = dotted.split('.');
    return pick([dotted, parts.slice(-2).join('.')]);
  }

  /** The annotation, if any, and the call. */
  print(it: Relationship, spot: Spot, annotated: boolean): { readonly annotation: string | undefined; readonly call: string } {
    const { chance } = this.#choices;
    const annotation = annotated ? this.#annotation(it, spot) : undefined;
    const args: string[] = [];
    if (!annotation?.names || chance(20)) {
      const target = this.#target(it.target, spot);
      args.push(chance(8) ? `argument=${target}` : target);
    }
    const keywords: (readonly [string, string])[] = [];
    if (it.secondary) keywords.push(['secondary', this.#secondary(it, spot)]);
    keywords.push(...this.#join(it, spot), ...this.#optionsOf(it.options, spot));
    if (it.link.kind === 'populates') keywords.push(['back_populates', this.#maybeConstant(quoted(it.link.name, this.#choices), spot)]);
    if (it.link.kind === 'backref') keywords.push(['backref', this.#backref(it, spot)]);
    if (chance(6) && keywords.length > 0) {
      const moved = keywords.filter(([, value]) => /^(?:"[^"]*"|True|False|None)$/.test(value));
      if (moved.length > 0) {
        const rest = keywords.filter(k => !moved.includes(k));
        const dict = chance(50) ? `{${moved.map(([k, v]) => `"${k}": ${v}`).join(', ')}}` : `dict(${moved.map(([k, v]) => `${k}=${v}`).join(', ')})`;
        const spread = `**${spot.module.constant('OPTIONS', dict)}`;
        return { annotation: annotation?.text, call: this.#call(it, [...args, ...rest.map(([k, v]) => `${k}=${v}`), spread], spot) };
      }
    }
    return { annotation: annotation?.text, call: this.#call(it, [...args, ...keywords.map(([k, v]) => `${k}=${v}`)], spot) };
  }

  #call(it: Relationship, args: readonly string[], { module }: Spot): string {
    const dynamic = args.indexOf('lazy="dynamic"');
    if (dynamic >= 0 && this.#choices.chance(20)) return `${module.symbol('dynamic_loader')}(${args.toSpliced(dynamic, 1).join(', ')})`;
    const written = `${module.symbol('relationship')}(${args.join(', ')})`;
    return it.place === 'body' && written.length > 90 ? `${module.symbol('relationship')}(\n        ${args.join(',\n        ')},\n    )` : written;
  }

  #maybeConstant(value: string, { module }: Spot): string {
    return this.#choices.chance(6) ? module.constant('NAME', value) : value;
  }

  #target(target: Class, spot: Spot): string {
    const { pick, chance } = this.#choices;
    const string = (): string => this.#maybeConstant(quoted(this.inString(target), this.#choices), spot);
    if (chance(50)) return string();
    const now = this.named(target, spot, false);
    const later = this.named(target, { ...spot, cls: undefined }, true);
    const imperative = target.base.kind === 'imperative';
    const forms: (() => string)[] = [string];
    if (now !== undefined && now !== spot.cls)
      forms.push(
        () => now,
        () => now,
        ...(imperative ? [] : [() => `${now}.__mapper__`]),
      );
    if (later !== undefined)
      forms.push(
        () => `lambda: ${later}`,
        () => `lambda: ${later}`,
        () => `lambda: ${later}.__mapper__`,
      );
    forms.push(() => {
      const name = `find_${target.name.toLowerCase()}_${spot.module.lines.length}`;
      const path = this.moduleName(target);
      const from = path === spot.module.name ? [] : [`    from ${path} import ${target.name}`];
      spot.module.define([`def ${name}():`, ...from, `    return ${target.name}`].join('\n'));
      return name;
    });
    return pick(forms)();
  }

  /** `Mapped[...]` and whether it names the target. */
  #annotation(it: Relationship, spot: Spot): { readonly text: string; readonly names: boolean } {
    const { pick, chance } = this.#choices;
    const { module } = spot;
    const option = (key: string): string | undefined => it.options.find(([k]) => k === key)?.[1];
    const dynamic = option('lazy') === '"dynamic"';
    const many = it.direction !== 'MANYTOONE' && (dynamic || option('collection_class') !== undefined || !chance(10));
    const now = this.named(it.target, { ...spot, cls: undefined }, false);
    const later = this.named(it.target, { ...spot, cls: undefined }, true);
    if (now === undefined && later === undefined && chance(60) && it.target.module !== module.index) module.importType(it.target, this.moduleName(it.target));
    const mapped = module.symbol('Mapped');
    const bare = now ?? (module.future ? (later ?? it.target.name) : undefined);
    const alone = this.#description.classes.every(c => c === it.target || c.name !== it.target.name);
    const text = alone && chance(80) ? it.target.name : this.inString(it.target);
    const inner = bare !== undefined && (alone || now !== undefined) && chance(50) ? bare : quoted(text, this.#choices);
    const optional = (name: string): string =>
      pick([
        name,
        `${module.symbol('Optional')}[${name}]`,
        `${module.symbol('Union')}[${name}, None]`,
        name.startsWith('"') ? `"${name.slice(1, -1)} | None"` : name.startsWith("'") || !module.future ? name : `${name} | None`,
        name.startsWith('"') ? `"Optional[${name.slice(1, -1)}]"` : name,
      ]);
    if (!many) {
      const written = optional(inner);
      if (written.startsWith('"Optional')) module.define(`from typing import Optional`);
      return { text: this.#quoteAll(`${mapped}[${written}]`, inner, it), names: true };
    }
    if (dynamic && chance(50)) return { text: `${module.symbol('DynamicMapped')}[${inner}]`, names: true };
    if (option('lazy') === undefined && option('uselist') === undefined && option('collection_class') === undefined && chance(6))
      return { text: `${module.symbol('WriteOnlyMapped')}[${inner}]`, names: true };
    if (option('collection_class') === 'attribute_keyed') return { text: `${mapped}[${pick(['dict', module.symbol('Dict')])}[int, ${inner}]]`, names: true };
    const container =
      option('collection_class') === 'set' ? pick(['set', module.symbol('Set')]) : pick(['list', 'list', module.symbol('List'), module.symbol('Set'), 'set']);
    const given = option('collection_class') === 'list' && chance(50) ? module.symbol('Sequence') : container;
    return { text: this.#quoteAll(`${mapped}[${given}[${inner}]]`, inner, it), names: true };
  }

  /** The annotation in quotes as a whole. */
  #quoteAll(text: string, inner: string, it: Relationship): string {
    if (!this.#choices.chance(12) || !/^["']\w+["']$/.test(inner)) return text;
    const alone = this.#description.classes.every(c => c === it.target || c.name !== it.target.name);
    return alone ? `"${text.replace(/["']/g, '')}"` : text;
  }

  #secondary({ secondary }: Relationship, { module }: Spot): string {
    const { pick } = this.#choices;
    if (!secondary) return 'None';
    const string = quoted(fullname(secondary), this.#choices);
    if (secondary.module > module.index) return string;
    const name = module.imported(secondary.variable, this.moduleName(secondary));
    return pick([string, name, name, `lambda: ${name}`]);
  }

  /** The arguments that say which columns are meant. */
  #join(it: Relationship, spot: Spot): readonly (readonly [string, string])[] {
    const { chance, pick } = this.#choices;
    if (it.secondary) {
      if (!it.explicit && !chance(10)) return [];
      return [
        ['primaryjoin', this.#expression(spot, (term, fn) => this.#equalities(it.key, term, false, false, fn))],
        ['secondaryjoin', this.#expression(spot, (term, fn) => this.#equalities(it.far ?? it.key, term, false, false, fn))],
      ];
    }
    const toOne = it.direction === 'MANYTOONE';
    const sides = it.overlapping && toOne ? it.key.refers : it.overlapping && chance(10) ? it.key.columns : undefined;
    const remote = (): readonly (readonly [string, string])[] => (sides ? [['remote_side', this.#columns(sides, spot)]] : []);
    if (!it.explicit && !chance(15)) return remote();
    const form = pick(it.key.declared ? ['foreign_keys', 'foreign_keys', 'primaryjoin', 'annotated'] : ['both', 'annotated']);
    switch (form) {
      case 'foreign_keys':
        return [['foreign_keys', this.#columns(it.key.columns, spot)], ...remote()];
      case 'primaryjoin':
        return [['primaryjoin', this.#expression(spot, (term, fn) => this.#equalities(it.key, term, false, false, fn))], ...remote()];
      case 'both':
        return [
          ['primaryjoin', this.#expression(spot, (term, fn) => this.#equalities(it.key, term, false, false, fn))],
          ['foreign_keys', this.#columns(it.key.columns, spot)],
          ...remote(),
        ];
      default: {
        const marked = it.overlapping || chance(30);
        return [
          ['primaryjoin', this.#expression(spot, (term, fn) => this.#equalities(it.key, term, true, marked ? (toOne ? 'refers' : 'columns') : false, fn))],
        ];
      }
    }
  }

  #equalities(key: ForeignKey, term: Term, foreign: boolean, remote: 'refers' | 'columns' | false, fn: (name: string) => string): string {
    const flip = this.#choices.chance(50);
    const pairs = key.columns.map((column, i) => {
      const other = key.refers[i] ?? column;
      let left = term(column);
      let right = term(other);
      if (foreign) left = `${fn('foreign')}(${left})`;
      if (remote === 'columns') left = `${fn('remote')}(${left})`;
      if (remote === 'refers') right = `${fn('remote')}(${right})`;
      return flip ? `${right} == ${left}` : `${left} == ${right}`;
    });
    return pairs.length === 1 ? (pairs[0] ?? '') : `${fn('and_')}(${pairs.join(', ')})`;
  }

  /** An expression over columns: as a string, a lambda or at once where its names are known. */
  #expression(spot: Spot, write: (term: Term, fn: (name: string) => string) => string): string {
    const { pick } = this.#choices;
    const attempt = (term: (column: Column) => string | undefined): string | undefined => {
      let possible = true;
      // Functions of the library are imported only where they are called.
      const symbols = (name: string): string => spot.module.symbol(name);
      const written = write(column => {
        const found = term(column);
        possible &&= found !== undefined;
        return found ?? '';
      }, symbols);
      return possible ? written : undefined;
    };
    const string = (): string =>
      `"${write(
        column => this.#inString(column),
        name => name,
      )}"`;
    const form = pick(['string', 'string', 'lambda', 'now']);
    if (form === 'lambda') {
      const written = attempt(column => this.#written(column, { ...spot, cls: undefined }, true));
      if (written !== undefined) return `lambda: ${written}`;
    }
    if (form === 'now') {
      const written = attempt(column => this.#written(column, spot, false));
      if (written !== undefined) return written;
    }
    return string();
  }

  #columns(columns: readonly Column[], spot: Spot): string {
    const { chance, pick } = this.#choices;
    const form = pick(['string', 'string', 'now', 'now', 'lambda']);
    const bare = columns.length === 1 && chance(40);
    const list = (names: readonly string[]): string => (bare ? (names[0] ?? '') : `[${names.join(', ')}]`);
    if (form === 'lambda' || form === 'now') {
      const names = columns.map(c => this.#written(c, form === 'now' ? spot : { ...spot, cls: undefined }, form === 'lambda'));
      const known = names.filter(n => n !== undefined);
      if (known.length === names.length) return `${form === 'lambda' ? 'lambda: ' : ''}${list(known)}`;
    }
    return `"${list(columns.map(c => this.#inString(c)))}"`;
  }

  #inString(column: Column): string {
    const { owner } = column;
    if (owner.kind === 'association') return `${fullname(owner)}.c.${column.name}`;
    // A class goes before a table of its name.
    const hidden = this.#description.classes.some(c => c.name === owner.table?.name);
    return this.#choices.chance(10) && owner.table && !hidden ? `${fullname(owner)}.c.${column.name}` : `${this.inString(owner)}.${column.attr}`;
  }

  #written(column: Column, spot: Spot, later: boolean): string | undefined {
    const { owner } = column;
    if (owner.kind === 'association') {
      if (owner.module > spot.module.index) return undefined;
      return `${spot.module.imported(owner.variable, this.moduleName(owner))}.c.${column.name}`;
    }
    if (owner === spot.within && spot.cls === undefined && !later && owner.base.kind !== 'sqlmodel') {
      if (owner.style === 'table') return `__table__.c.${column.name}`;
      return this.nameless.has(column) ? undefined : column.attr;
    }
    const name = this.named(owner, spot, later);
    if (name === undefined || (owner === spot.within && !later && this.nameless.has(column))) return undefined;
    if (owner.base.kind === 'imperative')
      return later ? `${name}.${column.attr}` : spot.module.imported(tableOf(owner), this.moduleName(owner)).concat(`.c.${column.name}`);
    return this.#choices.chance(15) && owner.table && spot.cls === undefined ? `${name}.__table__.c.${column.name}` : `${name}.${column.attr}`;
  }

  #optionsOf(options: Options, { module }: Spot): Options {
    const keyed = this.#description.version === '1.4' ? 'attribute_mapped_collection' : 'attribute_keyed_dict';
    return options.map(([key, value]) => [key, value === 'attribute_keyed' ? `${module.symbol(keyed)}("id")` : value]);
  }

  #backref(it: Relationship, spot: Spot): string {
    const { chance, pick } = this.#choices;
    if (it.link.kind !== 'backref') return 'None';
    const { link } = it;
    const options = [...this.#optionsOf(link.options, spot)];
    if (link.remote && !it.secondary) options.push(['remote_side', this.#columns(it.key.refers, spot)]);
    const name = this.#maybeConstant(quoted(link.name, this.#choices), spot);
    if (options.length === 0 && !chance(15)) return name;
    const callee = spot.module.symbol('backref');
    const values = options.map(([k, v]) => `${k}=${v}`);
    if (chance(15)) return `(${name}, ${pick([`dict(${values.join(', ')})`, `{${options.map(([k, v]) => `"${k}": ${v}`).join(', ')}}`])})`;
    return `${callee}(${[name, ...values].join(', ')})`;
  }
}
