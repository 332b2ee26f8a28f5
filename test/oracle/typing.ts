/**
 * `npx tsx test/oracle/typing.ts declare|annotate FOLDER PYRIGHT [PYTHON]`: what pyright says of the project in a folder before and after all implicit attributes were
 * declared for it, or all types written. Works on a copy. Prints, by pyright's rule, the errors that went and that came; and how many of those left are
 * about relationship attributes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open } from '../../server/cli/open.ts';
import { annotate, lacksType } from '../../server/edits/annotate.ts';
import { declare, undeclared } from '../../server/edits/declare.ts';
import { declaredIn } from '../../server/edits/declared.ts';
import { Rewrite } from '../../server/edits/rewrite.ts';
import { applyEdits } from '../../server/edits/source.ts';

const [what, folder, pyright, python] = process.argv.slice(2);
if ((what !== 'declare' && what !== 'annotate') || !folder || !pyright) throw new Error('usage: typing.ts declare|annotate FOLDER PYRIGHT [PYTHON]');

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
  const rewrite = new Rewrite(snapshot);
  const left: string[] = [];
  let done = 0;
  if (what === 'declare')
    for (const cls of snapshot.project.classes) {
      const wanted = undeclared(cls);
      const not = declare(rewrite, cls, wanted);
      done += wanted.length - not.length;
      left.push(...not.map(it => `${cls.name}.${it.attribute.name}: ${it.why}`));
    }
  else
    for (const it of declaredIn(snapshot.project).filter(lacksType)) {
      const why = annotate(rewrite, it);
      if (why === undefined) done++;
      else left.push(`${it.owner.name}.${it.name}: ${why}`);
    }
  const edits = rewrite.finish();
  for (const [uri, list] of edits ?? []) {
    const lines = snapshot.lines(uri);
    const path = fileURLToPath(uri);
    const text = lines && applyEdits({ text: readFileSync(path, 'utf8'), lines }, list);
    if (text === undefined) throw new Error(`${path} cannot be written`);
    writeFileSync(path, text);
  }
  const after = complaints();
  console.log(`${what}: ${done} done, ${left.length} left; ${edits?.size ?? 0} files`);
  for (const it of left) console.log(`  left ${it}`);
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
