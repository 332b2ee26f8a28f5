import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions, touches } from '../base/ranges.ts';
import type { ClassDef, Expr, FunctionDef, Module, Name, Stmt } from './tree.ts';

/** Any node of the tree. */
export type Node = Stmt | Expr;

/** The nodes around a position, outermost first; the last is the smallest one. A cursor behind the last letter of a word means the word. */
export function pathTo(module: Module, position: Position): readonly Node[] {
  return deepest(module.body, position) ?? [];
}

function deepest(parent: unknown, position: Position): Node[] | undefined {
  let best: Node[] | undefined;
  for (const child of childrenOf(parent)) {
    if (hasRange(child) && !touches(child.range, position)) continue;
    const below = deepest(child, position);
    const path = isNode(child) ? [child, ...(below ?? [])] : below;
    if (path && path.length > 0 && (!best || isBetter(path, best, position))) best = path;
  }
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

function childrenOf(parent: unknown): readonly object[] {
  if (typeof parent !== 'object' || parent === null) return [];
  if (Array.isArray(parent)) return parent.filter((c): c is object => typeof c === 'object' && c !== null);
  const out: object[] = [];
  for (const [key, value] of Object.entries(parent))
    if (key !== 'range' && key !== 'content' && key !== 'pieces' && typeof value === 'object' && value !== null) out.push(value);
  return out;
}

const hasRange = (node: object): node is { readonly range: Node['range'] } => 'range' in node;
const isNode = (node: object): node is Node => 'kind' in node && 'range' in node;

/** Calls `visit` for every node below `root`, parents before children, with the nodes around it. */
export function walk(root: unknown, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  for (const child of childrenOf(root)) {
    if (isNode(child)) {
      visit(child, parents);
      walk(child, visit, [...parents, child]);
    } else walk(child, visit, parents);
  }
}

/** The function or class statement whose name stands at a range. */
export function definitionAt(module: Module, name: Name): FunctionDef | ClassDef | undefined {
  return pathTo(module, name.range.start).findLast(
    (n): n is FunctionDef | ClassDef => (n.kind === 'function' || n.kind === 'class') && comparePositions(n.name.range.start, name.range.start) === 0,
  );
}
