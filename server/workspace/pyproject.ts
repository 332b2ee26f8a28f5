/** `[tool.backref]` of a `pyproject.toml`: what it says, and what of it cannot be meant. */
import { parse, TomlError } from 'smol-toml';
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import { type SeveritySetting, type SqlalchemyVersion, severities, sqlalchemyVersions } from '../config.ts';

/** Something in the file that is not as it should be; it is left out, the rest holds. */
export interface SettingProblem {
  readonly range: Range;
  readonly message: string;
}

/** What a project says of itself. */
export interface Pyproject {
  readonly rules: Readonly<Record<string, SeveritySetting>>;
  /** Undefined where the file says nothing. */
  readonly sqlalchemyVersion: SqlalchemyVersion | 'auto' | undefined;
  /** As in `.gitignore`, counted from the folder of the file. */
  readonly exclude: readonly string[];
  /** Codes that are not reported in files that match a pattern, which is read as those of `exclude`. */
  readonly perFileIgnores: readonly { readonly pattern: string; readonly codes: readonly string[] }[];
  /** Every code of a rule that is named, and where. */
  readonly codes: readonly { readonly code: string; readonly range: Range }[];
  readonly problems: readonly SettingProblem[];
}

type Section = Readonly<Record<string, unknown>>;
const isSection = (value: unknown): value is Section => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
const isStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(v => typeof v === 'string');

/** The section of a file's text; undefined when it has none. A file that is no TOML has one when it looks so. */
export function readPyproject(text: string): Pyproject | undefined {
  if (!text.includes('backref')) return undefined;
  const lines = new Lines(text);
  const problems: SettingProblem[] = [];
  let section: unknown;
  try {
    const { tool } = parse(text);
    section = isSection(tool) ? tool['backref'] : undefined;
  } catch (error) {
    if (!(error instanceof TomlError) || !/tool\s*\.\s*backref/.test(text)) return undefined;
    const line = error.line - 1;
    const why = error.message.split('\n')[0] ?? '';
    const range = { start: { line, character: 0 }, end: { line, character: lines.line(line).length } };
    return { ...nothing, problems: [{ range, message: `The file is not valid TOML, so [tool.backref] is not read: ${why}` }] };
  }
  if (section === undefined) return undefined;
  /** Where a key stands: the last of a path, looked for behind the ones before it. */
  const placeOf = (...path: readonly string[]): Range => {
    let at = Math.max(text.search(/tool\s*\.\s*"?backref/), 0);
    let length = 'tool.backref'.length;
    for (const key of path) {
      const found = text.indexOf(key, at);
      if (found < 0) break;
      at = found;
      length = key.length;
    }
    return lines.range(at, at + length);
  };
  const complain = (message: string, ...path: readonly string[]): void => {
    problems.push({ range: placeOf(...path), message });
  };
  if (!isSection(section)) {
    complain('tool.backref is no table');
    return { ...nothing, problems };
  }
  const rules: Record<string, SeveritySetting> = {};
  const codes: Pyproject['codes'][number][] = [];
  const perFileIgnores: Pyproject['perFileIgnores'][number][] = [];
  let exclude: readonly string[] = [];
  let sqlalchemyVersion: Pyproject['sqlalchemyVersion'];
  for (const [key, value] of Object.entries(section)) {
    switch (key) {
      case 'rules':
        if (!isSection(value)) complain('rules is a table: [tool.backref.rules]', key);
        else
          for (const [code, given] of Object.entries(value)) {
            const severity = severities.find(s => s === given);
            codes.push({ code, range: placeOf(key, code) });
            if (severity === undefined) complain(`${code} is one of ${oneOf(severities)}, not ${JSON.stringify(given)}`, key, code);
            else rules[code] = severity;
          }
        break;
      case 'sqlalchemy-version':
        sqlalchemyVersion = sqlalchemyVersions.find(v => v === value);
        if (sqlalchemyVersion === undefined) complain(`${key} is one of ${oneOf(sqlalchemyVersions)}, not ${JSON.stringify(value)}`, key);
        break;
      case 'exclude':
        if (isStrings(value)) exclude = value;
        else complain('exclude is a list of patterns', key);
        break;
      case 'per-file-ignores':
        if (!isSection(value)) complain('per-file-ignores is a table of patterns: "tests/*" = ["no-backref"]', key);
        else
          for (const [pattern, given] of Object.entries(value)) {
            if (!isStrings(given)) complain(`${JSON.stringify(pattern)} is given a list of codes`, key, pattern);
            else {
              perFileIgnores.push({ pattern, codes: given });
              codes.push(...given.map(code => ({ code, range: placeOf(key, pattern, code) })));
            }
          }
        break;
      default:
        complain(`There is no setting '${key}'; there are rules, exclude, per-file-ignores and sqlalchemy-version`, key);
    }
  }
  return { rules, sqlalchemyVersion, exclude, perFileIgnores, codes, problems };
}

const oneOf = (values: readonly string[]): string => values.map(v => `"${v}"`).join(', ');
const nothing: Pyproject = { rules: {}, sqlalchemyVersion: undefined, exclude: [], perFileIgnores: [], codes: [], problems: [] };
