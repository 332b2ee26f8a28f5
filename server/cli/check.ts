import { findings as findingsOf } from '../features/diagnostics.ts';
import { settingsProblems } from '../features/settings-problems.ts';
import type { Severity } from '../rules/rule.ts';
import { type Fixed, fixAll } from './fix.ts';
import { type Opened, open } from './open.ts';
import { columns, type Format, type Output, paint } from './output.ts';

/** One finding, as `check --format json` prints it. Lines and columns count from 1, columns in UTF-16 units. */
interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly code: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly message: string;
  readonly fixes: readonly string[];
}

/** Prints what the rules find in the files of the paths, behind what was mended before when `fix` says so. Errors and warnings make the exit code 1. */
export async function check(paths: readonly string[], format: Format, colours: boolean, fix = false): Promise<Output> {
  const fixed = fix ? fixAll(await open(paths)) : undefined;
  const opened = fixed?.opened ?? (await open(paths));
  const all = findings(opened);
  const wrong = settings(opened);
  const failed = wrong.length > 0 || all.some(f => f.severity === 'error' || f.severity === 'warning');
  return {
    text:
      format === 'json'
        ? `${JSON.stringify({ version: 1, root: opened.root, ...(wrong.length > 0 ? { settings: wrong } : {}), ...(fixed ? { fixed: fixed.made } : {}), findings: all }, null, 2)}\n`
        : misread(wrong, colours) + (fixed ? mended(fixed, colours) : '') + report(all, opened, colours),
    code: failed ? 1 : 0,
  };
}

/** What in a project file cannot be meant. Lines and columns count from 1. */
interface Misread {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const settings = ({ snapshot, relative }: Opened): readonly Misread[] =>
  [...settingsProblems(snapshot)].flatMap(([uri, list]) =>
    list.map(({ range: { start }, message }) => ({ file: relative(uri), line: start.line + 1, column: start.character + 1, message: String(message) })),
  );

function misread(wrong: readonly Misread[], colours: boolean): string {
  const { bold, red } = paint(colours);
  return wrong.map(({ file, line, column, message }) => `${bold(`${file}:${line}:${column}`)} ${red('settings')} ${message}\n`).join('');
}

/** What was changed, and where nothing was. */
function mended({ made, broken }: Fixed, colours: boolean): string {
  const { bold, dim } = paint(colours);
  const rows = made.map(({ file, line, code, title }) => [`${file}:${line}`, code, title]);
  const lines = columns(rows, (cell, column) => (column === 0 ? cell : column === 1 ? dim(cell) : cell)).map(line => `  ${line}`);
  const left = broken.map(file => dim(`${file} is not valid Python and was left as it is`));
  const head = bold(made.length === 0 ? 'Nothing was fixed.' : `${made.length} fixed:`);
  return `${[head, ...lines, ...left, ''].join('\n')}\n`;
}

function findings({ snapshot, within, relative }: Opened): readonly Finding[] {
  return snapshot.uris
    .filter(within)
    .flatMap(uri =>
      findingsOf(snapshot, uri).map(
        ({ rule, severity, finding: { range, message, fixes } }): Finding => ({
          file: relative(uri),
          line: range.start.line + 1,
          column: range.start.character + 1,
          endLine: range.end.line + 1,
          endColumn: range.end.character + 1,
          code: rule.code,
          severity,
          message,
          fixes: (fixes?.() ?? []).map(f => f.title),
        }),
      ),
    )
    .sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}

function report(all: readonly Finding[], { leftOut }: Opened, colours: boolean): string {
  const { bold, dim, red, yellow, cyan } = paint(colours);
  const severityColour = { error: red, warning: yellow, information: cyan, hint: dim };
  const lines: string[] = [];
  const byFile = new Map<string, Finding[]>();
  for (const finding of all) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  for (const [file, found] of byFile) {
    lines.push(bold(file));
    const rows = found.map(f => [`${f.line}:${f.column}`, f.severity, f.code, f.message.replaceAll('\n', ' ')]);
    lines.push(
      ...columns(rows, (cell, column, row) => {
        const it = found[row];
        return column === 1 && it ? severityColour[it.severity](cell) : column === 3 ? cell : dim(cell);
      }).map(line => `  ${line}`),
      '',
    );
  }
  if (leftOut.length > 0) lines.push(...leftOut.map(({ path, why }) => dim(`${path} was left out: ${why}`)), '');
  const counts = (['error', 'warning', 'information', 'hint'] as const).flatMap(severity => {
    const n = all.filter(f => f.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}${n > 1 && severity !== 'information' ? 's' : ''}`];
  });
  lines.push(counts.length === 0 ? 'No problems found.' : counts.join(', '));
  return `${lines.join('\n')}\n`;
}
