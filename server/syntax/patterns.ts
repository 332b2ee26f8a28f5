import type * as P from '@zzzen/pyright-internal/dist/parser/parseNodes.js';
import { NodeType as T } from './node-types.ts';
import type { Case, Expr, Name } from './tree.ts';

/** What turns the parser's nodes into ours. */
interface Convert {
  readonly expr: (node: P.ParseNode) => Expr;
  readonly name: (node: P.NameNode) => Name;
}

/** What a pattern of a `case` says, as far as the tree keeps it. */
export function readPattern(pattern: P.ParseNode, convert: Convert): Omit<Case, 'guard' | 'body'> {
  const captures: Name[] = [];
  const keywords: Case['keywords'][number][] = [];
  read(pattern, convert, captures, keywords);
  const className = classNameOf(pattern);
  const whole = (pattern.nodeType as number) === T.PatternAs ? (pattern as P.PatternAsNode).d.target : undefined;
  return {
    captures,
    keywords,
    ...(className ? { className: convert.expr(className) } : {}),
    ...(whole ? { whole: convert.name(whole) } : {}),
  };
}

function read(node: P.ParseNode, convert: Convert, captures: Name[], keywords: Case['keywords'][number][]): void {
  const inner = (it: P.ParseNode): void => read(it, convert, captures, keywords);
  switch (node.nodeType as number) {
    case T.PatternAs: {
      const { d } = node as P.PatternAsNode;
      d.orPatterns.forEach(inner);
      if (d.target) captures.push(convert.name(d.target));
      return;
    }
    case T.PatternCapture: {
      const { d } = node as P.PatternCaptureNode;
      if (!d.isWildcard) captures.push(convert.name(d.target));
      return;
    }
    case T.PatternSequence:
      (node as P.PatternSequenceNode).d.entries.forEach(inner);
      return;
    case T.PatternClass: {
      const { args, className } = (node as P.PatternClassNode).d;
      for (const { d } of args) {
        if (d.name) keywords.push({ className: convert.expr(className), name: convert.name(d.name) });
        inner(d.pattern);
      }
      return;
    }
    case T.PatternMapping:
      (node as P.PatternMappingNode).d.entries.forEach(inner);
      return;
    case T.PatternMappingKeyEntry:
      inner((node as P.PatternMappingKeyEntryNode).d.valuePattern);
      return;
    case T.PatternMappingExpandEntry:
      captures.push(convert.name((node as P.PatternMappingExpandEntryNode).d.target));
      return;
    default:
  }
}

/** `User` of `case User(...)` and `case User() as u`. */
function classNameOf(pattern: P.ParseNode): P.ParseNode | undefined {
  if ((pattern.nodeType as number) === T.PatternClass) return (pattern as P.PatternClassNode).d.className;
  if ((pattern.nodeType as number) !== T.PatternAs) return undefined;
  const [only, ...more] = (pattern as P.PatternAsNode).d.orPatterns;
  return only && more.length === 0 ? classNameOf(only) : undefined;
}
