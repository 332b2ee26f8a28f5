import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { raised } from '../../server/model/startup/message.ts';
import { startUp } from '../../server/model/startup/outcome.ts';
import { root, workspace } from '../support/fixture.ts';
import { cases, outcomeOf, recorded } from './cases.ts';
import { unsaid } from './known-words.ts';
import { type Outcome, type Version, versions } from './sqlalchemy.ts';

/** The exceptions that Backref foretells are compared, word for word, with those that SQLAlchemy raised when it was recorded. */
const record = recorded();

describe.each(versions)('SQLAlchemy %s', version => {
  test.each([...cases.values()])('$name', ({ name, texts }) => {
    const outcome = outcomeOf(record, name, version);
    if (outcome === undefined) throw new Error(`${name} is not recorded: npm run oracle`);
    const [ours, theirs] = [foretold(texts, version), said(outcome)];
    const reason = unsaid[name]?.[version] ?? unsaid[name]?.all;
    if (reason === undefined) expect(ours).toEqual(theirs);
    else expect(ours, `agrees now, so it leaves known-words.ts, where it was because ${reason}`).not.toEqual(theirs);
  });
});

/** The first error of each file, as `stage exception: message`. */
function foretold(texts: ReadonlyMap<string, string>, version: Version): readonly string[] {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const { failures, project } = startUp(session.snapshot().project);
  return failures.map(it => {
    const { exception, message } = raised(it, project);
    return `${it.stage} ${exception}: ${message}`;
  });
}

/** Where the package lies is not for us to know. */
const said = ({ errors }: Outcome): readonly string[] =>
  errors.map(({ stage, exception, message }) => `${stage} ${exception}: ${message.replace(/ \(site-packages\/.*\)$/, '')}`);
