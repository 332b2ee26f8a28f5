import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How often what was said; `told`: in SQLAlchemy's own words. */
export interface Count {
  refused: number;
  flagged: number;
  right: number;
  told: number;
  taken: number;
  wrong: number;
  warnings: number;
  warned: number;
  warnedWrongly: number;
}
export const zero = (): Count => ({ refused: 0, flagged: 0, right: 0, told: 0, taken: 0, wrong: 0, warnings: 0, warned: 0, warnedWrongly: 0 });
export const add = (to: Count, it: Count): void => {
  for (const key of Object.keys(to) as (keyof Count)[]) to[key] += it[key];
};

/** What came of the mutants of one subject. */
export interface Outcome {
  readonly subject: string;
  readonly seed: string;
  readonly kinds: Readonly<Record<string, Count>>;
  /** Kinds of mutants that are refused and not flagged, with SQLAlchemy's words. */
  readonly missed: readonly string[];
}

const folder = join(homedir(), '.cache', 'backref', 'mutants');

export function save(outcome: Outcome): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${outcome.subject}-${outcome.seed}.json`), JSON.stringify(outcome));
}

/** The outcomes of some seeds that have been saved. */
export function saved(seeds: readonly string[]): readonly Outcome[] {
  return readdirSync(folder)
    .sort()
    .map((name): Outcome => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(it => seeds.includes(it.seed));
}

/** Why some are missed. */
const reasons: readonly string[] = [
  'A function of the application makes classes with `type()` from bases or under names that are only known when it runs. Then no table is said to be missing, and no class whose name it could give.',
  'A name of a class body is given by a call that is not followed, as in `limit = conf.get_int("limit")`. Then it may be a column, and the table may have more columns and keys than are seen.',
  'A base comes from a package that is not installed. Then the class, or another one of its name, may be mapped, and may have anything.',
  'Classes of a base from an installed package that has more modules than are read may be anywhere in it.',
];

/** The page of the figures. */
export function page(outcomes: readonly Outcome[], kinds: readonly string[]): string {
  const all = zero();
  const [bySubject, byKind] = [new Map<string, Count>(), new Map<string, Count>()];
  const of = (map: Map<string, Count>, key: string): Count => {
    const it = map.get(key) ?? zero();
    map.set(key, it);
    return it;
  };
  for (const { subject, kinds: counts } of outcomes)
    for (const [kind, it] of Object.entries(counts)) for (const to of [all, of(bySubject, subject), of(byKind, kind)]) add(to, it);
  const share = (part: number): string => (all.refused === 0 ? '' : ` (${((100 * part) / all.refused).toFixed(1)} %)`);
  const row = (name: string, c: Count): string => `| ${name} | ${[c.refused, c.flagged, c.right, c.told, c.taken, c.wrong].join(' | ')} |`;
  const table = (what: string, rows: readonly string[]): readonly string[] => [
    `| ${what} | refused | flagged | at the attribute | in the same words | taken | flagged |`,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
  const seeds = [...new Set(outcomes.map(it => it.seed))];
  return [
    '# Broken models',
    '',
    'Written by `npx tsx test/oracle/mutants.ts --page SEEDS`; not to be edited. Models of applications that start are broken at random, and the SQLAlchemy of the application says whether it',
    `still takes them. Seeds: ${seeds.join(', ')}, which were not looked at before.`,
    '',
    `Of ${all.refused} broken models that SQLAlchemy refuses ${all.flagged}${share(all.flagged)} are flagged, ${all.right}${share(all.right)} at the attribute that it names, ` +
      `${all.told}${share(all.told)} in its words. Of ${all.taken} that it takes ${all.wrong} are flagged.`,
    `Of ${all.warnings} warnings that it prints then ${all.warned} are told; ${all.warnedWrongly} that it does not print.`,
    '',
    ...table(
      'application',
      [...bySubject].map(([name, it]) => row(name, it)),
    ),
    '',
    ...table(
      'what is changed',
      kinds.flatMap(kind => {
        const it = byKind.get(kind);
        return it ? [row(kind, it)] : [];
      }),
    ),
    '',
    '## What is missed',
    '',
    ...reasons.map(it => `- ${it}`),
    '',
    ...outcomes.flatMap(({ subject, missed }) => missed.map(it => `- ${subject}, ${it}`)),
    '',
  ].join('\n');
}
