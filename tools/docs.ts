/**
 * Writes one page for each rule, `docs/rules/<code>.md`, from the `docs` of the rule.
 *   npx tsx tools/docs.ts
 * `test/rules/docs.test.ts` fails while they differ.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { page } from '../server/cli/page.ts';
import { rules } from '../server/rules/index.ts';
import { faults } from '../test/oracle/faults/index.ts';
import { leftAlone } from '../test/oracle/faults/known.ts';

/** The pages as they should be, by path below the root. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map([...rules.map((rule): [string, string] => [`docs/rules/${rule.code}.md`, page(rule)]), ['docs/silent.md', silentPage()]]);

/** What SQLAlchemy raises and Backref leaves alone, from the faults that tests compare with SQLAlchemy. */
function silentPage(): string {
  const [silent, known] = [faults.filter(it => it.silent !== undefined), faults.filter(it => leftAlone(it.what) !== undefined)];
  const entries = silent.flatMap(({ what, silent: why, models }) => [
    `### ${what.slice(0, 1).toUpperCase()}${what.slice(1)}`,
    `Not said, because ${why}.`,
    `\`\`\`python\n${models.trim()}\n\`\`\``,
  ]);
  return [
    '# What is not said',
    'Written by `npx tsx tools/docs.ts`; not to be edited. Backref says nothing that it does not know from the text, so some errors of SQLAlchemy are met only by the running program. Each of these is given to the real SQLAlchemy by a test, which raises or warns, and to Backref, which says nothing.',
    '## Only the running program knows',
    ...entries,
    '## Left to others, or not looked into',
    known.map(({ what }) => `- ${what}: ${leftAlone(what)}`).join('\n'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** Pages of rules that are there no more. */
export function leftOver(folder: string): readonly string[] {
  const inside = join(folder, 'docs/rules');
  const should = pages();
  return existsSync(inside)
    ? readdirSync(inside)
        .map(name => `docs/rules/${name}`)
        .filter(path => !should.has(path))
    : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(join(folder, 'docs/rules'), { recursive: true });
  for (const [path, text] of pages())
    if (!existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text) writeFileSync(join(folder, path), text);
  for (const path of leftOver(folder)) rmSync(join(folder, path));
}
