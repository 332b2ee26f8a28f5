/** How long a project lets its lines be, as its formatters and linters are told. */
import { dirname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { memo } from '../base/lazy.ts';
import { exists, pathOf, readText } from './disk.ts';

/** A formatter makes lines of this many columns; a linter only complains of longer ones. */
export interface LineWidth {
  readonly columns: number;
  readonly by: 'formatter' | 'linter';
}

const maxBytes = 5_000_000;

/** Answers for the files of a workspace; the files that say it are read once. */
export function lineWidths(): (uri: string) => LineWidth | undefined {
  const byFolder = new Map<string, readonly LineWidth[]>();
  return uri => {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    let limit: LineWidth | undefined;
    for (let at = dirname(path); ; at = dirname(at)) {
      for (const said of memo(byFolder, at, () => saidIn(at))) {
        if (said.by === 'formatter') return said;
        limit ??= said;
      }
      if (dirname(at) === at || exists(join(at, '.git')) !== undefined) return limit;
    }
  };
}

/** In the order in which they count: Ruff reads the first of its own files that there is. */
const files: readonly (readonly [name: string, read: (text: string) => readonly LineWidth[]])[] = [
  ['.ruff.toml', text => formatted(ruff(toml(text)))],
  ['ruff.toml', text => formatted(ruff(toml(text)))],
  ['pyproject.toml', text => ofTools(section(toml(text)['tool']))],
  ['.style.yapf', text => formatted(value(text, /^(?:style|yapf)$/, 'column_limit'))],
  ...['setup.cfg', 'tox.ini', '.flake8'].map(name => [name, ofIni] as const),
];

function saidIn(folder: string): readonly LineWidth[] {
  return files.flatMap(([name, read]) => {
    const file = readText(join(folder, name), maxBytes);
    return 'text' in file ? read(file.text) : [];
  });
}

function ofTools(tools: Section): readonly LineWidth[] {
  const [black, flake8] = [tools['black'], section(tools['flake8'])];
  return [
    ...formatted(ruff(section(tools['ruff']))),
    ...formatted(black === undefined ? undefined : (number(section(black)['line-length']) ?? 88)),
    ...formatted(number(section(tools['yapf'])['column_limit'])),
    ...linted(number(flake8['max-line-length'] ?? flake8['max_line_length'])),
  ];
}

/** Ruff may be there to lint only, so what it takes without a word counts where its formatter is spoken of. */
const ruff = (it: Section): number | undefined => number(it['line-length']) ?? (it['format'] === undefined ? undefined : 88);

function ofIni(text: string): readonly LineWidth[] {
  return [...formatted(value(text, /^yapf$/, 'column_limit')), ...linted(value(text, /^(?:flake8|pycodestyle|pep8)$/, 'max-line-length'))];
}

const formatted = (columns: number | undefined): readonly LineWidth[] => (columns === undefined ? [] : [{ columns, by: 'formatter' }]);
const linted = (columns: number | undefined): readonly LineWidth[] => (columns === undefined ? [] : [{ columns, by: 'linter' }]);

type Section = Readonly<Record<string, unknown>>;
const section = (it: unknown): Section => (typeof it === 'object' && it !== null ? { ...it } : {});

function toml(text: string): Section {
  try {
    return parseToml(text);
  } catch {
    return {};
  }
}

/** A width of any use: 1 and 100,000 say that there is none. */
function number(it: unknown): number | undefined {
  const columns = typeof it === 'string' ? Number.parseInt(it, 10) : it;
  return typeof columns === 'number' && columns >= 40 && columns <= 400 ? columns : undefined;
}

/** The value of a key in an INI file, whose keys may have hyphens or underscores. */
function value(text: string, wanted: RegExp, key: string): number | undefined {
  let here = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (head !== undefined) here = wanted.test(head.trim());
    const pair = here ? /^\s*([\w-]+)\s*[=:]\s*(.*)$/.exec(line) : null;
    if (pair?.[1]?.replaceAll('_', '-') === key.replaceAll('_', '-')) return number(pair[2]);
  }
  return undefined;
}
