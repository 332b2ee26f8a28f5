/** What the patterns of a `match` statement name. */
import type * as P from '@zzzen/pyright-internal/dist/parser/parseNodes.js';
import { NodeType as T } from './node-types.ts';

/** `User` of `case User(...)` and `case User() as u`. */
export function classNameOf(pattern: P.ParseNode): P.ParseNode | undefined {
  if ((pattern.nodeType as number) === T.PatternClass) return (pattern as P.PatternClassNode).d.className;
  if ((pattern.nodeType as number) !== T.PatternAs) return undefined;
  const [only, ...more] = (pattern as P.PatternAsNode).d.orPatterns;
  return only && more.length === 0 ? classNameOf(only) : undefined;
}
