/**
 * Writes one page for each rule, `docs/rules/<code>.md`, from the `docs` of the rule.
 *   npx tsx tools/docs.ts
 * `test/rules/docs.test.ts` fails while they differ.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultConfig } from '../server/config.ts';
import { rules } from '../server/rules/index.ts';
import type { Rule } from '../server/rules/rule.ts';
import { faults } from '../test/oracle/faults/index.ts';
import { leftAlone } from '../test/oracle/faults/known.ts';
import { fixture, root, uriOf } from '../test/support/fixture.ts';

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

function page(rule: Rule): string {
  const { code, severity, docs } = rule;
  const byDefault = severity === 'off' ? 'Off by default; turn it on with' : `By default: **${severity}**. Set it with`;
  const example = severity === 'off' ? 'hint' : severity === 'error' ? 'warning' : 'off';
  return [
    `# ${code}`,
    docs.summary,
    `${byDefault} \`"backref.rules": { "${code}": "${example}" }\`.`,
    paragraphs(docs.why),
    '## Wrong',
    ...files(docs.bad),
    '## Right',
    ...files(docs.good),
    '## What SQLAlchemy says',
    // A message of SQLAlchemy's is quoted as it is; a sentence of ours may hold links.
    /^\w*(?:Error|Warning): /.test(docs.sqlalchemy) ? `\`\`\`text\n${docs.sqlalchemy}\n\`\`\`` : docs.sqlalchemy,
    ...olderWords(docs.sqlalchemy),
    '## Fixes',
    ...fixes(rule),
    '## Silence',
    `\`# backref: ignore[${code}]\` on the line of the finding; elsewhere as [the README says](../../README.md#settings).`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** What is offered for the wrong example, as it is found by asking. */
function fixes(rule: Rule): readonly string[] {
  const { session, texts } = fixture(rule.docs.bad);
  if (rule.docs.version) session.configure(root, { ...defaultConfig, sqlalchemyVersion: rule.docs.version });
  const snapshot = session.snapshot();
  const offered = [...texts.keys()].flatMap(path => [...rule.check(uriOf(path), snapshot)].flatMap(finding => finding.fixes?.() ?? []));
  const titles = new Set(offered.map(({ title, preferred }) => `- ${title.replaceAll('*', '\\*')}${preferred ? ' (preferred)' : ''}`));
  const list = titles.size > 0 ? ['For the wrong example:', [...titles].join('\n')] : [];
  return [...list, ...(rule.docs.noFix === undefined ? [] : [rule.docs.noFix])];
}

/** How SQLAlchemy 1.4 says it, where that is another way. */
function olderWords(text: string): readonly string[] {
  const mapper = /Mapper\[(\w+)\((\w+)\)\]/.exec(text);
  if (!mapper) return [];
  const shorter = text.includes('.  If this property') ? ', and ends before the second sentence' : '';
  return [`SQLAlchemy 1.4 writes \`mapped class ${mapper[1]}->${mapper[2]}\` for \`${mapper[0]}\`${shorter}. Backref follows the version of the project.`];
}

/** Lines that were broken for the eye of who reads the code are joined again. */
const paragraphs = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map(p => p.replaceAll('\n', ' '))
    .join('\n\n');

/** An example as code blocks; `#- path` begins a file. */
function files(source: string): readonly string[] {
  const parts = source
    .replace(/^\n/, '')
    .trimEnd()
    .split(/^#- (\S+)\n/m);
  const [first = '', ...named] = parts;
  const block = (text: string): string => `\`\`\`python\n${text.trim()}\n\`\`\``;
  const out = first.trim() === '' ? [] : [block(first)];
  for (let i = 0; i < named.length; i += 2) out.push(`\`${named[i]}\`:`, block(named[i + 1] ?? ''));
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  mkdirSync(join(folder, 'docs/rules'), { recursive: true });
  for (const [path, text] of pages())
    if (!existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text) writeFileSync(join(folder, path), text);
  for (const path of leftOver(folder)) rmSync(join(folder, path));
}
