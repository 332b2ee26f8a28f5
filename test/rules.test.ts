import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../server/config.ts';
import type { Rule } from '../server/rules/rule.ts';
import { parseModule } from '../server/syntax/parse.ts';
import { applied, found, report, rules } from './support/ask.ts';
import { type Fixture, fixture, root, workspace } from './support/fixture.ts';

/** An example, in the version of SQLAlchemy that it is for. */
function example({ docs: { version } }: Rule, source: string): Fixture {
  const f = fixture(source);
  if (version) f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return f;
}

describe.each(rules.map(rule => [rule.code, rule] as const))('%s', (_, rule) => {
  test('bad gives exactly the labelled findings', () => {
    const f = example(rule, rule.docs.bad);
    expect(report(f, rule)).toEqual(f.labels);
    expect(f.labels.length).toBeGreaterThan(0);
  });

  test('good gives none, of any rule', () => {
    expect(report(example(rule, rule.docs.good), rule)).toEqual([]);
    expect(report(example(rule, rule.docs.good))).toEqual([]);
  });

  test('each fix removes its finding', () => {
    const f = example(rule, rule.docs.bad);
    const none = found(f, rule).every(({ it }) => (it.finding.fixes?.() ?? []).length === 0);
    expect(none && rule.docs.noFix === undefined, 'the page says why there is no fix').toBe(false);
    for (const { it } of found(f, rule)) {
      for (const fix of it.finding.fixes?.() ?? []) {
        const texts = applied(f.texts, fix.edits);
        expect(texts, `${fix.title} changes something`).not.toEqual(f.texts);
        const session = workspace(texts);
        if (rule.docs.version) session.configure(root, { ...defaultConfig, sqlalchemyVersion: rule.docs.version });
        for (const text of texts.values()) expect(parseModule(text).broken, text).toBe(false);
        const after = { texts, snapshot: () => session.snapshot() };
        const left = found(after, rule).map(l => l.it.finding.message);
        const before = found(f).map(l => l.it.rule.code);
        const came = found(after).filter(l => l.it.severity === 'error' && !before.includes(l.it.rule.code));
        expect(
          came.map(l => l.it.finding.message),
          `${fix.title} brings\n${[...texts.values()].join('\n')}`,
        ).toEqual([]);
        expect(left, `${fix.title} leaves\n${[...texts.values()].join('\n')}`).not.toContain(it.finding.message);
      }
    }
  });

  test('the page quotes what is found', () => {
    const { sqlalchemy } = rule.docs;
    const exception = /^(?:\w+(?:Error|Warning|Exception)): /.exec(sqlalchemy)?.[0];
    if (exception === undefined || sqlalchemy.endsWith(' ...')) return;
    const said = found(example(rule, rule.docs.bad), rule).map(({ it }) => it.finding.message);
    expect(said).toContain(sqlalchemy.slice(exception.length));
  });
});
