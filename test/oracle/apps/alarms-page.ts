import type { Application } from './apps.ts';

/** What was told of one application: errors and warnings of ours in files that were imported, against those of its own Python; or why it was not looked at. */
export type Told = { readonly app: Application } & (
  | {
      readonly sqlalchemy: string;
      readonly relationships: number;
      /** Errors that the application's Python raises too when it evaluates the place. */
      readonly shown: readonly string[];
      /** Errors that it does not raise. */
      readonly errors: readonly string[];
      readonly ours: readonly string[];
      readonly theirs: readonly string[];
      readonly both: number;
      /** In files that were not imported, so that nothing can be said of them. */
      readonly elsewhere: readonly string[];
    }
  | { readonly failed: string }
);

type Compared = Extract<Told, { readonly relationships: number }>;

const sum = (told: readonly Compared[], of: (it: Compared) => number): number => told.reduce((n, it) => n + of(it), 0);
const comparedOf = (told: readonly Told[]): readonly Compared[] => told.filter(it => 'relationships' in it);

/** Errors that are not raised, and warnings that SQLAlchemy does not print. */
export const falseAlarms = (told: readonly Told[]): number => sum(comparedOf(told), it => it.errors.length + it.ours.length);

/** The sentence for the README. */
export function alarmsSentence(told: readonly Told[]): string {
  const all = comparedOf(told);
  const wrong = falseAlarms(told);
  return `On ${all.length} real applications that start, with ${count(sum(all, it => it.relationships))} relationship attributes, ${wrong === 0 ? 'no error or warning is false' : `${wrong} errors and warnings are false`}: each is one that SQLAlchemy has there too (${sum(all, it => it.both)} warnings, ${sum(all, it => it.shown.length)} errors). [The list](docs/alarms.md).`;
}

/** `docs/alarms.md`. */
export function alarmsPage(told: readonly Told[]): string {
  const all = comparedOf(told);
  const rows = told.map(it => {
    const version = it.app.install[0]?.split('==')[1] ?? '';
    if ('failed' in it) return [it.app.name, version, '', 'not compared', '', '', '', '', ''];
    return [it.app.name, version, it.sqlalchemy, ...figures([it])];
  });
  return [
    '# False alarms',
    'Written by `npm run oracle:alarms`; not to be edited. It runs the rules, as they are set when nothing is set, over the applications of [How exact is it?](exactness.md), which import their models and configure their mappers without an error. So an error found in a file that was imported is false, unless it is about an expression in a function that raises just that when the application evaluates it; a warning is false when SQLAlchemy does not print it there.',
    '*Shown* are errors that the application raises, with the same words, when the expression is evaluated in the module it stands in. Warnings of both are those that SQLAlchemy prints too; of which of two overlapping relationships it tells depends on the order of imports, so these are compared by pairs. Files that were not imported (migrations, tests) are counted apart: there nobody says what is true.',
    table([
      [
        'application',
        'version',
        'SQLAlchemy',
        'relationships',
        'errors false',
        'errors shown',
        'warnings false',
        "SQLAlchemy's alone",
        'of both',
        'not imported',
      ],
      ...rows,
      ['**all**', '', '', ...figures(all).map(n => `**${n}**`)],
    ]),
    ...section('Errors shown', told, it => it.shown),
    ...section('False errors', told, it => it.errors),
    ...section('False warnings', told, it => it.ours),
    ...section("SQLAlchemy's alone", told, it => it.theirs),
    ...section('In files that were not imported', told, it => it.elsewhere),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

const figures = (told: readonly Compared[]): readonly string[] =>
  [
    (it: Compared) => it.relationships,
    (it: Compared) => it.errors.length,
    (it: Compared) => it.shown.length,
    (it: Compared) => it.ours.length,
    (it: Compared) => it.theirs.length,
    (it: Compared) => it.both,
    (it: Compared) => it.elsewhere.length,
  ].map(of => count(sum(told, of)));

function section(title: string, told: readonly Told[], of: (it: Compared) => readonly string[]): readonly string[] {
  const lines = told.flatMap(it => ('failed' in it ? [] : of(it).map(text => `- ${it.app.name}: ${text.replaceAll('<', '&lt;').replaceAll('*', '\\*')}`)));
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');

const count = (n: number): string => n.toLocaleString('en-US');
