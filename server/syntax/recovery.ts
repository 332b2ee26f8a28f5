import { Tokenizer } from '@zzzen/pyright-internal/dist/parser/tokenizer.js';
import { FStringEndToken, NewLineToken, Token } from '@zzzen/pyright-internal/dist/parser/tokenizerTypes.js';

/**
 * Recovery from unclosed brackets, the commonest state of a file that is being typed. As shipped, the tokenizer takes everything behind an
 * open bracket for its contents. Here a physical line that can only begin a statement closes all brackets.
 */

/** Words and signs that no expression inside brackets begins a line with. */
const onlyStatement = /(?:class|def|import|return|raise|while|with|try|pass|del|global|nonlocal|assert|break|continue)\b|async\s+(?:def|with)\b|@[A-Za-z_]/y;
const onlyImport = /from\s+[.\w]+\s+import\b/y;
/** What looks like a statement where a block's next statement would stand. */
const likelyStatement = /[A-Za-z_]\w*\s*(?:=(?!=)|:|[.([])|(?:if|for)\b|"""|'''/y;

/** The tokenizer's numbers; a closing bracket follows its opening one. */
const TokenType = {
  NewLine: 2,
  Indent: 3,
  Dedent: 4,
  Keyword: 8,
  Operator: 9,
  Colon: 10,
  OpenParenthesis: 13,
  OpenBracket: 15,
  OpenCurlyBrace: 17,
  Ellipsis: 19,
} as const;

interface Insides {
  _parenDepth: number;
  _cs: { position: number; getText(): string };
  _tokens: { type: number; start: number }[];
  _indentAmounts: { tab8Spaces: number }[];
  _activeFString: { startToken: { flags: number } } | undefined;
  _fStringStack: { startToken: { flags: number } }[];
  _getComments(): undefined;
  _setIndent(start: number, tab1: number, tab8: number, space: boolean, tab: boolean): void;
}

let recovering = false;

/** Runs `parse` with the recovery switched on. */
export function withRecovery<T>(parse: () => T): T {
  recovering = true;
  try {
    return parse();
  } finally {
    recovering = false;
  }
}

const insides = Tokenizer.prototype as unknown as Insides;
const setIndent = insides._setIndent;
insides._setIndent = function (this: Insides, start, tab1, tab8, space, tab) {
  if (recovering && this._parenDepth > 0 && beginsStatement(this, tab8)) closeBrackets(this);
  setIndent.call(this, start, tab1, tab8, space, tab);
};

function beginsStatement(tokenizer: Insides, indent: number): boolean {
  const text = tokenizer._cs.getText();
  const at = (pattern: RegExp): boolean => {
    pattern.lastIndex = tokenizer._cs.position;
    return pattern.test(text);
  };
  const block = tokenizer._indentAmounts.at(-1)?.tab8Spaces ?? 0;
  return at(onlyStatement) || at(onlyImport) || (indent <= block && at(likelyStatement));
}

function closeBrackets(tokenizer: Insides): void {
  const position = tokenizer._cs.position;
  const unterminated = 65536;
  while (tokenizer._activeFString) {
    tokenizer._tokens.push(FStringEndToken.create(position, 0, tokenizer._activeFString.startToken.flags | unterminated));
    tokenizer._activeFString = tokenizer._fStringStack.pop();
  }
  tokenizer._parenDepth = 0;
  if (isDefinition(tokenizer)) for (const type of [...missing(tokenizer), TokenType.Colon]) tokenizer._tokens.push(Token.create(type, position, 0, undefined));
  const implied = 3;
  tokenizer._tokens.push(NewLineToken.create(position, 0, implied, tokenizer._getComments()));
}

/** The tokens of the statement at the end, first to last. */
function statement({ _tokens }: Insides): readonly Insides['_tokens'][number][] {
  const last = _tokens.findLastIndex(t => t.type === TokenType.NewLine || t.type === TokenType.Indent || t.type === TokenType.Dedent);
  return _tokens.slice(last + 1);
}

/** The head of a function: to find its body the parser runs on to the next colon, be it that of the class behind it. */
function isDefinition(tokenizer: Insides): boolean {
  const [first] = statement(tokenizer);
  return first?.type === TokenType.Keyword && /^(?:async\s+)?def\b/.test(tokenizer._cs.getText().slice(first.start, first.start + 40));
}

/** What the statement lacks: a value behind `x=` or `x:`, and what closes its brackets. */
function missing(tokenizer: Insides): readonly number[] {
  const open: number[] = [];
  for (const { type } of statement(tokenizer)) {
    if (type === TokenType.OpenParenthesis || type === TokenType.OpenBracket || type === TokenType.OpenCurlyBrace) open.unshift(type + 1);
    else if (type === open[0]) open.shift();
  }
  const last = statement(tokenizer).at(-1)?.type;
  return last === TokenType.Operator || last === TokenType.Colon ? [TokenType.Ellipsis, ...open] : open;
}
