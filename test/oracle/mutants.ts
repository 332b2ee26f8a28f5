/**
 * npx tsx test/oracle/mutants.ts [--seed N] [--count N]: breaks the sample projects at random, asks SQLAlchemy whether it still takes them, and
 * compares what the rules say: of mutants that are refused the share that is told in SQLAlchemy's words, of those that are taken the share that
 * is said to be wrong.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultConfig } from '../../server/config.ts';
import { found } from '../support/ask.ts';
import { root, workspace } from '../support/fixture.ts';
import { configureAll, type Outcome, type Version } from './sqlalchemy.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string' }, show: { type: 'boolean' } } });
let state = Number(values.seed ?? 1) >>> 0;
/** A number below `n`, the same in every run of a seed. */
function below(n: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}

interface Sample {
  readonly name: string;
  readonly version: Version;
  readonly modules: readonly string[];
  readonly folder: string;
  /** The files that are broken. */
  readonly models: RegExp;
}
const at = (path: string): string => fileURLToPath(new URL(`../workspaces/${path}`, import.meta.url));
const samples: readonly Sample[] = [
  { name: 'flask-blog', version: '2.0', modules: ['blog.models'], folder: at('flask-blog'), models: /^blog\/models\/(?!__init__)/ },
  {
    name: 'classic-orm',
    version: '2.0',
    modules: ['shop.catalog', 'shop.orders', 'shop.people'],
    folder: at('classic-orm/src'),
    models: /^shop\/(?!__init__|base|services)/,
  },
];

