/**
 * `npx tsx test/oracle/typing.ts declare|annotate|migrate FOLDER PYRIGHT [PYTHON]`: what pyright says of the project in a folder before and after all implicit attributes were
 * declared for it, all types written, or all backrefs converted. Works on a copy. Prints, by pyright's rule, the errors that went and that came; and how many of those left are
 * about relationship attributes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open } from '../../server/cli/open.ts';
import { plan } from '../../server/edits/migration/plan.ts';
import { planTypes, type TypingPlan } from '../../server/edits/typing-plan.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';

const [what, folder, pyright, python] = process.argv.slice(2);
if ((what !== 'declare' && what !== 'annotate' && what !== 'migrate') || !folder || !pyright)
  throw new Error('usage: typing.ts declare|annotate|migrate FOLDER PYRIGHT [PYTHON]');

interface Complaint {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
  readonly rule?: string;
  /** Where it is, wherever its line has gone. */
  readonly key: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

const copy = mkdtempSync(join(tmpdir(), 'backref-typing-'));
try {
  cpSync(folder, copy, { recursive: true });
  const opened = await open([copy]);
  const { snapshot } = opened;
  const names = new Set(snapshot.project.classes.flatMap(c => [...c.own.keys()]));
  const before = complaints();
  const made = what === 'migrate' ? migrated(snapshot) : planTypes(snapshot, what === 'declare' ? 'declarations' : 'annotations', opened.within);
  for (const [uri, text] of made.texts) writeFileSync(fileURLToPath(uri), text);
  const after = complaints();
  console.log(`${what}: ${made.done.length} done, ${made.left.length} left; ${made.texts.size} files`);
  for (const it of made.left) console.log(`  left ${it.relationship}: ${it.reason}`);
  const ofNames = (all: readonly Complaint[]): number => all.filter(it => it.rule === 'reportAttributeAccessIssue' && named(it)).length;
  console.log(
    `errors of pyright: ${before.length} before, ${after.length} after; unknown attributes named like relationships: ${ofNames(before)} before, ${ofNames(after)} after`,
  );
  const keys = new Set(before.map(it => it.key));
  const fresh = after.filter(it => !keys.has(it.key));
  console.table(tally(fresh));
  for (const it of after.filter(a => a.rule === 'reportAttributeAccessIssue' && named(a)).slice(0, 40)) show('remains', it);
  for (const it of fresh.slice(0, 40)) show('new', it);

  function show(kind: string, { file, range, rule, message }: Complaint): void {
    console.log(`  ${kind} ${relative(copy, file)}:${range.start.line + 1} ${rule}: ${message.replace(/\s+/g, ' ')}`);
  }

  function named({ message }: Complaint): boolean {
    const name = /attribute "(\w+)"/.exec(message)?.[1];
    return name !== undefined && names.has(name);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function migrated(snapshot: Snapshot): Pick<TypingPlan, 'left' | 'texts'> & { readonly done: readonly unknown[] } {
  const { converted, left, texts } = plan(snapshot, () => true, { allLoaded: true });
  return { done: converted, left, texts };
}

function complaints(): readonly Complaint[] {
  const ran = spawnSync(pyright ?? '', ['--outputjson', ...(python ? ['--pythonpath', python] : []), copy], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 29,
  });
  const { generalDiagnostics }: { generalDiagnostics: readonly Complaint[] } = JSON.parse(ran.stdout);
  return generalDiagnostics.filter(it => it.severity === 'error').map(it => ({ ...it, key: keyOf(it) }));
}

function keyOf({ file, rule, message, range }: Omit<Complaint, 'key'>): string {
  const line = readFileSync(file, 'utf8').split('\n')[range.start.line]?.trim();
  return [relative(copy, file), rule, message, range.start.character, line].join(' ');
}

function tally(all: readonly Complaint[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { rule } of all) counts[rule ?? ''] = (counts[rule ?? ''] ?? 0) + 1;
  return counts;
}
