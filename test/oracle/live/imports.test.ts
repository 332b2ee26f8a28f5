import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { layouts } from '../../rules/layouts.ts';
import { applied, found } from '../../support/ask.ts';
import { workspace } from '../../support/fixture.ts';
import { type Case, configureAll, versions } from '../sqlalchemy.ts';

/** Applications that forget a module of their models are started as they are, and as each fix makes them. */
const folder = mkdtempSync(join(tmpdir(), 'backref-imports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly what: string;
  readonly starts: boolean;
  readonly case: Exclude<Case, string>;
}

function run(what: string, entry: string, texts: ReadonlyMap<string, string>, starts: boolean): Run {
  const at = mkdtempSync(join(folder, 'app-'));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  return { what, starts, case: { key: at, root: at, modules: [entry] } };
}

const runs = layouts.flatMap(({ name, entry, files }) => {
  const texts = new Map(Object.entries(files));
  const session = workspace(texts);
  const fixes = found({ texts, snapshot: () => session.snapshot() }).flatMap(({ it }) => it.finding.fixes?.() ?? []);
  // What migrations import is not there when the application runs.
  const wanted = fixes.filter(fix => ![...fix.edits.keys()].some(uri => uri.includes('/alembic/')));
  return [run(name, entry, texts, false), ...wanted.map(fix => run(`${name}: ${fix.title}`, entry, applied(texts, fix.edits), true))];
});

describe.each(versions)('SQLAlchemy %s', async version => {
  const outcomes = await configureAll(
    version,
    runs.map(r => r.case),
  );
  test.each(runs.map(r => [r.what, r] as const))('%s', (_, { starts, case: it }) => {
    const errors = (outcomes.get(it.key)?.errors ?? []).map(e => e.message.split('\n', 1)[0]);
    if (starts) expect(errors).toEqual([]);
    else expect(errors.join('\n')).toContain("expression 'Book' failed to locate a name ('Book')");
  });
});
