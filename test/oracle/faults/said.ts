import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configureAll, type Outcome, type Version, versions } from '../sqlalchemy.ts';
import { type Program, programs } from './index.ts';

/** What SQLAlchemy says of a fault in which spellings and versions: `import sqlalchemy.exc.ArgumentError: ...`, `SAWarning: ...`; nothing where it takes it. */
export type Said = Readonly<Record<string, readonly { readonly said: readonly string[]; readonly of: readonly string[] }[]>>;

const file = fileURLToPath(new URL('../faults.json', import.meta.url));
export const recordedFaults = (): Said => JSON.parse(readFileSync(file, 'utf8'));

/** One line for each text and the spellings it is said of. */
export const writeFaults = (said: Said): void => writeFileSync(file, `${JSON.stringify(said, undefined, 1)}\n`);

/** What is recorded of a program in a version. */
export const saidOf = (said: Said, program: Program, version: Version): readonly string[] | undefined =>
  said[program.fault.what]?.find(it => it.of.includes(nameOf(program, version)))?.said;

/** Of which program in which version something is said. */
export const nameOf = ({ spelling }: Program, version: Version): string => `${version} ${spelling}`;

/** What is done with the models once they are there. */
function driven({ fault, text }: Program): string {
  const name = /^class Author\b/m.test(text) ? 'Author' : 'Base';
  if (fault.used) return `${text}\n\nimport sqlalchemy.orm as _orm\n_orm.configure_mappers()\nstr(use())\n`;
  return fault.tables ? `${text}\n\nimport sqlalchemy as _sa\n_sa.inspect(${name}).local_table.metadata.sorted_tables\n` : text;
}

/** Asks the real SQLAlchemy about some programs; throws `Unavailable` where it cannot be run. */
export async function ask(some: readonly Program[] = programs): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'backref-faults-'));
  try {
    const cases = some.map((program, i) => {
      const root = join(folder, String(i));
      mkdirSync(root);
      const path = join(root, 'models.py');
      writeFileSync(path, driven(program));
      return { program, path };
    });
    const answers = await Promise.all(
      versions.map(async version => {
        const those = cases.filter(it => it.program.versions.includes(version));
        const outcomes = await configureAll(
          version,
          those.map(it => it.path),
        );
        return those.map(({ program, path }) => ({ program, version, said: saidBy(program, outcomes.get(path)) }));
      }),
    );
    const found: Record<string, Map<string, string[]>> = {};
    for (const { program, version, said } of answers.flat()) {
      found[program.fault.what] ??= new Map();
      const of = found[program.fault.what];
      const text = JSON.stringify(said);
      of?.set(text, [...(of.get(text) ?? []), nameOf(program, version)]);
    }
    return Object.fromEntries(
      Object.entries(found).map(([what, of]) => [what, [...of].map(([said, names]) => ({ said: JSON.parse(said), of: names.sort() }))]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The error that ends the program, or else the warnings. */
function saidBy({ fault }: Program, outcome: Outcome | undefined): readonly string[] {
  const error = outcome?.errors[0];
  if (!error)
    return (outcome?.warnings ?? [])
      .filter(it => it.category !== 'RemovedIn20Warning' && it.category !== 'MovedIn20Warning')
      .map(it => `${it.category}: ${it.message}`);
  const message = error.message.replace(/ \(site-packages\/.*\)$/, '');
  return [`${fault.used || fault.tables ? 'use' : error.stage} ${error.exception}: ${(fault.used ? (message.split('\n')[0] ?? '') : message).trim()}`];
}
