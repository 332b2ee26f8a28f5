import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../server/config.ts';
import type { Rule } from '../../../server/rules/rule.ts';
import { applied, found, rules } from '../../support/ask.ts';
import { fixture, root } from '../../support/fixture.ts';
import { type Case, configureAll, type Outcome, versions } from '../sqlalchemy.ts';

/** The examples of the rules, and what their fixes make of them, are given to SQLAlchemy itself. */
const folder = mkdtempSync(join(tmpdir(), 'backref-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  readonly rule: Rule;
  readonly what: string;
  readonly case: Case;
  /** What other findings say, which this one's fix leaves. */
  readonly left: readonly string[];
}

/** Raised by what the program does with the models, not by the models: the functions of the example are called. */
const called: ReadonlySet<string> = new Set([
  'relationship-operator',
  'unknown-attribute-keyword',
  'through-relationship',
  'string-attribute',
  'loader-path',
  'collection-value',
  'association-proxy',
]);

const caller = `

import inspect as _inspect, sqlalchemy.exc as _exc, sqlalchemy.orm as _orm
_orm.configure_mappers()
_said = []
for _name, _it in list(globals().items()):
    if _inspect.isfunction(_it) and _it.__module__ == __name__:
        try:
            str(_it(*[None] * len(_inspect.signature(_it).parameters)))
        except Exception as _error:
            _said.append(str(_error).splitlines()[0])
if _said:
    raise _exc.InvalidRequestError("\\n".join(_said))
`;

function example(rule: Rule, what: string, texts: ReadonlyMap<string, string>, left: readonly string[] = []): Example {
  const at = mkdtempSync(join(folder, `${rule.code}-`));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), called.has(rule.code) ? text + caller : text);
  }
  const modules = [...texts.keys()].map(path => path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.'));
  return { rule, what, case: { key: at, root: at, modules }, left };
}

const examples = rules.flatMap(rule => {
  const { bad, good, version } = rule.docs;
  const f = fixture(bad);
  if (version) f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const all = found(f, rule).map(({ it }) => it.finding);
  const fixed = all.flatMap(it => {
    const left = all.map(other => other.message).filter(message => message !== it.message);
    return (it.fixes?.() ?? []).map(fix => example(rule, fix.title, applied(f.texts, fix.edits), left));
  });
  return [example(rule, 'bad', f.texts), example(rule, 'good', fixture(good).texts), ...fixed];
});

const foundIn = (rule: Rule): readonly string[] => found(fixture(rule.docs.bad), rule).map(({ it }) => it.finding.message);

const outcomes = new Map<string, Outcome>();
for (const version of versions) {
  const those = examples.filter(it => (it.rule.docs.version ?? '2.0') === version);
  for (const [key, outcome] of await configureAll(
    version,
    those.map(it => it.case),
  ))
    outcomes.set(key, outcome);
}
const outcomeOf = (it: Example | undefined): Outcome | undefined => (it && typeof it.case === 'object' ? outcomes.get(it.case.key) : undefined);
const linesOf = ({ message }: { readonly message: string }): readonly string[] => message.split('\n').map(it => it.replace(/ \(site-packages\/.*\)$/, ''));
const saidBy = (outcome: Outcome | undefined): readonly string[] => [...(outcome?.errors ?? []), ...(outcome?.warnings ?? [])].flatMap(linesOf);

/** Raised when tables are made. */
const later: ReadonlySet<string> = new Set(['unknown-foreign-key']);

describe.each(rules.map(rule => [rule.code, rule] as const))('%s', (code, rule) => {
  const those = examples.filter(it => it.rule === rule);
  const quoted = /^\w+(?:Error|Warning|Exception): (.*?)(?: \.\.\.)?$/.exec(rule.docs.sqlalchemy)?.[1];

  test.runIf(quoted !== undefined && !later.has(code))('SQLAlchemy says of the bad example what the page quotes', () => {
    expect(saidBy(outcomeOf(those.find(it => it.what === 'bad'))).some(it => it.startsWith(quoted ?? ''))).toBe(true);
  });

  test.runIf(called.has(code))('and all that is found in it', () => {
    const said = saidBy(outcomeOf(those.find(it => it.what === 'bad')));
    expect(foundIn(rule).filter(message => !said.some(line => message.startsWith(line)))).toEqual([]);
  });

  test.each(those.filter(it => it.what !== 'bad').map(it => [it.what, it] as const))('and nothing of: %s', (_, it) => {
    const outcome = outcomeOf(it);
    expect(outcome?.errors.flatMap(linesOf).filter(line => !it.left.some(left => left.startsWith(line)))).toEqual([]);
    if (quoted !== undefined) expect(saidBy(outcome).filter(said => said.startsWith(quoted) && !it.left.includes(said))).toEqual([]);
  });
});
