/** Breaks calls over lines as the usual formatters do. */
import type { ClassDef } from '../syntax/tree.ts';
import { bodyIndent, indentUnit } from './class-body.ts';
import type { Source } from './source.ts';

/** `head(args)` in a class body, its first line without indentation: one line when it fits, else the arguments on a line of their own, else one line for each. */
export function layOut(source: Source, cls: ClassDef, head: string, args: readonly string[]): string {
  const indent = bodyIndent(source, cls);
  const width = lineWidth(source);
  const line = `${head}(${args.join(', ')})`;
  const several = args.some(a => a.includes('\n'));
  if (!several && indent.length + line.length <= width) return line;
  const inner = indent + indentUnit(source);
  const joined = args.join(', ');
  if (!several && inner.length + joined.length <= width) return [`${head}(`, `${inner}${joined}`, `${indent})`].join(source.eol);
  return [`${head}(`, ...args.map(a => `${inner}${a},`), `${indent})`].join(source.eol);
}

/** How many columns a line may have: 88, less or more where the file shows that it keeps to another limit. */
export function lineWidth({ text, lines }: Source): number {
  const longest = text.split('\n').reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  return longest <= 79 && lines.count > 100 ? 79 : Math.min(Math.max(longest, 88), 100);
}
