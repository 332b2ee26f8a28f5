/** Other ways to lay out the same program: what edits must cope with. */
import { Lines } from '../../server/base/text.ts';
import { walk } from '../../server/syntax/locate.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import type { Call } from '../../server/syntax/tree.ts';
import { calledName } from './mutants/source.ts';

/** From one text to another of the same meaning. */
export type Style = (text: string) => string;

const calls = (text: string): readonly Call[] => {
  const found: Call[] = [];
  walk(parseModule(text), node => {
    if (node.kind === 'call' && /^(?:relationship|relation|Column|mapped_column|backref)$/.test(calledName(node)) && node.args.length > 0) found.push(node);
  });
  return found;
};

/** Writes each call anew whose arguments stand on one line; inner calls stay as they are. */
const rewritten =
  (write: (args: readonly string[], indent: string) => string): Style =>
  text => {
    const lines = new Lines(text);
    let out = text;
    let below = Number.POSITIVE_INFINITY;
    for (const { func, args, range } of [...calls(text)].sort((a, b) => lines.offset(b.range.start) - lines.offset(a.range.start))) {
      const [first, last] = [args[0], args.at(-1)];
      if (!first || !last || range.start.line !== range.end.line) continue;
      const open = text.indexOf('(', lines.offset(func.range.end));
      const end = lines.offset(range.end);
      // Around another call that has been written anew.
      if (end > below || open > lines.offset(first.range.start)) continue;
      below = lines.offset(range.start);
      const indent = /^ */.exec(lines.line(range.start.line))?.[0] ?? '';
      out = `${out.slice(0, open)}(${write(
        args.map(a => text.slice(lines.offset(a.range.start), lines.offset(a.range.end))),
        indent,
      )})${out.slice(end)}`;
    }
    return out;
  };

const prefix = (text: string, line: string): string => (text.startsWith('from __future__') ? text : line + text);

/** By what is different. */
export const styles: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['as it is', text => text],
  ['carriage returns', text => text.replaceAll('\n', '\r\n')],
  ['tabs', text => text.replace(/^(?: {4})+/gm, spaces => '\t'.repeat(spaces.length / 4))],
  // Two UTF-16 units for one character, in front of the calls on their own line.
  [
    'letters beyond ASCII',
    text => prefix(text.replace(/^( *)(\w+)( *(?::[^=\n]*)?= *\w*\.?(?:relationship|Column|mapped_column)\()/gm, '$1_é𝒳 = "𝒳ñ"; $2$3'), '# 𝒳 ñ é\n'),
  ],
  ['an argument on each line', rewritten((args, indent) => `${args.map(a => `\n${indent}    ${a},`).join('')}\n${indent}`)],
  ['no comma behind the last', rewritten((args, indent) => `\n${indent}    ${args.join(`,\n${indent}    `)}\n${indent}`)],
  [
    'comments within',
    rewritten((args, indent) => `  # (what's "this\n${args.map((a, i) => `${indent}    ${a},  # ${i}) it's\n`).join('')}${indent}    # "the end\n${indent}`),
  ],
  ['hanging', rewritten((args, indent) => args.join(`,\n${indent}            `))],
  ['blanks around', rewritten(args => ` ${args.map(a => a.replace(/^(\w+)=(?!=)/, '$1 = ')).join(' , ')} `)],
]);
