import type { Difference } from './compare.ts';
import type { Result } from './result.ts';

const title = 'How exact is it?';

/** Sums over all applications that were compared. */
export function totals(results: readonly Result[]): {
  readonly applications: number;
  readonly exact: number;
  readonly total: number;
  readonly implicitExact: number;
  readonly implicit: number;
  readonly extra: number;
  readonly wrong: number;
  readonly unresolved: number;
} {
  const compared = results.flatMap(r => ('comparison' in r ? [r.comparison] : []));
  const sum = (of: (c: (typeof compared)[number]) => number): number => compared.reduce((n, c) => n + of(c), 0);
  return {
    applications: compared.length,
    exact: sum(c => c.relationships.exact),
    total: sum(c => c.relationships.total),
    implicitExact: sum(c => c.implicit.exact),
    implicit: sum(c => c.implicit.total),
    extra: sum(c => c.extra),
    wrong: sum(c => c.wrong),
    unresolved: sum(c => c.unresolved),
  };
}

/** The sentence for the README. */
export function sentence(results: readonly Result[]): string {
  const t = totals(results);
  return `In ${t.applications} real applications ${count(t.exact)} of ${count(t.total)} relationship attributes, and ${count(t.implicitExact)} of ${count(t.implicit)} implicit ones, are exactly what SQLAlchemy's own mapper configuration makes of them; ${t.extra === 0 ? 'none' : t.extra} of ours ${t.extra === 0 ? 'is made up' : 'do not exist'}. [The list](docs/exactness.md).`;
}

/** `docs/exactness.md`. */
export function page(results: readonly Result[]): string {
  const t = totals(results);
  const rows = results.map(result => {
    const version = result.app.install[0]?.split('==')[1] ?? '';
    if ('failed' in result) return [result.app.name, version, '', 'not compared', '', '', '', '', ''];
    const { run, comparison: c } = result;
    return [
      result.app.name,
      version,
      run.sqlalchemy,
      `${c.classes.exact} / ${c.classes.total}`,
      `${c.relationships.exact} / ${c.relationships.total}`,
      `${c.implicit.exact} / ${c.implicit.total}`,
      `${c.extra}`,
      `${c.wrong}`,
      `${c.unresolved}`,
    ];
  });
  rows.push([
    '**all**',
    '',
    '',
    '',
    `**${t.exact} / ${t.total}**`,
    `**${t.implicitExact} / ${t.implicit}**`,
    `**${t.extra}**`,
    `**${t.wrong}**`,
    `**${t.unresolved}**`,
  ]);
  return [
    `# ${title}`,
    'Written by `npm run oracle:apps`; not to be edited. It installs each application from PyPI into a cache folder, imports its models with the Python and the SQLAlchemy named here, lets SQLAlchemy configure the mappers, and compares every relationship attribute of every mapped class, inherited ones included, with what `backref inspect` says of the same files without running them.',
    'An attribute is exact when all of this is equal: the class and name, target, direction, `uselist`, `secondary`, `lazy`, `viewonly`, whether a backref made it and which one, the class it is inherited from, its other sides, and the file and line of the `relationship()` call. *Extra* are attributes that we claim and SQLAlchemy does not have; *wrong* are those of which something else is said than is so; *unresolved* those of which something is not said. A class is exact when its place, table name and parent are.',
    'Only modules that could be imported are compared: attributes that come from other files (tests, plugins) count neither way, and what failed to be imported is listed below. Packages that have nothing to do with mappings are replaced by stubs. Applications that could not be imported in this way are not in the list.',
    table(['application', 'version', 'SQLAlchemy', 'classes', 'relationships', 'implicit', 'extra', 'wrong', 'unresolved'], rows),
    '## Differences',
    ...results.flatMap(differences),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function differences(result: Result): readonly string[] {
  const { app } = result;
  if ('failed' in result) return [`### ${app.name}`, `Not compared: ${result.failed.split('\n')[0]}`];
  const all = result.comparison.differences;
  const missing = result.run.problems.map(p => `\`${p.where}\``);
  const notImported =
    missing.length > 0 ? [`Not imported: ${missing.slice(0, 12).join(', ')}${missing.length > 12 ? ` and ${missing.length - 12} more` : ''}.`] : [];
  if (all.length === 0) return missing.length > 0 ? [`### ${app.name}`, ...notImported] : [];
  const shown = all.slice(0, 40);
  return [
    `### ${app.name}`,
    ...(app.remarks ?? []),
    ...notImported,
    shown.map(line).join('\n'),
    ...(all.length > shown.length ? [`and ${all.length - shown.length} more of these kinds.`] : []),
  ];
}

const line = ({ kind, what, detail }: Difference): string => `- ${kind}: \`${what}\`: ${detail.replaceAll('<', '&lt;').replaceAll('*', '\\*')}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');

const count = (n: number): string => n.toLocaleString('en-US');
