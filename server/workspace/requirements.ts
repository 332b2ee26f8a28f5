/** What a project's files ask of SQLAlchemy: the texts of lock, requirements and project files, read without running anything. */

import { parse as parseToml } from 'smol-toml';
import type { SqlalchemyVersion } from '../config.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Expr } from '../syntax/tree.ts';

/** The versions that a file admits, oldest first; never empty. One alone is certain. */
export type Admitted = readonly SqlalchemyVersion[];

/** The release lines that Backref tells apart; what is older or newer counts as the first or the last. */
const lines: readonly { readonly version: SqlalchemyVersion; readonly from: Release; readonly below: Release }[] = [
  { version: '1.4', from: [0], below: [2] },
  { version: '2.0', from: [2], below: [2, 1] },
  { version: '2.1', from: [2, 1], below: [Number.POSITIVE_INFINITY] },
];

type Release = readonly number[];
interface Bounds {
  /** Inclusive. */
  readonly from: Release;
  readonly to: Release;
  readonly inclusive: boolean;
}

/** The line that a release such as `1.4.46` or `2.1.0b2` belongs to; undefined for what is no release. */
export function lineOf(release: string): SqlalchemyVersion | undefined {
  const numbers = releaseOf(release);
  return numbers && lines.find(l => compare(numbers, l.from) >= 0 && compare(numbers, l.below) < 0)?.version;
}

/**
 * The lines that a version specifier admits: of PEP 440 (`>=1.4,<2.0`, `~=2.0`), of Poetry (`^2.0`, `1.4.*`) or of conda (`=1.4`). Undefined
 * when it says nothing, or nothing that is understood.
 */
export function admitted(specifier: string): Admitted | undefined {
  const alternatives = specifier.split('||').map(part => boundsOf(part));
  if (alternatives.some(a => a === undefined)) return undefined;
  const fitting = lines.filter(l => alternatives.some(a => a && meets(a, l.from, l.below))).map(l => l.version);
  return fitting.length > 0 ? fitting : undefined;
}

const everything: Bounds = { from: [0], to: [Number.POSITIVE_INFINITY], inclusive: false };

function boundsOf(specifier: string): Bounds | undefined {
  let bounds: Bounds | undefined;
  const clauses = specifier.trim().replace(/([<>=!~^])\s+/g, '$1');
  for (const part of clauses.split(/[,\s]+/)) {
    const clause = /^\s*(===|==|~=|!=|<=|>=|<|>|\^|~|=)?\s*v?(\d[\w.*+!-]*|\*)\s*$/.exec(part);
    if (!clause) return undefined;
    const one = clauseBounds(clause[1] ?? '==', clause[2] ?? '*');
    if (one) bounds = intersect(bounds ?? everything, one);
  }
  return bounds;
}

/** What one clause admits; undefined for one that leaves all open. */
function clauseBounds(operator: string, text: string): Bounds | undefined {
  const release = releaseOf(text.replace(/\.?\*.*$/, ''));
  if (!release || operator === '!=') return undefined;
  const upTo = (below: Release): Bounds => ({ from: release, to: below, inclusive: false });
  const wild = text.includes('*');
  switch (operator) {
    case '>':
    case '>=':
      return { ...everything, from: release };
    case '<':
      return { ...everything, to: release };
    case '<=':
      return { from: [0], to: release, inclusive: true };
    case '^':
      return upTo(release[0] === 0 && release.length > 1 ? [0, (release[1] ?? 0) + 1] : [(release[0] ?? 0) + 1]);
    case '~':
      return upTo(release.length === 1 ? after(release) : after(release.slice(0, 2)));
    case '~=':
      return upTo(after(release.slice(0, -1)));
    case '=':
      return upTo(after(release));
    default:
      return wild ? upTo(after(release)) : { from: release, to: release, inclusive: true };
  }
}

const after = (release: Release): Release => [...release.slice(0, -1), (release.at(-1) ?? 0) + 1];

