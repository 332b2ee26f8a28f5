import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { look, mended, written } from '../faults/mended.ts';
import { configureAll, versions } from '../sqlalchemy.ts';

/** The preferred fix of each fault in each spelling and version, given to SQLAlchemy: the error that was mended is not raised, nor one that nobody has told of. */
const folder = mkdtempSync(join(tmpdir(), 'backref-mended-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

describe.each(versions)('SQLAlchemy %s', async version => {
  const all = written
    .filter(it => it.versions.includes(version))
    .flatMap((program, i) => {
      const fixes = mended(program, version);
      return fixes.map((fix, n) => {
        const path = join(folder, version, `${i}-${n}`, 'models.py');
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, fix.text);
        return { ...fix, program, path };
      });
    });
  const outcomes = await configureAll(
    version,
    all.map(it => it.path),
  );

  test(`${all.length} fixes of ${new Set(all.map(it => it.code)).size} rules`, () => expect(all.length).toBeGreaterThan(500));

  test.each(all.map(it => [`${it.program.fault.what}, ${it.program.spelling}: ${it.code}: ${it.title}`, it] as const))('%s', (_, it) => {
    const text = `${it.text}\nwas\n${it.program.text}`;
    expect(it.wrong, text).toBeUndefined();
    // What else is wrong with it, or comes out behind it, is told.
    const left = look(it.text, version).map(f => f.it.finding.message);
    const { errors = [], warnings = [] } = outcomes.get(it.path) ?? {};
    const unknown = [...errors, ...warnings].filter(e => !/RemovedIn20|MovedIn20/.test('category' in e ? `${e.category}` : ''));
    expect(
      unknown.map(e => e.message).filter(m => !left.some(l => l.includes(m.trim()) || m.includes(l))),
      text,
    ).toEqual([]);
  });
});
