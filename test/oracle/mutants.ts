/**
 * Breaks models that SQLAlchemy takes at random, asks SQLAlchemy whether it still takes them, and compares what the rules say: of mutants that are
 * refused the share that is flagged, of those that are taken the share that is said to be wrong.
 *   npx tsx test/oracle/mutants.ts                       the sample projects and some real applications
 *   npx tsx test/oracle/mutants.ts --only octavia,zou    these (any application of the oracle)
 *   --seed N --count N                                   other mutants, more of them
 *   --kind TEXT                                          only mutations that are called so
 *   --details                                            each mutant that is judged otherwise than SQLAlchemy judges it
 *   --show                                               and the lines that were changed
 *   --save                                               remember the figures of this seed (outside the tree)
 *   --page 7,8                                           write docs/mutants.md from what is remembered of these seeds; nothing is run
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applications } from './apps/apps.ts';
import { judge, type Verdict } from './mutants/judge.ts';
import { mutations, type Vocabulary } from './mutants/mutations.ts';
import { type Count, page, save, saved, zero } from './mutants/page.ts';
import { type Source, tableName } from './mutants/source.ts';
import { type Answer, applied, ask, type Change, Ours, type Shared, type Subject, samples } from './mutants/subject.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    only: { type: 'string' },
    kind: { type: 'string', default: '' },
    details: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    page: { type: 'string' },
  },
});
const usual = ['flask-blog', 'classic-orm', 'anitya', 'faraday', 'timesketch', 'ihatemoney', 'zou', 'hydra-base', 'optuna', 'biweeklybudget'];
const only = values.only?.split(',') ?? usual;

let state = Number(values.seed) >>> 0;
/** One of a list, the same in every run of a seed. */
function pick<T>(list: readonly T[]): T | undefined {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return list[Math.floor((state / 2 ** 32) * list.length)];
}

interface Mutant extends Required<Change> {
  readonly what: string;
  readonly line: number;
}

const vocabulary = (sources: readonly Source[]): Vocabulary => ({
  classes: sources.flatMap(it => it.classes.map(c => c.name.id)),
  tables: sources.flatMap(it => it.classes.flatMap(c => tableName(c)?.value.value ?? [])),
  relationships: sources.flatMap(it => it.relationships.map(r => r.name)),
});

/** As many mutants as are wanted, or as can be made: each kind as often as any other that finds something to change. */
function mutantsOf(sources: readonly Source[], wanted: number): readonly Mutant[] {
  const names = vocabulary(sources);
  const mutants = new Map<string, Mutant>();
  const kinds = mutations.filter(it => it.what.includes(values.kind));
  for (let tries = 0; mutants.size < wanted && tries < wanted * 20; tries++) {
    const kind = pick(kinds);
    const source = pick(sources);
    const edits = kind && source ? pick(kind.changes(source, names, pick)) : undefined;
    if (!kind || !source || !edits) continue;
    const text = source.edited(edits);
    if (text === source.text) continue;
    mutants.set(text, { key: String(mutants.size), what: kind.what, path: source.path, text, line: edits[0]?.range.start.line ?? 0 });
  }
  return [...mutants.values()];
}

const byKind = new Map<string, Count>();
const all = zero();

function count(counts: readonly Count[], verdict: Verdict): void {
  for (const it of counts) {
    if (verdict.kind === 'refused') {
      it.refused++;
      if (verdict.flagged) it.flagged++;
      if (verdict.right) it.right++;
      if (verdict.told) it.told++;
    } else if (verdict.kind === 'taken') {
      it.taken++;
      if (verdict.wrong.length > 0) it.wrong++;
      it.warned += verdict.warnings.told.length;
      it.warnings += verdict.warnings.told.length + verdict.warnings.missed.length;
      it.warnedWrongly += verdict.warnings.wrong.length;
    }
  }
}