/** Pre-releases count as their release. */
function releaseOf(text: string): Release | undefined {
  const numbers = /^\s*v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(text)?.[1];
  return numbers?.split('.').map(Number);
}

function compare(a: Release, b: Release): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const intersect = (a: Bounds, b: Bounds): Bounds => {
  const order = compare(a.to, b.to);
  return {
    from: compare(a.from, b.from) >= 0 ? a.from : b.from,
    to: order <= 0 ? a.to : b.to,
    inclusive: order === 0 ? a.inclusive && b.inclusive : order < 0 ? a.inclusive : b.inclusive,
  };
};

function meets(bounds: Bounds, from: Release, below: Release): boolean {
  const start = compare(bounds.from, from) >= 0 ? bounds.from : from;
  const end = compare(start, bounds.to);
  return compare(start, below) < 0 && (end < 0 || (end === 0 && bounds.inclusive));
}

/** A package that a file asks for, and in which versions; an empty specifier leaves them open. */
interface Requirement {
  /** As PEP 503 writes names: lower case, hyphens. */
  readonly name: string;
  readonly specifier: string;
}

/** The files that tell, by what they tell: what was resolved before what was asked for. */
const readers: readonly { readonly name: RegExp; readonly read: (text: string) => readonly Requirement[] }[] = [
  { name: /^(?:uv|poetry|pdm)\.lock$/, read: text => lockedPackages(parseToml(text)['package']) },
  { name: /^pylock(?:\.[\w-]+)?\.toml$/, read: text => lockedPackages(parseToml(text)['packages']) },
  { name: /^Pipfile\.lock$/, read: text => ['default', 'develop'].flatMap(section => table(record(JSON.parse(text))[section])) },
  { name: /^requirements(?:\.txt|\/[^/]*\.txt)$/, read: requirementLines },
  { name: /^[^/]*(?:requirements|constraints)[^/]*\.txt$/, read: requirementLines },
  { name: /^requirements(?:\.in|\/[^/]*\.in)$/, read: requirementLines },
  { name: /^Pipfile$/, read: text => ['packages', 'dev-packages'].flatMap(section => table(parseToml(text)[section])) },
  { name: /^pyproject\.toml$/, read: text => projectTables(parseToml(text)) },
  { name: /^setup\.cfg$/, read: setupSections },
  { name: /^setup\.py$/, read: setupStrings },
  { name: /^environment\.ya?ml$/, read: condaLines },
];

/** Where the files stand that a folder may have; each is a name, or a name in the folder `requirements`. In the order of `readers`. */
export const tellingFiles = (names: readonly string[]): readonly string[] =>
  [...names]
    .sort()
    .flatMap(name => {
      const place = readers.findIndex(r => r.name.test(name));
      return place < 0 ? [] : [{ name, place }];
    })
    .sort((a, b) => a.place - b.place)
    .map(f => f.name);

/** What a file asks of SQLAlchemy, by itself or through a package that goes with one line only; undefined when it says nothing. */
export function asked(name: string, text: string): Admitted | undefined {
  let requirements: readonly Requirement[];
  try {
    requirements = readers.find(r => r.name.test(name))?.read(text) ?? [];
  } catch {
    return undefined;
  }
  const direct = requirements.filter(r => r.name === 'sqlalchemy').flatMap(r => admitted(r.specifier) ?? []);
  const all = direct.length > 0 ? direct : requirements.flatMap(r => implied(r) ?? []);
  return all.length > 0 ? lines.map(l => l.version).filter(v => all.includes(v)) : undefined;
}

/**
 * Flask-SQLAlchemy before 3 does not run on SQLAlchemy 2; SQLModel asks for SQLAlchemy below 2 before 0.0.14 and for 2.0 from then on (their
 * own requirements).
 */
