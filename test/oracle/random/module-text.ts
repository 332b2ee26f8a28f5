import type { Version } from '../sqlalchemy.ts';
import type { Choices } from './choices.ts';
import type { Class } from './description.ts';

const homes: Readonly<Record<string, readonly string[]>> = {
  sqlalchemy: 'Column Integer String DateTime ForeignKey ForeignKeyConstraint Table MetaData and_'.split(' '),
  'sqlalchemy.orm':
    'relationship backref declarative_base DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass Mapped mapped_column WriteOnlyMapped DynamicMapped registry remote foreign declared_attr synonym as_declarative dynamic_loader attribute_keyed_dict'.split(
      ' ',
    ),
  'sqlalchemy.orm.collections': ['attribute_mapped_collection'],
  'sqlalchemy.ext.associationproxy': ['association_proxy'],
  'sqlalchemy.ext.hybrid': ['hybrid_property'],
  typing: 'Optional List Set Dict Sequence Union TYPE_CHECKING Annotated ClassVar'.split(' '),
  sqlmodel: ['SQLModel', 'Field', 'Relationship'],
  flask_sqlalchemy: ['SQLAlchemy'],
};
const homeOf = new Map(Object.entries(homes).flatMap(([module, names]) => names.map(name => [name, module] as const)));

/** The text of one module while it is written: imports are collected above it. */
export class ModuleText {
  readonly name: string;
  readonly index: number;
  readonly lines: string[] = [];
  readonly last: string[] = [];
  future = false;
  readonly #choices: Choices;
  readonly #version: Version;
  readonly #imports = new Set<string>();
  readonly #typeImports = new Set<string>();
  readonly #symbols = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #constants: string[] = [];
  /** Its `db` has SQLAlchemy's names as attributes. */
  readonly #extension: boolean;
  readonly #first: string;

  constructor(name: string, index: number, choices: Choices, version: Version, extension: boolean, first: string) {
    this.name = name;
    this.index = index;
    this.#choices = choices;
    this.#version = version;
    this.#extension = extension;
    this.#first = first;
  }

  /** How this module writes one of the libraries' names. */
  symbol(name: string): string {
    const known = this.#symbols.get(name);
    if (known !== undefined) return known;
    const written = this.#spell(name);
    this.#symbols.set(name, written);
    return written;
  }

  #spell(name: string): string {
    const { chance, pick } = this.#choices;
    const home = homeOf.get(name);
    if (home === undefined) throw new Error(name);
    const flask = 'Column Integer String DateTime ForeignKey ForeignKeyConstraint Table relationship backref'.split(' ');
    if (this.#extension && flask.includes(name) && chance(70)) return `${this.importedPlainly('db', this.#first)}.${name}`;
    if (home === 'sqlalchemy.orm' && name === 'declared_attr' && chance(20)) {
      this.#imports.add('from sqlalchemy.ext.declarative import declared_attr');
      return name;
    }
    if (chance(70)) {
      this.#imports.add(`from ${home} import ${name}`);
      return name;
    }
    if (chance(25) && name !== 'TYPE_CHECKING') {
      const alias = `${name[0] ?? ''}_${name.toLowerCase()}`;
      this.#imports.add(`from ${home} import ${name} as ${alias}`);
      return alias;
    }
    const [statement, path] = pick<readonly [string, string]>(
      home === 'sqlalchemy'
        ? [
            ['import sqlalchemy as sa', 'sa'],
            ['import sqlalchemy', 'sqlalchemy'],
          ]
        : home === 'sqlalchemy.orm'
          ? [
              ['from sqlalchemy import orm', 'orm'],
              ['import sqlalchemy.orm', 'sqlalchemy.orm'],
              ['import sqlalchemy.orm as so', 'so'],
              ['import sqlalchemy as sa\nimport sqlalchemy.orm', 'sa.orm'],
              ['from sqlalchemy import orm as sa_orm', 'sa_orm'],
            ]
          : home === 'typing'
            ? [
                ['import typing', 'typing'],
                ['import typing as t', 't'],
              ]
            : [[`import ${home}`, home]],
    );
    for (const line of statement.split('\n')) this.#imports.add(line);
    return `${path}.${name}`;
  }

  /** How this module writes something that another of ours defines. */
  imported(name: string, from: string): string {
    if (from === this.name) return name;
    const key = `${from}:${name}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const { chance, pick } = this.#choices;
    const [parent, last] = [from.slice(0, from.lastIndexOf('.')), from.slice(from.lastIndexOf('.') + 1)];
    const here = this.name.slice(0, this.name.lastIndexOf('.'));
    const relative = here === parent ? `.${last}` : here.startsWith(`${parent}.`) ? `..${last}` : from;
    let written = name;
    if (chance(60)) this.#imports.add(`from ${pick([from, relative])} import ${name}`);
    else if (chance(30)) {
      written = `${name}_`;
      this.#imports.add(`from ${from} import ${name} as ${written}`);
    } else if (chance(40) && !name.startsWith('_')) this.#imports.add(`from ${pick([from, relative])} import *`);
    else if (chance(50)) {
      written = `${from}.${name}`;
      this.#imports.add(`import ${from}`);
    } else {
      written = `${last}_module.${name}`;
      this.#imports.add(`from ${parent} import ${last} as ${last}_module`);
    }
    // A second class of this name is told from the first by its module.
    if ([...this.#names.values()].includes(written)) {
      written = `${from}.${name}`;
      this.#imports.add(`import ${from}`);
    }
    this.#names.set(key, written);
    return written;
  }

  /** The same for a name that other expressions begin with. */
  importedPlainly(name: string, from: string): string {
    if (from !== this.name) this.#imports.add(`from ${from} import ${name}`);
    return name;
  }

  /** Imports a class for type checkers alone. */
  importType(cls: Class, from: string): void {
    this.#typeImports.add(`from ${from} import ${cls.name}`);
  }

  /** A constant of this module that holds a value. */
  constant(prefix: string, value: string): string {
    const name = `${prefix}_${this.#constants.length}`;
    this.#constants.push(`${name} = ${value}`);
    return name;
  }

  define(lines: string): void {
    this.#constants.push(lines);
  }

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  get text(): string {
    const guard = this.#typeImports.size > 0 ? [`if ${this.symbol('TYPE_CHECKING')}:`, ...[...this.#typeImports].map(line => `    ${line}`)] : [];
    const future = this.future && this.#version !== '1.4' ? ['from __future__ import annotations'] : [];
    // Star imports first, so that a name imported by itself wins.
    const imports = [...this.#imports].sort((a, b) => Number(b.endsWith('*')) - Number(a.endsWith('*')));
    return `${[...future, ...imports, ...guard, '', ...this.lines.slice(0, this.head), ...this.#constants, ...this.lines.slice(this.head), ...this.last].join('\n')}\n`;
  }

  /** How many lines stand before the constants. */
  head = 0;
}

/** A Python string literal. */
export const quoted = (text: string, choices?: Choices): string => (choices?.chance(20) ? `'${text}'` : `"${text}"`);
