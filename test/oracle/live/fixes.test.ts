import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../server/config.ts';
import { fixTogether, soleFix } from '../../../server/rules/fix-all.ts';
import { parseModule } from '../../../server/syntax/parse.ts';
import type { Snapshot } from '../../../server/workspace/snapshot.ts';
import { fixable } from '../../rules/fixable.ts';
import { applied, found, rules } from '../../support/ask.ts';
import { root, workspace } from '../../support/fixture.ts';
import { cases, outcomeOf, recorded } from '../cases.ts';
import { configureAll, type Outcome, type Version, versions } from '../sqlalchemy.ts';

/** Each fix of each finding in each case, for each version: applied, looked at again, and given to SQLAlchemy itself. */
const folder = mkdtempSync(join(tmpdir(), 'backref-fixes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const record = recorded();

interface Fixed {
  readonly name: string;
  readonly version: Version;
  readonly code: string;
  readonly title: string;
  readonly message: string;
  /** What the rules say in front of the fix, and behind it: `code: message` of errors and warnings. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Findings of the rule with this message, in front of the fix and behind it. */
  readonly same: readonly [before: number, after: number];
  readonly texts: ReadonlyMap<string, string>;
  readonly key: string;
}

/** Two relationships write one column, which SQLAlchemy would have warned of had the error not stopped it. */
const masked: ReadonlySet<string> = new Set(['inherit_override_backref_same_name']);

type Texts = ReadonlyMap<string, string>;
const seen = (texts: Texts, version: Version): { readonly texts: Texts; readonly snapshot: () => Snapshot } => {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return { texts, snapshot: () => session.snapshot() };
};
const serious = (it: ReturnType<typeof seen>): readonly string[] =>
  found(it).flatMap(({ it: { rule, severity, finding } }) => (severity === 'error' || severity === 'warning' ? [`${rule.code}: ${finding.message}`] : []));

function fixesIn(name: string, texts: Texts, version: Version): readonly Fixed[] {
  const was = seen(texts, version);
  const before = serious(was);
  const told = new Set<string>();
  return rules.flatMap(rule => {
    const all = found(was, rule).map(({ it }) => it.finding);
    return all.flatMap(finding =>
      (finding.fixes?.() ?? []).flatMap((fix, i): readonly Fixed[] => {
        const now = applied(texts, fix.edits);
        const key = `${rule.code}\n${finding.message}\n${[...now].join('\n')}`;
        if (told.has(key)) return [];
        told.add(key);
        const is = seen(now, version);
        const count = (list: typeof all): number => list.filter(f => f.message === finding.message).length;
        return [
          {
            name,
            version,
            code: rule.code,
            title: fix.title,
            message: finding.message,
            before,
            after: serious(is),
            same: [count(all), count(found(is, rule).map(({ it }) => it.finding))],
            texts: now,
            key: join(folder, `${version}-${name}-${told.size}-${i}`),
          },
        ];
      }),
    );
  });
}

/** All that leaves no choice at once. */
function together(name: string, texts: Texts, version: Version): readonly Fixed[] {
  const was = seen(texts, version);
  const sole = found(was).flatMap(({ it }) => soleFix(it.finding) ?? []);
  const { made, edits } = fixTogether(was.snapshot(), sole);
  if (made.length < 2) return [];
  const now = applied(texts, edits);
  const [before, after] = [serious(was), serious(seen(now, version))];
  const left = before.filter(b => after.includes(b));
  const title = made.map(m => m.title).join('; ');
  return [
    {
      name,
      version,
      code: 'together',
      title,
      message: '',
      before: left,
      after,
      same: [before.length, after.length],
      texts: now,
      key: join(folder, `${version}-${name}-all`),
    },
  ];
}

const all = [...cases.values(), ...[...fixable].map(([name, text]) => ({ name, texts: new Map([['models.py', text]]) }))];
const fixed = versions.flatMap(version => all.flatMap(({ name, texts }) => [...fixesIn(name, texts, version), ...together(name, texts, version)]));

const outcomes = new Map<string, Outcome>();
for (const version of versions) {
  const those = fixed.filter(it => it.version === version);
  for (const { key, texts } of those) {
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(key, path)), { recursive: true });
      writeFileSync(join(key, path), text);
    }
  }
  const asked = those.map(({ key, texts }) => ({
    key,
    root: key,
    modules: [...texts.keys()].map(p => p.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')),
  }));
  for (const [key, outcome] of await configureAll(version, asked)) outcomes.set(key, outcome);
}

/** Which of two is named first, and with whom else it quarrels, may change. */
const essence = (said: string): string => said.replace(/.*relationship '\S+' will copy column (\S+ to column \S+),.*/s, '$1');

describe.each(versions)('SQLAlchemy %s', version => {
  const those = fixed.filter(it => it.version === version);
  test.each(those.map(it => [`${it.name}: ${it.code}: ${it.title}`, it] as const))('%s', (_, it) => {
    const text = [...it.texts].map(([path, t]) => `#- ${path}\n${t}`).join('\n');
    for (const t of it.texts.values()) expect(parseModule(t).broken, t).toBe(false);
    expect(it.same[1], `the finding stays\n${text}`).toBeLessThan(it.same[0]);
    if (masked.has(it.name)) return;
    expect(
      it.after.filter(a => !it.before.includes(a) && !it.before.some(b => essence(b) === essence(a))),
      `findings come\n${text}`,
    ).toEqual([]);
    const outcome = outcomes.get(it.key);
    const was = outcomeOf(record, it.name, version);
    const said = [...(was?.errors ?? []), ...(was?.warnings ?? [])].map(e => e.message);
    const others = it.before.map(b => b.slice(b.indexOf(': ') + 2)).filter(m => m !== it.message);
    const errors = (outcome?.errors ?? []).map(e => e.message).filter(m => !others.some(o => m.includes(o)) && !(said.includes(m) && m !== it.message));
    expect(errors, `SQLAlchemy refuses\n${text}`).toEqual([]);
    const warnings = (outcome?.warnings ?? []).map(e => e.message).filter(m => ![...said, ...others].some(o => m.includes(o) || essence(m) === essence(o)));
    expect(warnings, `SQLAlchemy warns\n${text}`).toEqual([]);
  });
});

const codes = new Set(fixed.map(f => f.code));
test(`${fixed.length} fixes of ${codes.size} rules`, () => {
  expect(fixed.length).toBeGreaterThan(550);
  expect(codes.size).toBeGreaterThan(45);
});
