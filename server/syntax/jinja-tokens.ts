/** The tokens of a Jinja template's tags and expressions, with their offsets. */

export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'op' | 'end';
  /** As written; of a string its value. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `{{ ... }}` or `{% ... %}`; the last token is an `end`. */
export interface Tag {
  readonly kind: 'output' | 'tag';
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
}

const pattern = /\s+|([\p{L}_][\p{L}\p{N}_]*)|("(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')|(\d[\w.]*)|(\*\*|\/\/|==|!=|<=|>=|[\s\S])/uy;

/** The tags of a template in order; comments and raw blocks are passed over, a tag that does not end is left out. */
export function tagsOf(text: string): readonly Tag[] {
  const out: Tag[] = [];
  const opening = /\{[{%#]/g;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const start = found.index;
    if (found[0] === '{#') {
      const close = text.indexOf('#}', start);
      if (close < 0) break;
      opening.lastIndex = close + 2;
      continue;
    }
    const tag = read(text, start, found[0] === '{{' ? '}}' : '%}');
    if (!tag) break;
    opening.lastIndex = tag.end;
    if (tag.kind === 'tag' && tag.tokens[0]?.text === 'raw') {
      const raw = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
      raw.lastIndex = tag.end;
      if (!raw.exec(text)) break;
      opening.lastIndex = raw.lastIndex;
      continue;
    }
    out.push(tag);
  }
  return out;
}

function read(text: string, start: number, close: string): Tag | undefined {
  const tokens: Token[] = [];
  let depth = 0;
  let at = start + 2;
  if (text[at] === '-' || text[at] === '+') at++;
  while (at < text.length) {
    const signed = /[-+]/.test(text.charAt(at)) && text.startsWith(close, at + 1);
    if (depth === 0 && (signed || text.startsWith(close, at))) {
      const end = at + (signed ? 3 : 2);
      return { kind: close === '}}' ? 'output' : 'tag', tokens: [...tokens, { kind: 'end', text: '', start: at, end: at }], start, end };
    }
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [whole, name, string, number, op] = match;
    const end = at + whole.length;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, start: at, end });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1), start: at, end });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, start: at, end });
    else if (op !== undefined) {
      if ('([{'.includes(op)) depth++;
      if (')]}'.includes(op)) depth = Math.max(0, depth - 1);
      tokens.push({ kind: 'op', text: op, start: at, end });
    }
    at = end;
  }
  return undefined;
}
