/** What a command prints, and the exit code of the process. */
export interface Output {
  readonly text: string;
  /** For standard error: what was done, beside what was asked for. */
  readonly report?: string;
  /** 0: fine; 1: findings. 2, a usage or I/O error, is thrown. */
  readonly code: 0 | 1;
}

export type Format = 'text' | 'json';

/** The command line asks for something that there is not. */
export class UsageError extends Error {}

/** Marks up text for a terminal, and leaves it as it is for a file or a pipe. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export function paint(colours: boolean): Paint {
  const wrap =
    (on: number, off: number) =>
    (text: string): string =>
      colours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), red: wrap(31, 39), green: wrap(32, 39), yellow: wrap(33, 39), cyan: wrap(36, 39) };
}

/** The cells of rows brought to one width per column; `look` marks up a cell after its width was measured. */
export function columns(rows: readonly (readonly string[])[], look: (cell: string, column: number, row: number) => string = cell => cell): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row, r) =>
    row
      .map((cell, i) => look(cell, i, r) + ' '.repeat((widths[i] ?? 0) - cell.length))
      .join('  ')
      .trimEnd(),
  );
}
