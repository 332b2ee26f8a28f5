import { defaultConfig, type SqlalchemyVersion } from '../config.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import { Session } from '../workspace/session.ts';

const versions: readonly SqlalchemyVersion[] = ['1.4', '2.0', '2.1'];

/** What a rule says of itself, and what is said and offered for its wrong example, as it is found by asking. Markdown. */
export function page(rule: Rule): string {
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
    exception.test(docs.sqlalchemy) ? quoted(docs.sqlalchemy) : docs.sqlalchemy,
    ...inOtherVersions(rule),
    '## Fixes',
    ...fixes(rule),
    '## Silence',
    ...silence(rule),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

const exception = /^\w*(?:Error|Warning|Exception): /;
const quoted = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

/** What the rule finds in its wrong example. */
function found(rule: Rule, version: SqlalchemyVersion = rule.docs.version ?? defaultVersion): readonly Finding[] {
  const session = new Session();
  const root = 'file:///example';
  session.addFolder(root, 'example');
  const uris = texts(rule.docs.bad).map(({ path, text }) => {
    session.edit(`${root}/${path}`, text);
    return `${root}/${path}`;
  });
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return uris.flatMap(uri => [...rule.check(uri, session.snapshot())]);
}

/** What holds where nothing says which SQLAlchemy it is. */
const defaultVersion: SqlalchemyVersion = '2.0';

/** How other versions say it. One that does not find the example wrong may not know what it is written with, and nothing is said of it. */
function inOtherVersions(rule: Rule): readonly string[] {
  const { sqlalchemy } = rule.docs;
  const kind = exception.exec(sqlalchemy)?.[0];
  if (kind === undefined || sqlalchemy.endsWith(' ...')) return [];
  const quote = sqlalchemy.slice(kind.length);
  const ways = new Map<string, SqlalchemyVersion[]>();
  for (const version of versions) {
    // Before 2.0 there was no `Mapped`: what would be said of the example says nobody.
    if (version === '1.4' && /\b(?:DeclarativeBase|Mapped)\b/.test(rule.docs.bad)) continue;
    const said = found(rule, version).map(({ message }) => message);
    const [first] = said;
    if (first !== undefined && !said.some(it => withoutLink(it) === withoutLink(quote))) ways.set(first, [...(ways.get(first) ?? []), version]);
  }
  const parts = [...ways].map(([message, which]) => `SQLAlchemy ${which.join(' and ')}:\n\n${quoted(message)}`);
  return parts.length > 0 ? [...parts, 'Backref says it as the version of the project does.'] : [];
}

/** The page that a message links to is another one in each version. */
const withoutLink = (message: string): string => message.replace(/sqlalche\.me\/e\/\d+\//, '');

/** What is offered for the wrong example. */
function fixes(rule: Rule): readonly string[] {
  const offered = found(rule).flatMap(finding => finding.fixes?.() ?? []);
  const titles = new Set(offered.map(({ title, preferred }) => `- ${title.replaceAll('*', '\\*')}${preferred ? ' (preferred)' : ''}`));
  const list = titles.size > 0 ? ['For the wrong example:', [...titles].join('\n')] : [];
  return [...list, ...(rule.docs.noFix === undefined ? [] : [rule.docs.noFix])];
}

function silence({ code, severity }: Rule): readonly string[] {
  const off = severity === 'off' ? 'default' : 'off';
  return [
    [
      `- In one place: \`# backref: ignore[${code}]\` behind the line of the finding. \`# noqa: ${code}\` does the same; \`# backref: ignore\` and \`# noqa\` alone silence every rule there.`,
      `- In your editor: \`"backref.rules": { "${code}": "${off}" }\` in the settings.`,
      `- In the project: \`${code} = "${off}"\` under \`[tool.backref.rules]\` in \`pyproject.toml\`; for some files \`"tests/*" = ["${code}"]\` under \`[tool.backref.per-file-ignores]\`.`,
    ].join('\n'),
  ];
}

/** Lines that were broken for the eye of who reads the code are joined again. */
const paragraphs = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map(p => p.replaceAll('\n', ' '))
    .join('\n\n');

/** The files of an example; `#- path` begins one, and lines that mark findings are no part of it. */
function texts(source: string): readonly { readonly path: string; readonly text: string }[] {
  return split(source).map(({ path, text }) => ({ path: path ?? 'models.py', text: text.replace(/^\s*#\s*\^+ .*\n/gm, '').replaceAll('$0', '') }));
}

/** An example as code blocks. */
const files = (source: string): readonly string[] =>
  split(source).flatMap(({ path, text }) => [...(path === undefined ? [] : [`\`${path}\`:`]), `\`\`\`python\n${text.replaceAll('$0', '').trim()}\n\`\`\``]);

function split(source: string): readonly { readonly path: string | undefined; readonly text: string }[] {
  const [first = '', ...named] = source
    .replace(/^\n/, '')
    .trimEnd()
    .split(/^#- (\S+)\n/m);
  const out: { path: string | undefined; text: string }[] = first.trim() === '' ? [] : [{ path: undefined, text: `${first}\n` }];
  for (let i = 0; i < named.length; i += 2) out.push({ path: named[i], text: `${(named[i + 1] ?? '').trimEnd()}\n` });
  return out;
}