function tell(subject: string, mutant: Mutant, verdict: Verdict): void {
  const say = (what: string, text: string): void => {
    console.log(`  ${what}: ${mutant.what}, ${subject} ${mutant.path}:${mutant.line + 1}: ${text.slice(0, 400).replaceAll('\n', ' ')}`);
    if (values.show)
      console.log(
        mutant.text
          .split('\n')
          .slice(mutant.line, mutant.line + 3)
          .map(line => `      ${line}`)
          .join('\n'),
      );
  };
  if (verdict.kind === 'refused' && !verdict.told)
    say(
      verdict.flagged ? (verdict.right ? 'other words' : 'other place') : 'MISSED',
      `${verdict.error.exception} ${verdict.error.message} (${verdict.error.file}:${verdict.error.line})${verdict.ours.map(it => ` | ${it.code}: ${it.message}`).join('')}`,
    );
  if (verdict.kind !== 'taken') return;
  for (const it of verdict.wrong) say('FALSE', `${it.code}: ${it.message}`);
  for (const it of verdict.warnings.missed) say('no warning', it);
  for (const it of verdict.warnings.wrong) say('FALSE warning', `${it.code}: ${it.message}`);
}

/** What the processes of a subject need not import each for itself; undefined where it is not the same then. */
async function sharedBy(subject: Subject, { files, loaded = [], errors }: Answer, ours: Ours): Promise<Shared | undefined> {
  const shared = { files: ours.sources.map(it => it.path), shared: loaded };
  const [again] = await ask(subject, [{ key: '' }], shared);
  const same = again?.errors.map(it => it.message).join() === errors.map(it => it.message).join() && again.files?.join() === files?.join();
  return same ? shared : undefined;
}

async function examine(subject: Subject, wanted: number): Promise<void> {
  const [original] = await ask(subject, [{ key: '' }]);
  if (!original?.files) throw new Error(`${subject.name} cannot be run`);
  const ours = await Ours.of(subject, original.files);
  const before = { answer: original, seen: ours.findings() };
  const mutants = mutantsOf(ours.sources, wanted);
  const answers = await ask(
    subject,
    mutants.map(({ key, path, text }) => ({ key, path, text })),
    await sharedBy(subject, original, ours),
  );
  const own = zero();
  const kinds: Record<string, Count> = {};
  const missed: string[] = [];
  for (const [i, mutant] of mutants.entries()) {
    const answer = answers[i];
    if (!answer || answer.ended !== undefined) continue;
    const verdict = judge(mutant, answer, before, ours);
    const kind = byKind.get(mutant.what) ?? zero();
    byKind.set(mutant.what, kind);
    const ofSubject = kinds[mutant.what] ?? zero();
    kinds[mutant.what] = ofSubject;
    count([all, own, kind, ofSubject], verdict);
    if (verdict.kind === 'refused' && !verdict.flagged) missed.push(`${mutant.what}: ${verdict.error.message.slice(0, 160).replaceAll('\n', ' ')}`);
    if (values.details || values.show) tell(subject.name, mutant, verdict);
  }
  if (values.save) save({ subject: subject.name, seed: values.seed, kinds, missed });
  console.log(line(subject.name, own));
}

const line = (name: string, c: Count): string =>
  `${name.padEnd(32)} refused ${String(c.refused).padStart(4)}, flagged ${String(c.flagged).padStart(4)}, at the attribute ${String(c.right).padStart(4)}, in the same words ${String(c.told).padStart(4)}; ` +
  `taken ${String(c.taken).padStart(4)}, flagged ${c.wrong}; warnings ${c.warnings}, told ${c.warned}, false ${c.warnedWrongly}`;

if (values.page !== undefined) {
  writeFileSync(
    join(import.meta.dirname, '../../docs/mutants.md'),
    page(
      saved(values.page.split(',')),
      mutations.map(it => it.what),
    ),
  );
  process.exit();
}
const subjects: (() => Promise<Subject>)[] = [
  ...(await samples()).filter(it => only.includes(it.name)).map(it => async () => it),
  ...applications.filter(it => only.includes(it.name)).map(it => () => applied(it)),
];
for (const subject of subjects) await examine(await subject(), Math.ceil(Number(values.count) / subjects.length));
console.log();
for (const { what } of mutations) {
  const kind = byKind.get(what);
  if (kind && kind.refused + kind.taken > 0) console.log(line(what, kind));
}
console.log(`\n${line('all', all)}`);
process.exitCode = all.wrong > 0 ? 1 : 0;
