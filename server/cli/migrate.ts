import { type Left, type Pair, type Plan, plan } from '../edits/migration/plan.ts';
import { pathOf, writeAll } from '../workspace/disk.ts';
import { type Opened, open } from './open.ts';
import { columns, type Format, type Output, paint } from './output.ts';
import { unifiedDiff } from './unified-diff.ts';
import { type Permission, type Verification, verify } from './verify/verify.ts';

/** What is done with what could be converted. */
export type Mode = 'diff' | 'write' | 'check';

/** How a migration is made. */
interface Options {
  readonly allLoaded: boolean;
  /** Given when the project is to be run for proof; with a difference nothing is written. */
  readonly running: Permission | undefined;
}

/** Converts the backrefs of a path to `back_populates`. The exit code is 1 when the code holds backrefs after the run. */
export async function migrate(path: string, mode: Mode, format: Format, colours: boolean, { allLoaded, running }: Options): Promise<Output> {
  const opened = await open([path]);
  const { snapshot, within, relative } = opened;
  const broken = snapshot.mentioning('backref').filter(uri => within(uri) && snapshot.tree(uri)?.broken);
  if (path.endsWith('.py') && broken.length > 0) throw new Error(`'${path}' is not valid Python: nothing is changed`);
  const made = plan(snapshot, ({ uri }) => within(uri), { allLoaded });
  const text = new Map([...made.edits.keys()].map(uri => [uri, textOf(opened, uri)]));
  const verified = running && made.texts.size > 0 ? await verify(opened, made, running) : undefined;
  const differs = verified !== undefined && verified.differences.length > 0;
  const writes = mode === 'write' && !differs;
  if (writes) {
    const wanted = [...made.texts].map(([uri, after]) => ({ path: pathOf(uri) ?? '', before: text.get(uri) ?? '', after }));
    const why = writeAll(wanted);
    if (why !== undefined) throw new Error(`${why}; nothing is changed`);
  }
  const unreadable = broken.map(
    (uri): Left => ({
      relationship: '',
      at: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } },
      reason: 'it is not valid Python',
    }),
  );
  const left = [...made.left.filter(it => !broken.includes(it.at.uri)), ...unreadable];
  const remain = left.length + (writes ? 0 : made.converted.length);
  if (format === 'json') return { text: `${JSON.stringify(described(made, left, opened, verified), null, 2)}\n`, code: remain > 0 ? 1 : 0 };
  const diff = mode === 'diff' ? [...made.edits].map(([uri, edits]) => unifiedDiff(relative(uri), text.get(uri) ?? '', edits)).join('') : '';
  return { text: coloured(diff, colours), report: report(made, left, writes, opened) + (verified ? verdict(verified, mode) : ''), code: remain > 0 ? 1 : 0 };
}

function textOf({ snapshot }: Opened, uri: string): string {
  const lines = snapshot.lines(uri);
  return lines?.slice({ start: { line: 0, character: 0 }, end: { line: lines.count, character: 0 } }) ?? '';
}

/** What `migrate --format json` prints. Lines count from 1. */
function described({ converted, texts }: Plan, left: readonly Left[], { root, relative }: Opened, verified: Verification | undefined): object {
  const place = ({ at }: Pair | Left): object => ({ file: relative(at.uri), line: at.range.start.line + 1 });
  return {
    version: 1,
    root,
    converted: converted.map(it => ({ ...place(it), relationship: it.relationship, attributes: it.attributes })),
    left: left.map(it => ({ ...place(it), relationship: it.relationship, reason: it.reason })),
    files: [...texts.keys()].map(relative).sort(),
    ...(verified && { verified }),
  };
}

/** What was done and what was not, for people; it goes to standard error, so that standard output is the diff alone. */
function report({ converted, texts }: Plan, left: readonly Left[], written: boolean, { relative }: Opened): string {
  const lines: string[] = [];
  if (left.length > 0) {
    lines.push('Left as they are:');
    const rows = left.map(it => [`${relative(it.at.uri)}:${it.at.range.start.line + 1}`, it.relationship, it.reason.replaceAll('\n', ' ')]);
    lines.push(...columns(rows).map(row => `  ${row}`), '');
  }
  const what = `${converted.length} backref${converted.length === 1 ? '' : 's'}`;
  const where = `in ${texts.size} file${texts.size === 1 ? '' : 's'}`;
  const rest = left.length > 0 ? `, ${left.length} left` : '';
  if (converted.length + left.length === 0) lines.push('There is no backref.');
  else lines.push(written ? `${what} converted ${where}${rest}.` : `${what} can be converted ${where}${rest}.`);
  return `${lines.join('\n')}\n`;
}

/** What came of running the project. */
function verdict({ python, sqlalchemy, mappers, relationships, differences, problems }: Verification, mode: Mode): string {
  const unread = Object.entries(problems).map(([name, why]) => `Not compared: '${name}' cannot be imported: ${why}\n`);
  const by = `SQLAlchemy ${sqlalchemy} (${python})`;
  if (differences.length === 0) return `${unread.join('')}Verified: ${by} configures ${mappers} mappers with ${relationships} relationships just as before.\n`;
  const lines = differences.map(it => `  ${it}\n`);
  return `${unread.join('')}${by} makes something else of it${mode === 'write' ? ', so nothing is written' : ''}:\n${lines.join('')}`;
}

function coloured(diff: string, colours: boolean): string {
  if (!colours) return diff;
  const { bold, red, cyan } = paint(true);
  return diff.replace(/^.*$/gm, line =>
    /^(?:---|\+\+\+) /.test(line)
      ? bold(line)
      : line.startsWith('@@')
        ? cyan(line)
        : line.startsWith('-')
          ? red(line)
          : line.startsWith('+')
            ? green(line)
            : line,
  );
}

const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;
