import type { Version } from '../sqlalchemy.ts';
import { asSqlmodel } from './sqlmodel.ts';

/** One way to write models down; undefined for models that cannot be written so. */
export interface Spelling {
  readonly name: string;
  readonly versions: readonly Version[];
  readonly write: (models: string) => string | undefined;
}

const words = (text: string): readonly string[] => text.split(' ');
const core = words(
  'Column Integer String Boolean ForeignKey ForeignKeyConstraint Table UniqueConstraint Index PrimaryKeyConstraint CheckConstraint MetaData select and_ or_ func text case',
);
const orm = words(
  'relationship backref mapped_column Mapped DynamicMapped WriteOnlyMapped column_property deferred synonym composite foreign remote aliased validates joinedload selectinload contains_eager defaultload load_only with_polymorphic Session query_expression MappedAsDataclass configure_mappers join',
);
const elsewhere: Readonly<Record<string, string>> = {
  association_proxy: 'sqlalchemy.ext.associationproxy',
  hybrid_property: 'sqlalchemy.ext.hybrid',
  declared_attr: 'sqlalchemy.orm',
  List: 'typing',
  Set: 'typing',
  Dict: 'typing',
  Tuple: 'typing',
  Optional: 'typing',
  Sequence: 'typing',
  Union: 'typing',
  TYPE_CHECKING: 'typing',
  ClassVar: 'typing',
};

/** Replaces identifiers outside of strings and comments that no dot stands in front of. */
const replaced = (text: string, replace: (name: string) => string): string =>
  text.replace(/"[^"\n]*"|'[^'\n]*'|#[^\n]*|(?<![\w.])[A-Za-z_]\w*(?!\w*=[^=])/g, it => (/^["'#]/.test(it) ? it : replace(it)));

function namesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  replaced(text, name => {
    found.add(name);
    return name;
  });
  return found;
}

/** The imports that a text needs; `skip`: what it has otherwise. */
function imports(text: string, skip: readonly string[] = []): string {
  const names = namesIn(text);
  const from = (module: string, those: readonly string[]): readonly string[] => {
    const used = those.filter(it => names.has(it) && !skip.includes(it));
    return used.length > 0 ? [`from ${module} import ${used.join(', ')}`] : [];
  };
  const others = Object.entries(elsewhere).flatMap(([name, module]) => from(module, [name]));
  return [...from('sqlalchemy', core), ...from('sqlalchemy.orm', orm), ...others].join('\n');
}

const all: readonly Version[] = ['1.4', '2.0', '2.1'];
const two: readonly Version[] = ['2.0', '2.1'];

/** `MappedAsDataclass` goes with bases that are classes of its own kind alone. */
const withFunction = (base: string, models: string): string | undefined => (models.includes('MappedAsDataclass') ? undefined : withBase(base, models));
const withBase = (base: string, models: string): string => `${imports(`${base}\n${models}`)}\n${base}\n\n${models}`;

