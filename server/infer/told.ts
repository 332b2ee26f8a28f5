/** What a Python language server beside us says of an expression that we know nothing of. */
import type { Location, Position } from 'vscode-languageserver-protocol';
import { meets } from '../base/ranges.ts';
import type { Expr } from '../syntax/tree.ts';
import { normalUri } from '../workspace/disk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { probably } from './answers.ts';
import type { Hint } from './context.ts';
import type { Environment } from './environment.ts';
import { Inference } from './infer.ts';
import { join, type Type } from './types.ts';

/** An expression of which neither the code nor its name tells us anything. */
export interface Unknown {
  readonly uri: string;
  readonly expr: Expr;
  /** Where another tool is asked for its type: at its last name. */
  readonly position: Position;
}

/** The receiver at a position, when nothing is known of it and the name read from it is that of a relationship. */
export function unknownReceiver(snapshot: Snapshot, uri: string, position: Position): Unknown | undefined {
  const here = probably(snapshot).at(uri, position);
  const leaf = here?.path.at(-1);
  const parent = here?.path.at(-2);
  if (!here || leaf?.kind !== 'name' || parent?.kind !== 'attribute' || parent.attr !== leaf) return undefined;
  if (!snapshot.project.classes.some(c => c.own.has(leaf.id))) return undefined;
  return unknownExpression(snapshot, uri, parent.value, leaf.id, here.env);
}

/** An expression, when nothing is known of it and it has a name to ask for; `attr` is what is read from it, where that is known. */
export function unknownExpression(snapshot: Snapshot, uri: string, expr: Expr, attr: string | undefined, env: Environment): Unknown | undefined {
  const name = expr.kind === 'name' ? expr : expr.kind === 'attribute' ? expr.attr : undefined;
  return name && probably(snapshot).receiver(expr, attr, env).kind === 'unknown' ? { uri, expr, position: name.range.start } : undefined;
}

/** What follows from the places, names or whole statements, where the other server finds the type of an expression written; undefined when no mapped class is among them. */
export function told({ project }: Snapshot, { uri, expr }: Unknown, places: readonly Location[]): Hint | undefined {
  const found = new Set(places.flatMap(place => project.inFile(normalUri(place.uri)).find(cls => meets(cls.at.range, place.range)) ?? []));
  const [first] = found;
  if (!first) return undefined;
  const names = [...found].map(cls => `\`${cls.name}\``).join(' or ');
  const type = [...found].map((cls): Type => ({ kind: 'instance', cls })).reduce(join);
  return { uri, range: expr.range, type, evidence: { text: `the Python language server says ${names}`, at: first.at } };
}

/** Inference for one question, with what was told; what it adds is probable. */
export const informed = (snapshot: Snapshot, it: Hint): Inference => new Inference(snapshot, true, it);
