import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { raised } from '../../server/model/startup/message.ts';
import { startUp } from '../../server/model/startup/outcome.ts';
import { found } from '../support/ask.ts';
import { root, workspace } from '../support/fixture.ts';
import { cases, outcomeOf, recorded } from './cases.ts';
import { versions } from './sqlalchemy.ts';

/** What the rules say of models that SQLAlchemy has refused, and of models that it has taken. */
const record = recorded();

describe.each(versions)('SQLAlchemy %s', version => {
  test.each([...cases.values()])('$name', ({ name, texts }) => {
    const session = workspace(texts);
    session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
    const snapshot = session.snapshot();
    const errors = found({ texts, snapshot: () => snapshot }).filter(({ it }) => it.severity === 'error');
    const { failures, project } = startUp(snapshot.project);
    const told = errors.map(({ it }) => it.finding.message);
    // Each error that ends start-up has its finding, in the same words; what they leave out may stand behind them.
    for (const failure of failures) {
      const { message } = raised(failure, project);
      expect(told.map(it => (it.startsWith(`${message}: `) ? message : it))).toContain(message);
    }
    const theirs = outcomeOf(record, name, version)?.errors ?? [];
    // A foreign key that leads nowhere is noticed by the first flush, which the record does not make.
    const atStart = errors.filter(({ it }) => it.rule.code !== 'unknown-foreign-key').map(({ it }) => it.finding.message);
    if (theirs.length === 0) expect(atStart, 'SQLAlchemy has nothing against these models').toEqual([]);
    // One thing is told once at one place.
    const places = errors.map(({ path, it }) => `${path} ${JSON.stringify(it.finding.range)}`);
    expect(new Set(places).size, told.join('\n')).toBe(places.length);
  });
});
