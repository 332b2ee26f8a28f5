/**
 * Writes into package.json and README.md what the code says: the settings of `server/config.ts`, and the rules.
 *   npx tsx tools/manifest.ts
 * `test/manifest.test.ts` fails while they differ.
 *
 * Of the rest of package.json, which is written by hand, this may want a reason: the only activation event is `onLanguage:python`. The view
 * and the commands activate by themselves, and `workspaceContains:**\/*.py` would search every folder that is ever opened, only to start
 * the server for people who have not looked at a Python file.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Setting, settings } from '../server/config.ts';
import { rules } from '../server/rules/index.ts';

/** What the manifest and the README tell of a rule. */
export interface DocumentedRule {
  readonly code: string;
  readonly severity: string;
  readonly docs: { readonly summary: string };
}

/** The files that this tool keeps right, and what they should hold. A file that does not exist, or that has no markers, is left alone. */
export function generated(root: string): readonly { readonly path: string; readonly is: string; readonly should: string }[] {
  const files: readonly (readonly [name: string, write: (text: string) => string])[] = [
    ['package.json', withConfiguration],
    ['README.md', withTables],
  ];
  return files.flatMap(([name, write]) => {
    const path = join(root, name);
    if (!existsSync(path)) return [];
    const is = readFileSync(path, 'utf8');
    return [{ path, is, should: write(is) }];
  });
}

/** `contributes.configuration` as the code has it. */
export function configuration(documented: readonly DocumentedRule[]): object {
  const properties = Object.entries<Setting<unknown>>(settings).map(([key, { schema, description, default: byDefault }]) => [
    `backref.${key}`,
    { ...schema, ...(key === 'rules' && severities(documented, schema)), default: byDefault, markdownDescription: description, scope: 'resource' },
  ]);
  return { title: 'Backref', properties: { ...Object.fromEntries(properties), 'backref.trace.server': traceSetting } };
}

/** Read by the language client, not by the server, and so not in `config.ts`. */
const traceSetting = {
  type: 'string',
  enum: ['messages', 'verbose'],
  enumDescriptions: ['One line for each message.', 'The contents of each message as well.'],
  default: 'messages',
  markdownDescription:
    'What to write of the messages between VS Code and the server when the level of the output *Backref* is `Trace` (command *Developer: Set Log Level...*).',
  scope: 'window',
};

/** One property for each rule, so that the editor of settings.json completes the codes and explains them. */
function severities(documented: readonly DocumentedRule[], { additionalProperties }: Setting<unknown>['schema']): object {
  if (documented.length === 0) return {};
  const one = ({ severity, docs }: DocumentedRule) => ({
    ...Object(additionalProperties),
    markdownDescription: `${docs.summary}\n\nBy default: \`${severity}\`.`,
  });
  return { properties: Object.fromEntries(documented.map(rule => [rule.code, one(rule)])), additionalProperties: false };
}

function withConfiguration(packageJson: string): string {
  const manifest = JSON.parse(packageJson);
  manifest.contributes = { ...manifest.contributes, configuration: configuration(rules) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Fills each `<!-- name -->` ... `<!-- /name -->` of the README. */
function withTables(readme: string): string {
  const tables = {
    settings: table(
      ['Setting', 'Default', 'Meaning'],
      Object.entries<Setting<unknown>>(settings).map(([key, it]) => [`\`backref.${key}\``, `\`${JSON.stringify(it.default)}\``, it.description]),
    ),
    rules: table(
      ['Rule', 'Severity', 'What it finds'],
      rules.map(({ code, severity, docs }) => [`[\`${code}\`](docs/rules/${code}.md)`, severity, docs.summary]),
    ),
  };
  return Object.entries(tables).reduce(
    (text, [name, rows]) => text.replace(new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's'), (_, begin, end) => `${begin}\n${rows}\n\n${end}`),
    readme,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, is, should } of generated(fileURLToPath(new URL('..', import.meta.url)))) if (is !== should) writeFileSync(path, should);
}
