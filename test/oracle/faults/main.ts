import { Unavailable, type Version, versions } from '../sqlalchemy.ts';
import { faults, type Program, programs } from './index.ts';
import { knownDifferences } from './known.ts';
import { ask, nameOf, recordedFaults, type Said, saidOf, writeFaults } from './said.ts';
import { difference } from './told.ts';

/**
 * What SQLAlchemy says of each fault, in each spelling and version.
 *   npm run oracle:faults                    counts the faults and compares what is recorded with what Backref says
 *   npm run oracle:faults -- --record        asks SQLAlchemy again and writes the record
 *   npm run oracle:faults -- --record --only "backref named"
 *   npm run oracle:faults -- --record --spelling SQLModel
 */
const only = process.argv.includes('--only') ? (process.argv[process.argv.indexOf('--only') + 1] ?? '') : '';
const spelling = process.argv.includes('--spelling') ? process.argv[process.argv.indexOf('--spelling') + 1] : undefined;
const chosen = programs.filter(it => it.fault.what.includes(only) && (spelling === undefined || it.spelling === spelling));
try {
  if (process.argv.includes('--record')) await record();
  compare();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function record(): Promise<void> {
  const before = only === '' && spelling === undefined ? {} : recordedFaults();
  const now = await ask(chosen);
  const kept = (what: string): Said[string] => {
    const asked = new Set(now[what]?.flatMap(it => it.of));
    return (before[what] ?? []).map(it => ({ ...it, of: it.of.filter(name => !asked.has(name)) })).filter(it => it.of.length > 0);
  };
  const merged = (what: string): Said[string] => {
    const all = new Map<string, string[]>();
    for (const { said, of } of [...kept(what), ...(now[what] ?? [])]) all.set(JSON.stringify(said), [...(all.get(JSON.stringify(said)) ?? []), ...of]);
    return [...all].map(([said, of]) => ({ said: JSON.parse(said), of: of.sort() }));
  };
  writeFaults(Object.fromEntries(faults.flatMap(({ what }) => (now[what] || before[what] ? [[what, merged(what)]] : []))));
}

function compare(): void {
  const recorded = recordedFaults();
  const cells = chosen.flatMap(program => program.versions.map((version): [Program, Version] => [program, version]));
  const count = { said: 0, agree: 0, taken: 0, known: 0, silent: 0 };
  const differing = new Map<string, string[]>();
  const kinds = { said: new Set<string>(), agree: new Set<string>() };
  for (const [program, version] of cells) {
    const { what, silent } = program.fault;
    const said = saidOf(recorded, program, version);
    if (said === undefined) throw new Error(`${what} is not recorded: npm run oracle:faults -- --record --only "${what}"`);
    if (said.length === 0) count.taken++;
    else if (silent !== undefined) count.silent++;
    else count.said++;
    if (said.length > 0 && silent === undefined) kinds.said.add(what);
    const found = difference(program, version, said);
    if (found === undefined && said.length > 0 && silent === undefined) {
      count.agree++;
      kinds.agree.add(what);
    }
    if (found === undefined) continue;
    if (knownDifferences(what, program.spelling, version) !== undefined) count.known++;
    else differing.set(`${what}: ${found}`, [...(differing.get(`${what}: ${found}`) ?? []), nameOf(program, version)]);
  }
  for (const [found, names] of differing) console.log(`${found}\n    ${names.join(', ')}\n`);
  const spellings = new Set(chosen.map(it => it.spelling)).size;
  console.log(
    `${kinds.said.size} kinds of fault in up to ${spellings} spellings and ${versions.length} versions: SQLAlchemy says something of ${count.said} programs, ` +
      `of ${count.agree} Backref says the same (${kinds.agree.size} kinds), ${count.known} differ for known reasons; ` +
      `${count.taken} are taken by SQLAlchemy; ${faults.filter(it => it.silent !== undefined).length} kinds cannot be known from the text (${count.silent} programs)`,
  );
  process.exitCode = differing.size > 0 ? 1 : 0;
}
