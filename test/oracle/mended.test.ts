import { describe, expect, test } from 'vitest';
import { faults } from './faults/index.ts';
import { mended, written } from './faults/mended.ts';

/** Each rule in each style of writing models: the preferred fix mends what is told, and nothing else breaks; the `oracle` step asks SQLAlchemy. */
const offered = new Map<string, Set<string>>();

describe.each(faults.map(it => [it.what, it] as const))('%s', (_, fault) => {
  test('is mended in every spelling', () => {
    for (const program of written.filter(it => it.fault === fault)) {
      const version = program.versions.find(it => it === '2.0') ?? '1.4';
      for (const { code, title, text, wrong } of mended(program, version)) {
        expect(wrong, `${program.spelling}: ${code}: ${title}\n${text}\nwas\n${program.text}`).toBeUndefined();
        offered.set(code, new Set([...(offered.get(code) ?? []), program.spelling]));
      }
    }
  });
});

test('many rules, in most styles', () => {
  expect(offered.size).toBeGreaterThan(40);
  const cells = [...offered.values()].reduce((sum, styles) => sum + styles.size, 0);
  expect(cells).toBeGreaterThan(300);
  if (process.env['BACKREF_TABLE']) console.log([...offered].map(([code, styles]) => `${code}: ${[...styles].join(', ')}`).join('\n'), cells);
});
