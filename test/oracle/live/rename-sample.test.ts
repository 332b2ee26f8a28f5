/** The sample projects after renames: the real SQLAlchemy makes the same graph but for the names, and the tests of the sample pass. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { classesOf, relationshipsOf, renameEach, renameIn, renaming } from '../../support/renaming.ts';
import { environment } from '../environments.ts';
import { configureAll, type Outcome } from '../sqlalchemy.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'backref-rename-sample-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const suffix = 'Zz';

type Texts = ReadonlyMap<string, string>;

function read(workspace: string): Texts {
  const root = join(import.meta.dirname, '../../workspaces', workspace);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(it => /\.(?:py|html|toml)$/.test(it));
  return new Map(files.sort().map(it => [it, readFileSync(join(root, it), 'utf8')]));
}

function write(texts: Texts): string {
  const at = mkdtempSync(join(folder, 'project-'));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  return at;
}

/** What SQLAlchemy makes of the package below `sources`, without the suffix and without lines. */
async function graphs(all: readonly Texts[], sources: string): Promise<readonly unknown[]> {
  const asked = all.map(texts => {
    const root = join(write(texts), sources);
    const modules = [...texts.keys()]
      .filter(it => it.startsWith(sources) && it.endsWith('.py') && !it.startsWith('tests/') && it !== 'run.py')
      .map(it =>
        it
          .slice(sources === '' ? 0 : sources.length + 1)
          .replace(/(\/__init__)?\.py$/, '')
          .replaceAll('/', '.'),
      );
    return { key: root, root, modules };
  });
  const outcomes = await configureAll('2.0', asked);
  return asked.map(({ key }) => plain(outcomes.get(key)));
}

function plain(outcome: Outcome | undefined): unknown {
  const sorted = (value: unknown): unknown => (Array.isArray(value) && value.every(it => typeof it === 'string') ? [...value].sort() : value);
  return JSON.parse(JSON.stringify(outcome, (key, value) => (key === 'line' ? undefined : sorted(value))).replaceAll(suffix, ''));
}

describe.each([
  ['flask-blog', '', true],
  ['classic-orm', 'src', false],
] as const)('%s', (workspace, sources, hasTests) => {
  const texts = read(workspace);
  const session = renaming(texts, '2.0');
  const relationships = renameEach(texts, relationshipsOf, suffix, { version: '2.0', probable: true });
  const classes = renameEach(texts, classesOf, suffix, { version: '2.0' });
  const alone = [...relationshipsOf(session), ...classesOf(session)].flatMap(it => {
    const result = renameIn(session, texts, it, `${it.name}${suffix}`);
    return 'refused' in result ? [] : [[it.label, new Map([...texts, ...result.texts])] as const];
  });
  const variants = [['all relationships', relationships.texts] as const, ['all classes', classes.texts] as const, ...alone];

  test('nothing else keeps its name', () => {
    expect(relationships.refused.map(it => it.replace(/:.*/, ''))).toEqual(hasTests ? ['User.likes', 'User.bookmarks'] : []);
    expect(classes.refused.map(it => it.replace(/:.*/, ''))).toEqual(hasTests ? ['Like', 'Bookmark'] : []);
    expect(alone.length).toBeGreaterThan(15);
  });

  test('the graph is the same up to the names', async () => {
    const [before, ...after] = await graphs([texts, ...variants.map(([, it]) => it)], sources);
    expect(before).toMatchObject({ errors: [] });
    for (const [i, [what]] of variants.entries()) expect(after[i], what).toEqual(before);
  });

  // With the places that an editor asks about because they are only probable: `summary(post)` has no annotation.
  test.runIf(hasTests).each(variants.slice(0, 2))('its own tests pass: %s', async (_, after) => {
    const { stdout } = await run(await environment('2.0'), ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], { cwd: write(after) }).catch(
      ({ stdout: said }: { stdout: string }) => ({ stdout: said }),
    );
    expect(stdout).toMatch(/^\d+ passed/m);
    expect(stdout).not.toMatch(/failed|error/);
  });
});
