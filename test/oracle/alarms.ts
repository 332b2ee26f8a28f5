/**
 * False alarms: what the rules have to say of real applications that start, against what SQLAlchemy itself warns of there.
 *   npm run oracle:alarms                          all applications of the oracle
 *   npm run oracle:alarms -- --only keystone       some of them (names with commas)
 *   npm run oracle:alarms -- --folders /path/a,b   folders of sources: findings alone, nothing is run
 *   npm run oracle:alarms -- --all                 findings of every severity, and of rules that are off
 * Exits with 1 when an error, or a warning that SQLAlchemy does not print, is found in a file that was imported.
 */
import { parseArgs } from 'node:util';
import { type Opened, open } from '../../server/cli/open.ts';
import { findings } from '../../server/features/diagnostics.ts';
import { rules } from '../../server/rules/index.ts';
import type { Rule, Severity } from '../../server/rules/rule.ts';
import { applications } from './apps/apps.ts';
import { configure, install } from './apps/install.ts';
import { aboutModels, agree, bare, quarrels } from './words.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, folders: { type: 'string' }, all: { type: 'boolean', default: false } } });
const only = values.only?.split(',');

interface Alarm {
  readonly code: string;
  readonly severity: Severity;
  readonly place: string;
  readonly file: string;
  readonly message: string;
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
      })),
  );
}

const show = (mark: string, { severity, code, place, message }: Alarm): void =>
  console.log(`    ${mark} ${severity} ${code} ${place}: ${message.slice(0, 260)}`);

async function compared(): Promise<boolean> {
  const totals = { applications: 0, relationships: 0, errors: 0, both: 0, ours: 0, theirs: 0 };
  const byRule = new Map<string, number>();
  for (const app of applications) {
    if (only && !only.includes(app.name)) continue;
    try {
      const home = await install(app);
      const run = await configure(app, home);
      const alarms = alarmsIn(await open([home]));
      for (const { code, severity } of alarms) byRule.set(`${severity} ${code}`, (byRule.get(`${severity} ${code}`) ?? 0) + 1);
      const imported = new Set(run.files);
      const theirs = run.warnings.map(bare);
      const warned = alarms.filter(a => a.severity === 'warning');
      const real = new Set(theirs.flatMap(quarrels));
      const told = new Set(warned.flatMap(a => quarrels(a.message)));
      const both = warned.filter(a => agree(a.message, theirs, real));
      const extra = warned.filter(a => !both.includes(a) && imported.has(a.file));
      const errors = alarms.filter(a => a.severity === 'error' && imported.has(a.file));
      const elsewhere = alarms.filter(a => !imported.has(a.file));
      const messages = both.map(a => a.message);
      const unseen = theirs.filter(
        text => aboutModels.test(text) && (quarrels(text).length > 0 ? !quarrels(text).some(p => told.has(p)) : !messages.some(m => bare(m).endsWith(text))),
      );
      const [pairs, ofBoth] = [told.size, [...told].filter(p => real.has(p)).length];
      const relationships = run.classes.reduce((sum, c) => sum + c.relationships.length, 0);
      console.log(
        `${app.name.padEnd(18)} ${String(relationships).padStart(5)} relationships  errors ${errors.length}  warnings: ours alone ${extra.length}, SQLAlchemy's alone ${unseen.length}, both ${both.length}  pairs that overlap: ours ${pairs}, SQLAlchemy's ${real.size}, both ${ofBoth}  in files not imported ${elsewhere.length}`,
      );
      for (const a of [...errors, ...extra]) show('OURS', a);
      for (const a of elsewhere) show('not imported', a);
      for (const a of values.all ? alarms.filter(x => x.severity !== 'error' && x.severity !== 'warning') : []) show('advice', a);
      for (const text of unseen) console.log(`    SQLALCHEMY'S ${text.slice(0, 260)}`);
      totals.applications++;
      totals.relationships += relationships;
      totals.errors += errors.length;
      totals.both += both.length;
      totals.ours += extra.length;
      totals.theirs += unseen.length;
    } catch (error) {
      console.log(`${app.name.padEnd(18)} not compared: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`);
    }
  }
  console.log(
    `${totals.applications} applications, ${totals.relationships} relationships: errors ${totals.errors}; warnings of ours alone ${totals.ours}, of SQLAlchemy alone ${totals.theirs}, of both ${totals.both}`,
  );
  console.log([...byRule].map(([rule, n]) => `${n} ${rule}`).join(', '));
  return totals.errors + totals.ours === 0;
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
