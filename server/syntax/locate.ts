import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions, touches } from '../base/ranges.ts';
import type { ClassDef, Expr, FunctionDef, Module, Name, Stmt } from './tree.ts';

/** Any node of the tree. */
export type Node = Stmt | Expr;

/** The nodes around a position, outermost first; the last is the smallest one. A cursor behind the last letter of a word means the word. */
export function pathTo(module: Module, position: Position): readonly Node[] {
  // The same place is asked about several times in a row, and then another one.
  const before = last.get(module);
  if (before && comparePositions(before.position, position) === 0) return before.path;
  const path = deepest(module.body, position) ?? [];
  last.set(module, { position, path });
  return path;
}

const last = new WeakMap<Module, { readonly position: Position; readonly path: readonly Node[] }>();

function deepest(parent: unknown, position: Position): Node[] | undefined {
  let best: Node[] | undefined;
  eachChild(parent, child => {
    if (hasRange(child) && !touches(child.range, position)) return;
    const below = deepest(child, position);
    const path = isNode(child) ? [child, ...(below ?? [])] : below;
    if (path && path.length > 0 && (!best || isBetter(path, best, position))) best = path;
  });
  return best;
}

/** Of two nodes that meet at the position the word is meant, then the one that goes on behind it. */
function isBetter(path: readonly Node[], than: readonly Node[], position: Position): boolean {
  const [a, b] = [path.at(-1), than.at(-1)];
  if (!a || !b) return a !== undefined;
  const word = (n: Node): boolean => n.kind === 'name' || n.kind === 'string';
  if (word(a) !== word(b)) return word(a);
  return comparePositions(a.range.start, position) <= 0 && comparePositions(position, a.range.end) < 0;
}

/** Every object that an array or another object holds. */
function eachChild(parent: unknown, visit: (child: object) => void): void {
  if (typeof parent !== 'object' || parent === null) return;
  if (Array.isArray(parent)) {
    for (const child of parent) if (typeof child === 'object' && child !== null) visit(child);
    return;
  }
  const values = parent as Readonly<Record<string, unknown>>;
  for (const key in values) {
    const child = values[key];
    if (typeof child === 'object' && child !== null && key !== 'range' && key !== 'content' && key !== 'pieces') visit(child);
  }
}

const hasRange = (node: object): node is { readonly range: Node['range'] } => 'range' in node;
const isNode = (node: object): node is Node => 'kind' in node && 'range' in node;

/** Calls `visit` for every node below `root`, parents before children, with the nodes around it: a list that goes on changing after the call. */
export function walk(root: unknown, visit: (node: Node, parents: readonly Node[]) => void): void {
  const parents: Node[] = [];
  const below = (parent: unknown): void =>
    eachChild(parent, child => {
      if (!isNode(child)) return below(child);
      visit(child, parents);
      parents.push(child);
      below(child);
      parents.pop();
    });
  below(root);
}

/** The function or class statement whose name stands at a range. */
export function definitionAt(module: Module, name: Name): FunctionDef | ClassDef | undefined {
  return pathTo(module, name.range.start).findLast(
    (n): n is FunctionDef | ClassDef => (n.kind === 'function' || n.kind === 'class') && comparePositions(n.name.range.start, name.range.start) === 0,
  );
}
