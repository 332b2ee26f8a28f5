import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const file = createRequire(import.meta.url).resolve;
const injected = 'source.python.backref';
/** Python's grammar as VS Code ships it, and ours. */
const paths: Readonly<Record<string, string>> = {
  'source.python': file('tm-grammars/grammars/python.json'),
  [injected]: file('../../syntaxes/relationship-strings.tmLanguage.json'),
};

/** A piece of a line, and its scopes from the outermost to the innermost. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

await oniguruma.loadWASM(readFileSync(file('vscode-oniguruma/release/onig.wasm')));

async function load(injections: readonly string[]): Promise<IGrammar> {
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async scope => {
      const path = paths[scope];
      return path === undefined ? null : textmate.parseRawGrammar(readFileSync(path, 'utf8'), path);
    },
    getInjections: scope => (scope === 'source.python' ? [...injections] : []),
  });
  const grammar = await registry.loadGrammar('source.python');
  if (grammar === null) throw new Error('no grammar for Python');
  return grammar;
}
const plain = await load([]);
const ours = await load([injected]);

function tokens(grammar: IGrammar, code: string): readonly (readonly Token[])[] {
  let stack = textmate.INITIAL;
  return code.split('\n').map(line => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes }));
  });
}

/** The tokens of each line with our grammar, and without it. */
export const withOurs = (code: string): readonly (readonly Token[])[] => tokens(ours, code);
export const withoutOurs = (code: string): readonly (readonly Token[])[] => tokens(plain, code);