/** Columns of class bodies as SQLAlchemy 2 makes them. */
const mappedColumns = (models: string): string => models.replace(/^( {4}\w+ = )Column\(/gm, '$1mapped_column(');

const annotated = (models: string): string =>
  models
    .replace(/^( {4}\w+) = Column\((?=("\w+", )?(Integer|ForeignKey))/gm, '$1: Mapped[int] = mapped_column(')
    .replace(/^( {4}\w+) = Column\((?=("\w+", )?String)/gm, '$1: Mapped[str] = mapped_column(');

function modules(models: string): string | undefined {
  if (/\bimport\b|MappedAsDataclass/.test(models)) return undefined;
  const of = (name: string): string => (core.includes(name) ? `sa.${name}` : orm.includes(name) ? `so.${name}` : name);
  return `import sqlalchemy as sa\nimport sqlalchemy.orm as so\n${imports(models, [...core, ...orm])}\n\nBase = so.declarative_base()\n\n${replaced(models, of)}`;
}

function flask(models: string): string | undefined {
  if (/registry|Mapped/.test(models)) return undefined;
  const of = (name: string): string => (name === 'Base' ? 'db.Model' : core.includes(name) || orm.includes(name) ? `db.${name}` : name);
  const text = replaced(models, of).replaceAll('db.Model.metadata', 'db.metadata');
  return `from flask_sqlalchemy import SQLAlchemy\n${imports(models, [...core, ...orm])}\n\ndb = SQLAlchemy()\n\n${text}`;
}

function decorated(models: string): string | undefined {
  const text = models.replace(/^class (\w+)\(Base\):/gm, '@reg.mapped\nclass $1:').replaceAll('Base.metadata', 'reg.metadata');
  const derived = text.replace(/^(?<!@reg\.mapped\n)class (\w+)\(([A-Z]\w+)\):/gm, (whole, _n, base) =>
    text.includes(`@reg.mapped\nclass ${base}:`) || text.includes(`class ${base}(`) ? `@reg.mapped\n${whole}` : whole,
  );
  if (namesIn(derived).has('Base')) return undefined;
  return `${imports(derived)}\nfrom sqlalchemy.orm import registry\n\nreg = registry()\n\n${derived}`;
}

/** A relationship whose arguments mean the same outside of its class. */
const movable = /^ {4}(\w+) = (relationship\(.*\))( {2}# !)?$/;
function isMovable(line: string): boolean {
  const call = movable.exec(line)?.[2];
  if (call === undefined) return false;
  return [...namesIn(call)].every(it => core.includes(it) || orm.includes(it) || /^(?:True|False|None|lambda|list|set|dict|int|x)$/.test(it));
}

/** The relationships that are wrong, in mixins. */
function mixins(models: string): string | undefined {
  const lines = models.split('\n');
  const out: string[] = [];
  let changed = false;
  for (let i = 0; i < lines.length; i++) {
    const cls = /^class (\w+)\((.*)\):$/.exec(lines[i] ?? '');
    if (!cls) {
      out.push(lines[i] ?? '');
      continue;
    }
    let end = i + 1;
    while (end < lines.length && (lines[end] === '' || lines[end]?.startsWith('    '))) end++;
    const body = lines.slice(i + 1, end);
    const moved = body.filter(it => it.endsWith('# !') && isMovable(it));
    if (moved.length === 0) out.push(...lines.slice(i, end));
    else {
      changed = true;
      out.push(`class ${cls[1]}Part:`);
      for (const it of moved) {
        const [, name, call, mark = ''] = movable.exec(it) ?? [];
        out.push('    @declared_attr', `    def ${name}(cls):${mark}`, `        return ${call}${mark}`, '');
      }
      out.push(`class ${cls[1]}(${cls[1]}Part, ${cls[2]}):`, ...body.filter(it => !moved.includes(it)));
    }
    i = end - 1;
  }
  if (!changed) return undefined;
  const text = out.join('\n');
  return withBase('from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()', text);
}

/** The relationships that are wrong, assigned behind their classes. */
function assigned(models: string): string | undefined {
  const later: string[] = [];
  let cls = '';
  const kept = models.split('\n').filter(line => {
    cls = /^class (\w+)/.exec(line)?.[1] ?? cls;
    if (!line.endsWith('# !') || !isMovable(line)) return true;
    later.push(`${cls}.${line.trim()}`);
    return false;
  });
  if (later.length === 0) return undefined;
  if (/^class .*\n(?! {4})/m.test(kept.join('\n'))) return undefined;
  return withBase('from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()', `${kept.join('\n')}\n${later.join('\n')}\n`);
}

/** Tables, and classes mapped to them by calls. */
function imperative(models: string): string | undefined {
  const parts: string[] = [];
  const blocks = models.split(/^(?=\S)/m);
  for (const block of blocks) {
    const [head = '', ...body] = block.trimEnd().split('\n');
    const name = /^class (\w+)\(Base\):$/.exec(head)?.[1];
    if (name === undefined) {
      if (/^class |@/.test(head)) return undefined;
      parts.push(block.replaceAll('Base.metadata', 'reg.metadata'));
      continue;
    }
    let table: string | undefined;
    const columns: string[] = [];
    const properties: string[] = [];
    for (const line of body) {
      const [, key, call, mark = ''] = /^ {4}(\w+) = (.*?\)|"\w+")( {2}# !)?$/.exec(line) ?? [];
      if (line.trim() === '') continue;
      if (key === '__tablename__' && call) table = call;
      else if (call?.startsWith('Column(')) columns.push(`    ${/^Column\("\w+"/.test(call) ? call : call.replace('Column(', `Column("${key}", `)},${mark}`);
      else if (call?.startsWith('relationship(') && isMovable(line)) properties.push(`    "${key}": ${call},${mark}`);
      else return undefined;
    }
    if (table === undefined) return undefined;
    const variable = `${name.toLowerCase()}_table`;
    parts.push(`${variable} = Table(${table}, reg.metadata,\n${columns.join('\n')}\n)\n\nclass ${name}:\n    pass\n\n`);
    parts.push(`reg.map_imperatively(${name}, ${variable}, properties={\n${properties.join('\n')}\n})\n\n`);
  }
  const text = parts.join('');
  if (namesIn(text).has('Base')) return undefined;
  return `${imports(text)}\nfrom sqlalchemy.orm import registry\n\nreg = registry()\n\n${text}`;
}

const base2 = 'from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase):\n    pass';

const dataclasses = 'from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass\n\nclass Base(MappedAsDataclass, DeclarativeBase):\n    pass';

/** All ways; models that have annotations are for SQLAlchemy 2. */
export const spellings: readonly Spelling[] = [
  { name: 'declarative_base()', versions: all, write: m => withFunction('from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()', m) },
  { name: 'DeclarativeBase', versions: two, write: m => withBase(base2, mappedColumns(m)) },
  { name: 'annotated', versions: two, write: m => (annotated(m) === m ? undefined : withBase(base2, annotated(m))) },
  {
    name: 'late annotations',
    versions: two,
    write: m => (/Mapped|^ {4}\w+: /m.test(m) ? `from __future__ import annotations\n${withBase(base2, annotated(m))}` : undefined),
  },
  { name: 'modules', versions: all, write: modules },
  { name: 'generate_base()', versions: all, write: m => withFunction('from sqlalchemy.orm import registry\n\nBase = registry().generate_base()', m) },
  { name: 'decorated', versions: all, write: decorated },
  { name: 'Flask-SQLAlchemy', versions: all, write: flask },
  { name: 'mixin', versions: all, write: mixins },
  { name: 'assigned', versions: all, write: assigned },
  { name: 'imperative', versions: all, write: imperative },
  {
    name: 'dataclasses',
    versions: two,
    write: m => (/MappedAsDataclass|\bdef use\(|registry/.test(m) ? undefined : withBase(dataclasses, annotated(m))),
  },
  {
    name: 'SQLModel',
    versions: all,
    write: m => {
      const text = asSqlmodel(m);
      return text === undefined ? undefined : `from sqlmodel import SQLModel, Field, Relationship\n${imports(text)}\n\n${text}`;
    },
  },
];
