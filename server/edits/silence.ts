import { parse } from 'smol-toml';
import type { TextEdit } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';

/** The edit of a `pyproject.toml` that turns a rule off; undefined where it cannot be made without guessing. */
export function silenceRule(text: string, code: string): TextEdit | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const off = `${code} = "off"`;
  const header = /^[ \t]*\[\s*tool\s*\.\s*backref\s*\.\s*rules\s*\][^\r\n]*(?:\r?\n|$)/m.exec(text);
  const body = header ? header.index + header[0].length : 0;
  const end = header ? body + (/^[ \t]*\[/m.exec(text.slice(body))?.index ?? text.length - body) : 0;
  const given = header && new RegExp(`^[ \\t]*["']?${code}["']?\\s*=[^\\r\\n]*`, 'm').exec(text.slice(body, end));
  const [start, stop, written] = given
    ? [body + given.index, body + given.index + given[0].length, off]
    : header
      ? [body, body, `${/\n$/.test(header[0]) ? '' : eol}${off}${eol}`]
      : [text.length, text.length, `${text === '' ? '' : text.endsWith('\n') ? eol : eol + eol}[tool.backref.rules]${eol}${off}${eol}`];
  return isOff(text.slice(0, start) + written + text.slice(stop), code) ? { range: new Lines(text).range(start, stop), newText: written } : undefined;
}

function isOff(text: string, code: string): boolean {
  try {
    let it: unknown = parse(text);
    for (const key of ['tool', 'backref', 'rules', code])
      it = typeof it === 'object' && it !== null ? Object.entries(it).find(([k]) => k === key)?.[1] : undefined;
    return it === 'off';
  } catch {
    return false;
  }
}
