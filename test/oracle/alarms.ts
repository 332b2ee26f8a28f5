/**
 * False alarms: what the rules have to say of real applications that start, against what SQLAlchemy itself warns of there.
 *   npm run oracle:alarms                          all applications of the oracle; writes docs/alarms.md and the sentence in the README
 *   npm run oracle:alarms -- --only keystone       some of them (names with commas); writes nothing
 *   npm run oracle:alarms -- --folders /path/a,b   folders of sources: findings alone, nothing is run
 *   npm run oracle:alarms -- --all                 findings of every severity, and of rules that are off
 * Exits with 1 when an error that is not raised there, or a warning that SQLAlchemy does not print, is found in a file that was imported.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Range } from 'vscode-languageserver-protocol';
import { sameRange } from '../../server/base/ranges.ts';
import { type Opened, open } from '../../server/cli/open.ts';
import { findings } from '../../server/features/diagnostics.ts';
import { rules } from '../../server/rules/index.ts';
import type { Rule, Severity } from '../../server/rules/rule.ts';
import { pathTo } from '../../server/syntax/locate.ts';
import { alarmsPage, alarmsSentence, falseAlarms, type Told } from './apps/alarms-page.ts';
import { type Application, applications } from './apps/apps.ts';
import { configure, evaluate, install } from './apps/install.ts';
import { aboutModels, agree, bare, quarrels } from './words.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, folders: { type: 'string' }, all: { type: 'boolean', default: false } } });
const only = values.only?.split(',');

interface Alarm {
  readonly code: string;
  readonly severity: Severity;
  readonly place: string;
  readonly file: string;
  readonly message: string;
  /** An attribute that the finding is about, and the module in which it can be evaluated. */
  readonly expression: { readonly text: string; readonly module: string } | undefined;
}

/** Findings of the rules as they are delivered; with `--all` those of rules that are off too. */
function alarmsIn({ snapshot, within, relative }: Opened): readonly Alarm[] {
  const off: readonly Rule[] = values.all ? rules.filter(r => r.severity === 'off') : [];
  return snapshot.uris.filter(within).flatMap(uri =>
    [...findings(snapshot, uri), ...off.flatMap(rule => [...rule.check(uri, snapshot)].map(finding => ({ rule, severity: 'hint' as const, finding })))]
      .filter(({ severity }) => values.all || severity === 'error' || severity === 'warning')
      .map(({ rule, severity, finding }) => ({
        code: rule.code,
        severity,
        file: relative(uri),
        place: `${relative(uri)}:${finding.range.start.line + 1}`,
        message: finding.message,
        expression: expressionAt(snapshot, uri, finding.range),
      })),
  );
}

function expressionAt(snapshot: Opened['snapshot'], uri: string, range: Range): Alarm['expression'] {
  const [tree, module] = [snapshot.tree(uri), snapshot.project.module(uri)];
  const node = tree && pathTo(tree, range.start).find(n => n.kind === 'attribute' && sameRange(n.attr.range, range));
  const text = node && snapshot.lines(uri)?.slice(node.range);
  return text === undefined || !module ? undefined : { text, module: module.name };
}

/** True when the application raises just that. */
async function isShown(app: Application, home: string, { message, expression }: Alarm): Promise<boolean> {
  return expression !== undefined && (await evaluate(app, home, expression)) === message;
}

const show = (mark: string, { severity, code, place, message }: Alarm): void =>
  console.log(`    ${mark} ${severity} ${code} ${place}: ${message.slice(0, 260)}`);

async function look(app: Application): Promise<Told> {
  const home = await install(app);
  const run = await configure(app, home);
  const alarms = alarmsIn(await open([home]));
  const imported = new Set(run.files);
  const theirs = run.warnings.map(bare);
  const warned = alarms.filter(a => a.severity === 'warning');
  const real = new Set(theirs.flatMap(quarrels));
  const told = new Set(warned.flatMap(a => quarrels(a.message)));
  const both = warned.filter(a => agree(a.message, theirs, real));
  const ours = warned.filter(a => !both.includes(a) && imported.has(a.file));
  const elsewhere = alarms.filter(a => !imported.has(a.file) && (a.severity === 'error' || a.severity === 'warning'));
  const [shown, errors]: [Alarm[], Alarm[]] = [[], []];
  for (const a of alarms) if (a.severity === 'error' && imported.has(a.file)) ((await isShown(app, home, a)) ? shown : errors).push(a);
  const messages = both.map(a => a.message);
  const unseen = theirs.filter(
    text => aboutModels.test(text) && (quarrels(text).length > 0 ? !quarrels(text).some(p => told.has(p)) : !messages.some(m => bare(m).endsWith(text))),
  );
  for (const a of values.all ? alarms.filter(x => x.severity !== 'error' && x.severity !== 'warning') : []) show('advice', a);
  const lines = (list: readonly Alarm[]): readonly string[] => list.map(({ code, place, message }) => `${code} ${place}: ${message.slice(0, 260)}`);
  return {
    app,
    sqlalchemy: run.sqlalchemy,
    relationships: run.classes.reduce((sum, c) => sum + c.relationships.length, 0),
    shown: lines(shown),
    errors: lines(errors),
    ours: lines(ours),
    theirs: unseen.map(text => text.slice(0, 260)),
    both: both.length,
    elsewhere: lines(elsewhere),
  };
}

function report(told: Told): void {
  const name = told.app.name.padEnd(18);
  if ('failed' in told) {
    console.log(`${name} not compared: ${told.failed.split('\n')[0]}`);
    return;
  }
  const { relationships, shown, errors, ours, theirs, both, elsewhere } = told;
  console.log(
    `${name} ${String(relationships).padStart(5)} relationships  errors: false ${errors.length}, shown ${shown.length}  warnings: ours alone ${ours.length}, SQLAlchemy's alone ${theirs.length}, both ${both}  in files not imported ${elsewhere.length}`,
  );
  for (const [mark, lines] of Object.entries({ FALSE: [...errors, ...ours], shown, 'not imported': elsewhere, "SQLALCHEMY'S": theirs }))
    for (const line of lines) console.log(`    ${mark} ${line}`);
}

async function compared(): Promise<boolean> {
  const all: Told[] = [];
  for (const app of applications) {
    if (only && !only.includes(app.name)) continue;
    const told = await look(app).catch((error: unknown): Told => ({ app, failed: error instanceof Error ? error.message : String(error) }));
    all.push(told);
    report(told);
  }
  console.log(alarmsSentence(all));
  if (!only) {
    const root = resolve(import.meta.dirname, '../..');
    writeFileSync(join(root, 'docs/alarms.md'), alarmsPage(all));
    const readme = join(root, 'README.md');
    const marked = /(<!-- alarms -->\n)[\s\S]*?(\n<!-- \/alarms -->)/;
    writeFileSync(
      readme,
      readFileSync(readme, 'utf8').replace(marked, (_, before: string, after: string) => `${before}${alarmsSentence(all)}${after}`),
    );
  }
  return falseAlarms(all) === 0;
}

async function searched(folders: readonly string[]): Promise<boolean> {
  let count = 0;
  for (const folder of folders) {
    const alarms = alarmsIn(await open([folder]));
    console.log(`${folder} ${alarms.length}`);
    for (const a of alarms) show('', a);
    count += alarms.filter(a => a.severity === 'error' || a.severity === 'warning').length;
  }
  return count === 0;
}

const clean = values.folders === undefined ? await compared() : await searched(values.folders.split(','));
process.exitCode = clean ? 0 : 1;
