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

/** The pages as they should be, by path below the root. */
export const pages = (): ReadonlyMap<string, string> => new Map(rules.map(rule => [`docs/rules/${rule.code}.md`, page(rule)]));

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
