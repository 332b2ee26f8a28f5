import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { printed, type WarningKind } from '../../server/model/startup/warning.ts';
import { warningsIn } from '../../server/model/startup/warnings.ts';
import { root, workspace } from '../support/fixture.ts';
import { cases, outcomeOf, recorded } from './cases.ts';
import { unwarned } from './known-words.ts';
import { type Outcome, type Version, versions } from './sqlalchemy.ts';

/** The warnings that Backref foretells are compared, word for word, with those that SQLAlchemy gave when it was recorded. */
const record = recorded();

const kinds: Readonly<Record<WarningKind, true>> = {
  overlaps: true,
  'no-polymorphic-identity': true,
  'polymorphic-identity-twice': true,
  'trailing-comma': true,
  'backref-replaces-attribute': true,
  'viewonly-option': true,
  'delete-orphan-without-delete': true,
  'remote-side-local': true,
  'metadata-attribute': true,
  'class-twice': true,
  'no-local-key': true,
  noload: true,
  'combined-columns': true,
  'column-named-twice': true,
  'omit-join': true,
};

describe.each(versions)('SQLAlchemy %s', version => {
  test.each([...cases.values()])('$name', ({ name, texts }) => {
    const outcome = outcomeOf(record, name, version);
    if (outcome === undefined) throw new Error(`${name} is not recorded: npm run oracle`);
    const [ours, theirs] = [foretold(texts, version), said(outcome)];
    // An error keeps later warnings from being given.
    const expected = outcome.errors.length > 0 ? ours.filter(it => theirs.includes(it)) : ours;
    const reason = unwarned[name]?.[version] ?? unwarned[name]?.all;
    if (reason === undefined) expect(expected).toEqual(theirs);
    else expect(expected, `agrees now, so it leaves known-words.ts, where it was because ${reason}`).not.toEqual(theirs);
  });
});

function foretold(texts: ReadonlyMap<string, string>, version: Version): readonly string[] {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const { project, uris } = session.snapshot();
  const wanted = Object.keys(kinds).filter((k): k is WarningKind => k in kinds);
  const found = uris.flatMap(uri => [...warningsIn(project, uri, wanted)]);
  const all = found.map(it => {
    const { category, message } = printed(it, project);
    return `${category}: ${message}`;
  });
  return [...new Set(all)].sort();
}

/** A general warning about all that 2.0 took away says nothing of the models. */
const said = ({ warnings }: Outcome): readonly string[] =>
  warnings
    .filter(it => it.category !== 'RemovedIn20Warning')
    .map(({ category, message }) => `${category}: ${message}`)
    .sort();
