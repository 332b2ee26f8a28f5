/** Where the models are used: the nodes of a file that a rule asks about, and what they are. */
import { certainly } from '../infer/answers.ts';
import type { Type } from '../infer/types.ts';
import { type Node, walk } from '../syntax/locate.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Tells what an expression of the file is. */
export type TypeOf = (expr: Expr) => Type;

/** Every node of a file whose text holds the words, with a way to ask what expressions are; a file without them is not looked into. */
export function* usesIn(uri: string, snapshot: Snapshot, words: RegExp): Generator<{ readonly node: Node; readonly typeOf: TypeOf }> {
  const lines = snapshot.lines(uri);
  if (!lines || snapshot.project.classes.length === 0) return;
  let found = false;
  for (let i = 0; i < lines.count && !found; i++) found = words.test(lines.line(i));
  const tree = found ? snapshot.tree(uri) : undefined;
  if (!tree || tree.broken) return;
  const inference = certainly(snapshot);
  const typeOf: TypeOf = expr => {
    const here = inference.at(uri, expr.range.start);
    return here ? inference.typeOf(expr, here.env) : { kind: 'unknown' };
  };
  const nodes: Node[] = [];
  walk(tree, node => nodes.push(node));
  for (const node of nodes) yield { node, typeOf };
}