function implied({ name, specifier }: Requirement): Admitted | undefined {
  const bounds = boundsOf(specifier);
  if (!bounds) return undefined;
  const below = (release: Release): boolean => compare(bounds.to, release) < 0 || (compare(bounds.to, release) === 0 && !bounds.inclusive);
  if (name === 'flask-sqlalchemy') return below([3]) ? ['1.4'] : undefined;
  if (name !== 'sqlmodel') return undefined;
  return below([0, 0, 14]) ? ['1.4'] : compare(bounds.from, [0, 0, 14]) >= 0 ? ['2.0'] : undefined;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** `[[package]]` of a lock file: what was resolved, exactly. */
function lockedPackages(packages: unknown): readonly Requirement[] {
  return list(packages).flatMap(it => {
    const { name, version } = record(it);
    return typeof name === 'string' && typeof version === 'string' ? [{ name: normal(name), specifier: `==${version}` }] : [];
  });
}

/** A table of names and versions, as Poetry and Pipenv write them: `"^2.0"`, `{ version = "^2.0" }`, or several of these. */
function table(packages: unknown): readonly Requirement[] {
  return Object.entries(record(packages)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap(it => {
      const specifier = typeof it === 'string' ? it : record(it)['version'];
      return typeof specifier === 'string' ? [{ name: normal(name), specifier }] : [];
    }),
  );
}

/** `SQLAlchemy[asyncio] >= 1.4, < 2 ; python_version > "3.8"` (PEP 508); undefined for what is none. */
function requirement(text: unknown): readonly Requirement[] {
  const found = typeof text === 'string' ? /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#@)]*)/.exec(text) : null;
  return found?.[1] ? [{ name: normal(found[1]), specifier: (found[2] ?? '').replace(/\s--.*|\\\s*$/, '').trim() }] : [];
}

function requirementLines(text: string): readonly Requirement[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.filter(line => !/^\s*[-#]/.test(line)).flatMap(requirement);
}

function projectTables(toml: Readonly<Record<string, unknown>>): readonly Requirement[] {
  const project = record(toml['project']);
  const tool = record(toml['tool']);
  const poetry = record(tool['poetry']);
  const uv = record(tool['uv']);
  const lists = [
    project['dependencies'],
    ...[project['optional-dependencies'], toml['dependency-groups'], record(tool['pdm'])['dev-dependencies']].flatMap(it => Object.values(record(it))),
    uv['dev-dependencies'],
    uv['constraint-dependencies'],
  ];
  const tables = [poetry['dependencies'], poetry['dev-dependencies'], ...Object.values(record(poetry['group'])).map(group => record(group)['dependencies'])];
  return [...lists.flatMap(it => list(it).flatMap(requirement)), ...tables.flatMap(table)];
}

/** The lines of `install_requires` and of the extras. */
function setupSections(text: string): readonly Requirement[] {
  let section = '';
  return text.split(/\r\n|\r|\n/).flatMap(line => {
    section = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
    if (section !== 'options' && section !== 'options.extras_require') return [];
    return requirement(line.replace(/^[\w-]+\s*=(?!=)\s*/, ''));
  });
}

/** The strings in the lists of a setup script. */
function setupStrings(text: string): readonly Requirement[] {
  const out: Requirement[] = [];
  const pending: unknown[] = [...parseModule(text).body];
  for (let it = pending.pop(); it !== undefined; it = pending.pop()) {
    if (typeof it !== 'object' || it === null) continue;
    if ('kind' in it && (it.kind === 'list' || it.kind === 'tuple') && 'items' in it)
      for (const item of list(it.items)) if (isString(item)) out.push(...requirement(item.value));
    pending.push(...Object.values(it));
  }
  return out;
}

const isString = (it: unknown): it is Extract<Expr, { kind: 'string' }> => typeof it === 'object' && it !== null && 'kind' in it && it.kind === 'string';

/** The list items of a conda environment: `- sqlalchemy=1.4`, `- conda-forge::sqlalchemy >=2`, and pip's below them. */
function condaLines(text: string): readonly Requirement[] {
  return [...text.matchAll(/^\s*-\s*["']?(?:[\w.-]+::)?([^"'\n]+)/gm)].flatMap(([, item]) => requirement(item?.replace(/^([\w.-]+=[\w.*]+)=\S+/, '$1')));
}
