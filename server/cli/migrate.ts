import { type Left, plan } from '../edits/migration/plan.ts';
import { carryOut, type Mode } from './changes.ts';
import { open } from './open.ts';
import type { Format, Output } from './output.ts';
import { type Permission, type Verification, verify } from './verify/verify.ts';

/** How a migration is made. */
interface Options {
  readonly allLoaded: boolean;
  /** Given when the project is to be run for proof; with a difference nothing is written. */
  readonly running: Permission | undefined;
}

/** Converts the backrefs of a path to `back_populates`. The exit code is 1 when the code holds backrefs after the run. */
export async function migrate(path: string, mode: Mode, format: Format, colours: boolean, { allLoaded, running }: Options): Promise<Output> {
  const opened = await open([path]);
  const { snapshot, within } = opened;
  const broken = snapshot.mentioning('backref').filter(uri => within(uri) && snapshot.tree(uri)?.broken);
  if (path.endsWith('.py') && broken.length > 0) throw new Error(`'${path}' is not valid Python: nothing is changed`);
  const made = plan(snapshot, ({ uri }) => within(uri), { allLoaded });
  const verified = running && made.texts.size > 0 ? await verify(opened, made, running) : undefined;
  const differs = verified !== undefined && verified.differences.length > 0;
  const unreadable = broken.map(
    (uri): Left => ({
      relationship: '',
      at: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } },
      reason: 'it is not valid Python',
    }),
  );
  const left = [...made.left.filter(it => !broken.includes(it.at.uri)), ...unreadable];
  // What SQLAlchemy does not agree with is not written.
  const how = { mode: mode === 'write' && differs ? 'check' : mode, format, colours } as const;
  const remarks = verified && { report: verdict(verified, mode), entries: { verified } };
  return carryOut(opened, { ...made, done: made.converted, left }, how, wording, remarks);
}

const wording = { one: 'backref', many: 'backrefs', done: 'converted', none: 'There is no backref.' } as const;

/** What came of running the project. */
function verdict({ python, sqlalchemy, mappers, relationships, differences, problems }: Verification, mode: Mode): string {
  const unread = Object.entries(problems).map(([name, why]) => `Not compared: '${name}' cannot be imported: ${why}\n`);
  const by = `SQLAlchemy ${sqlalchemy} (${python})`;
  if (differences.length === 0) return `${unread.join('')}Verified: ${by} configures ${mappers} mappers with ${relationships} relationships just as before.\n`;
  const lines = differences.map(it => `  ${it}\n`);
  return `${unread.join('')}${by} makes something else of it${mode === 'write' ? ', so nothing is written' : ''}:\n${lines.join('')}`;
}
