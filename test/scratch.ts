import { readdirSync, readFileSync } from 'node:fs';
import { defaultConfig } from '../server/config.ts';
import { configureAll, type Version } from './oracle/sqlalchemy.ts';
import { found } from './support/ask.ts';
import { root, workspace } from './support/fixture.ts';

const dir = process.argv[2] ?? '/tmp/faults';
const version = (process.argv[3] ?? '2.0') as Version;
const only = process.argv[4];
const files = readdirSync(dir).filter(f => f.endsWith('.py') && (!only || f.includes(only)));
const real = await configureAll(
  version,
  files.map(f => `${dir}/${f}`),
);
for (const f of files) {
  const text = readFileSync(`${dir}/${f}`, 'utf8');
  const session = workspace(new Map([[f, text]]));
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const ours = found({ texts: new Map([[f, text]]), snapshot: () => session.snapshot() });
  const r = real.get(`${dir}/${f}`);
  const theirs = [
    ...(r?.errors ?? []).map(e => `${e.stage} ${e.exception.split('.').at(-1)}: ${e.message}`),
    ...(r?.warnings ?? []).map(w => `${w.category}: ${w.message}`),
  ];
  const messages = ours.map(o => o.it.finding.message);
  const ok = theirs.every(t => messages.some(m => t.includes(m))) && messages.every(m => theirs.some(t => t.includes(m)));
  console.log(`${ok ? 'ok  ' : 'DIFF'} ${f}`);
  if (!ok || only) {
    for (const t of theirs) console.log('      SA  ', t.slice(0, 300));
    for (const o of ours) console.log('      us  ', o.it.severity, o.it.rule.code, o.it.finding.message.slice(0, 200));
  }
}
process.exit(0);