type Mutation = readonly [what: string, pattern: RegExp, replacement: string];
const mutations: readonly Mutation[] = [
  ['a letter too much in back_populates', /back_populates=(["'])(\w+)\1/g, 'back_populates=$1$2x$1'],
  ['a letter too much in a target', /relationship\(\s*(["'])(\w+)\1/g, 'relationship($1$2x$1'],
  ['a table as target', /relationship\(\s*(["'])(\w+)\1/g, 'relationship($1comments$1'],
  ['another target', /relationship\(\s*(["'])(\w+)\1/g, 'relationship($1User$1'],
  ['no foreign key', /(?:db\.)?ForeignKey\([^()]*\)(?:, )?/g, ''],
  ['a foreign key to no column', /ForeignKey\((["'])(\w+)\.(\w+)\1/g, 'ForeignKey($1$2.nothing$1'],
  ['a foreign key to no table', /ForeignKey\((["'])(\w+)\.(\w+)\1/g, 'ForeignKey($1$2x.$3$1'],
  ['a backref called id', /backref=(["'])\w+\1/g, 'backref=$1id$1'],
  ['a backref called as another', /backref=(["'])\w+\1/g, 'backref=$1posts$1'],
  ['no backref', /,?\s*backref=(["'])\w+\1/g, ''],
  ['both keywords', /backref=(["'])(\w+)\1/g, 'backref=$1$2$1, back_populates=$1$2$1'],
  ['a keyword without its last letter', /back_populates=/g, 'back_populate='],
  ['a keyword that is none', /backref=/g, 'back_ref='],
  ['a lazy that is none', /relationship\(/g, 'relationship(lazy="often", argument='],
  ['dynamic', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, lazy="dynamic"'],
  ['a cascade that is none', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, cascade="all delete-orphan"'],
  ['orphans', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, cascade="all, delete-orphan"'],
  ['no remote_side', /,\s*remote_side=[^,()]*(?=[,)])/g, ''],
  ['no foreign_keys', /,\s*foreign_keys=[^,()]*(?=[,)\n])/g, ''],
  ['an order by nothing', /order_by=(["'])(\w+)\.(\w+)/g, 'order_by=$1$2.$3x'],
  ['no primary key', /,?\s*primary_key=True/g, ''],
  ['another table name', /__tablename__ = (["'])\w+\1/g, '__tablename__ = $1users$1'],
  ['a secondary that is none', /secondary=\w+/g, 'secondary="nothing"'],
  ['viewonly', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, viewonly=True'],
  ['viewonly in step', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, viewonly=True, sync_backref=True'],
  ['uselist', /relationship\(\s*(["']\w+["'])/g, 'relationship($1, uselist=False'],
  ['a comma behind', /^( {4}\w+ = .*relationship\(.*\))$/gm, '$1,'],
];

interface Mutant {
  readonly sample: Sample;
  readonly what: string;
  readonly texts: ReadonlyMap<string, string>;
}

function read({ folder }: Sample): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(f => f.endsWith('.py'));
  return new Map(files.map(f => [f.replaceAll('\\', '/'), readFileSync(join(folder, f), 'utf8')]));
}

function mutant(sample: Sample, texts: ReadonlyMap<string, string>): Mutant | undefined {
  const paths = [...texts.keys()].filter(p => sample.models.test(p));
  const path = paths[below(paths.length)] ?? '';
  const [what, pattern, replacement] = mutations[below(mutations.length)] ?? ['', /$^/g, ''];
  const text = texts.get(path) ?? '';
  const hits = [...text.matchAll(pattern)];
  const hit = hits[below(hits.length)];
  if (!hit) return undefined;
  const once = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  const changed = text.slice(0, hit.index) + hit[0].replace(once, replacement) + text.slice(hit.index + hit[0].length);
  return { sample, what: `${what} in ${path}:${text.slice(0, hit.index).split('\n').length}`, texts: new Map(texts).set(path, changed) };
}

const wanted = Number(values.count ?? 200);
const mutants: Mutant[] = [];
const originals = new Map(samples.map(s => [s, read(s)]));
for (const [sample, texts] of originals) mutants.push({ sample, what: 'nothing', texts });
for (let tries = 0; mutants.length < wanted && tries < wanted * 50; tries++) {
  const sample = samples[below(samples.length)];
  const made = sample && mutant(sample, originals.get(sample) ?? new Map());
  if (made && !mutants.some(m => m.sample === made.sample && m.what === made.what)) mutants.push(made);
}

const scratch = mkdtempSync(join(tmpdir(), 'backref-mutants-'));
const outcomes = new Map<Mutant, Outcome>();
try {
  const cases = mutants.map(({ texts, sample }, i) => {
    const folder = join(scratch, String(i));
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return { key: String(i), root: folder, modules: sample.modules };
  });
  for (const [key, outcome] of await configureAll('2.0', cases)) {
    const it = mutants[Number(key)];
    if (it) outcomes.set(it, outcome);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** What the models are used for shows later: a foreign key that leads nowhere, a keyword or an operator that does not fit. */
const later: ReadonlySet<string> = new Set(['unknown-foreign-key', 'unknown-attribute-keyword', 'relationship-operator']);

const counts = { refused: 0, flagged: 0, told: 0, taken: 0, wrong: 0, warnings: 0, warned: 0, warnedWrongly: 0 };
for (const [it, outcome] of outcomes) {
  // Not every change of a text is Python.
  if (outcome.errors[0]?.exception === 'builtins.SyntaxError') continue;
  const session = workspace(it.texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: '2.0' });
  const snapshot = session.snapshot();
  const all = found({ texts: it.texts, snapshot: () => snapshot });
  const errors = all.filter(f => f.it.severity === 'error' && !later.has(f.it.rule.code)).map(f => f.it.finding.message);
  const told = all.map(f => f.it.finding.message);
  const [first] = outcome.errors;
  const show = (what: string, text: string | undefined): void => console.log(`${what}: ${it.sample.name}, ${it.what}: ${text?.slice(0, 200)}`);
  if (first) {
    counts.refused++;
    if (errors.length > 0 || told.includes(first.message)) counts.flagged++;
    if (told.includes(first.message)) counts.told++;
    else show(errors.length > 0 ? 'other words' : 'not told', `${first.message} | ${errors[0]}`);
    continue;
  }
  counts.taken++;
  if (errors.length > 0) {
    counts.wrong++;
    show('false', errors[0]);
  }
  const warned = all.filter(f => f.it.severity === 'warning').map(f => f.it.finding.message);
  const theirs = [...new Set(outcome.warnings.map(w => w.message))];
  counts.warnings += theirs.length;
  for (const message of theirs) {
    if (warned.some(w => w.endsWith(message))) counts.warned++;
    else show('no warning', message);
  }
  for (const message of warned) {
    if (theirs.some(w => message.endsWith(w))) continue;
    counts.warnedWrongly++;
    show('false warning', message);
  }
}
console.log(
  `mutants: refused ${counts.refused}, flagged ${counts.flagged}, in the same words ${counts.told}; taken ${counts.taken}, flagged ${counts.wrong}; ` +
    `warnings ${counts.warnings}, told ${counts.warned}, false ${counts.warnedWrongly}`,
);
