import { describe, expect, test } from 'vitest';
import { applied, found, report, rules } from './support/ask.ts';
import { fixture, workspace } from './support/fixture.ts';

describe.each(rules.map(rule => [rule.code, rule] as const))('%s', (_, rule) => {
  test('bad gives exactly the labelled findings', () => {
    const f = fixture(rule.docs.bad);
    expect(report(f, rule)).toEqual(f.labels);
    expect(f.labels.length).toBeGreaterThan(0);
  });

  test('good gives none, of any rule', () => {
    expect(report(fixture(rule.docs.good), rule)).toEqual([]);
    expect(report(fixture(rule.docs.good))).toEqual([]);
  });

  test('each fix removes its finding', () => {
    const f = fixture(rule.docs.bad);
    for (const { it } of found(f, rule)) {
      for (const fix of it.finding.fixes?.() ?? []) {
        const texts = applied(f.texts, fix.edits);
        expect(texts, `${fix.title} changes something`).not.toEqual(f.texts);
        const session = workspace(texts);
        const left = found({ texts, snapshot: () => session.snapshot() }, rule).map(l => l.it.finding.message);
        expect(left, `${fix.title} leaves\n${[...texts.values()].join('\n')}`).not.toContain(it.finding.message);
      }
    }
  });
});
