import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../server/config.ts';
import { annotate, lacksType } from '../../../server/edits/annotate.ts';
import { declare, undeclared } from '../../../server/edits/declare.ts';
import { declaredIn } from '../../../server/edits/declared.ts';
import { Rewrite } from '../../../server/edits/rewrite.ts';
import { applied } from '../../support/ask.ts';
import { root, workspace } from '../../support/fixture.ts';
import { cases, outcomeOf, recorded } from '../cases.ts';
import { type Case, configureAll, type Outcome, type Version } from '../sqlalchemy.ts';

/** Every case that SQLAlchemy takes, with all types written and all implicit attributes declared: it must make the same of it. */
const folder = mkdtempSync(join(tmpdir(), 'backref-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = recorded();

interface Typed {
  readonly name: string;
  readonly case: Case;
  readonly before: Outcome;
}

function typed(version: Version): readonly Typed[] {
  return [...cases.values()].flatMap(({ name, texts, ...original }) => {
    const before = outcomeOf(record, name, version);
    if (!before || before.errors.length > 0) return [];
    const session = workspace(texts);
    session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
    const rewrite = new Rewrite(session.snapshot());
    const { project } = session.snapshot();
    for (const it of declaredIn(project).filter(lacksType)) annotate(rewrite, it);
    for (const cls of project.classes) declare(rewrite, cls, undeclared(cls));
    const edits = rewrite.finish();
    if (!edits) return [];
    const at = mkdtempSync(join(folder, `${name}-`));
    for (const [path, text] of applied(texts, edits)) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), text);
    }
    const [file] = texts.keys();
    const changed: Case = typeof original.case === 'string' ? join(at, file ?? '') : { ...original.case, key: at, root: at };
    return [{ name, case: changed, before }];
  });
}

/** The graph without the lines it is written on, which have moved; what is a list anyway may now say so. */
const graph = ({ classes, errors, warnings }: Outcome): unknown =>
  JSON.parse(
    JSON.stringify({ classes, errors, warnings }, (key, value: unknown) =>
      key === 'line' || key === 'file' || (key === 'collection_class' && value === 'list') || value === null
        ? undefined
        : typeof value === 'string'
          ? value.replace(/:\d+\)/g, ')')
          : value,
    ),
  );

describe.each(['2.0', '2.1'] as const)('with types, for SQLAlchemy %s,', async version => {
  const all = typed(version);
  const outcomes = await configureAll(
    version,
    all.map(it => it.case),
  );
  test('many cases have some', () => {
    expect(all.length).toBeGreaterThan(50);
  });
  test.each(all.map(it => [it.name, it] as const))('%s is what it was', (_, it) => {
    const after = outcomes.get(typeof it.case === 'string' ? it.case : it.case.key);
    expect(after && graph(after)).toEqual(graph(it.before));
  });
});
