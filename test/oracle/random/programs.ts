/** Random programs and what becomes of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { defaultConfig } from '../../../server/config.ts';
import { raised } from '../../../server/model/startup/message.ts';
import { startUp } from '../../../server/model/startup/outcome.ts';
import { root, workspace } from '../../support/fixture.ts';
import { differences, inspect } from '../compare.ts';
import { configureAll, type Outcome, type Version } from '../sqlalchemy.ts';
import { chosen } from './choices.ts';
import { describe } from './describe.ts';
import { type Program, print } from './print.ts';

/** Programs that suit a version of SQLAlchemy. */
export const programs = (version: Version): fc.Arbitrary<Program> => chosen(choices => print(describe(choices, version), choices));

/** The same programs for the same seed. */
export const sample = (version: Version, seed: number, count: number): readonly Program[] => fc.sample(programs(version), { seed, numRuns: count });

export interface Judged {
  readonly program: Program;
  readonly outcome: Outcome;
  /** What is false or unknown in our view of it. */
  readonly differences: readonly string[];
}

/** Runs programs with SQLAlchemy and compares. */
export async function judge(version: Version, all: readonly Program[]): Promise<readonly Judged[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backref-random-'));
  try {
    const cases = all.map(({ files, modules }, i) => {
      const root = join(folder, String(i));
      for (const [path, text] of files) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return { key: String(i), root, modules };
    });
    const outcomes = await configureAll(version, cases);
    return all.map((program, i) => {
      const outcome = outcomes.get(String(i));
      if (!outcome) throw new Error(`no outcome of program ${i}`);
      return { program, outcome, differences: isOrder(program, outcome, version) ? [] : differences(inspect(program.files, version), outcome) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * True for a refused program of several files whose error we tell word for word: in which order files are imported is not known to us, so what else
 * comes to be differs by that.
 */
function isOrder({ files, modules }: Program, { errors: [first] }: Outcome, version: Version): boolean {
  if (!first || modules.length < 2) return false;
  const session = workspace(files);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const { failures, project } = startUp(session.snapshot().project);
  return failures.some(it => it.stage === first.stage && raised(it, project).message === first.message);
}

/** What a difference is about, whichever class or relationship it is in. */
export const kindOf = (difference: string): string =>
  difference
    .replace(/^\S+?(?= |: is)/, it => (it.split(':')[1]?.includes('.') ? 'relationship' : 'class').concat(it.endsWith(':') ? ':' : ''))
    .replace(/: (null)?.*, but SQLAlchemy has .*/s, (_, unknown?: string) => (unknown === undefined ? ' is false' : ' is unknown'));

/** All files of a program in one text. */
export const shown = ({ files }: Pick<Program, 'files'>): string => [...files].map(([path, text]) => `#- ${path}\n${text}`).join('');
