/** Where the models are used: the nodes of a file that a rule asks about, and what they are. */

import { append, memo } from '../base/lazy.ts';
import { comparePositions } from '../base/ranges.ts';
import { certainlyInMany } from '../infer/answers.ts';
import type { Type } from '../infer/types.ts';
import type { Project } from '../model/project.ts';
import { type Node, walk } from '../syntax/locate.ts';
import type { Expr, Module } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Tells what an expression of the file is, for certain; `unknown` when the code alone does not say. */
export type TypeOf = (expr: Expr) => Type;

type Kind = Node['kind'];
type NodeOf<K extends Kind> = Extract<Node, { readonly kind: K }>;

/** A node, and those around it, outermost first. */
export interface Use<K extends Kind = Kind> {
  readonly node: NodeOf<K>;
  readonly parents: readonly Node[];
  readonly typeOf: TypeOf;
}

/** A node in its tree. Of those around it only the next is kept: most are never asked for. */
class Placed {
  readonly node: Node;
  readonly outer: Placed | undefined;

  constructor(node: Node, outer: Placed | undefined) {
    this.node = node;
    this.outer = outer;
  }

  /** Those around it, outermost first. */
  get parents(): readonly Node[] {
    return this.outer ? [...this.outer.parents, this.outer.node] : [];
  }
}

const sorted = new WeakMap<Module, ReadonlyMap<Kind, readonly Placed[]>>();

/** The nodes of a tree by their kind: many rules ask, one walk answers. */
const byKind = (tree: Module): ReadonlyMap<Kind, readonly Placed[]> =>
  memo(sorted, tree, () => {
    const out = new Map<Kind, Placed[]>();
    const path: Placed[] = [];
    walk(tree, (node, { length }) => {
      const it = new Placed(node, path[length - 1]);
      path[length] = it;
      append(out, node.kind, it);
    });
    return out;
  });

/** The nodes of a kind in a file whose text holds the words; a file without them, or one that is not valid Python, is not looked into. */
export function* usesIn<K extends Kind>(uri: string, snapshot: Snapshot, kind: K, words: RegExp): Generator<Use<K>> {
  const lines = snapshot.lines(uri);
  if (!lines || snapshot.project.classes.length === 0) return;
  let found = false;
  for (let i = 0; i < lines.count && !found; i++) found = words.test(lines.line(i));
  const tree = found ? snapshot.tree(uri) : undefined;
  if (!tree || tree.broken) return;
  const inference = certainlyInMany(snapshot);
  const typeOf: TypeOf = expr => {
    const here = inference.at(uri, expr.range.start);
    return here ? inference.typeOf(expr, here.env) : { kind: 'unknown' };
  };
  for (const placed of byKind(tree).get(kind) ?? []) {
    const { node } = placed;
    if (isOf(node, kind) && !isExpected(placed)) yield new NodeUse(node, placed, typeOf);
  }
}

const errors = /^(?:TypeError|AttributeError|NotImplementedError|ArgumentError|InvalidRequestError|SQLAlchemyError)$/;

/** True inside a `try` that waits for just such an error. */
function isExpected({ node, outer }: Placed): boolean {
  for (let around = outer; around; around = around.outer) {
    const it = around.node;
    const last = it.kind === 'try' ? it.body.at(-1) : undefined;
    if (it.kind !== 'try' || !last || comparePositions(node.range.end, last.range.end) > 0) continue;
    if (it.handlers.some(({ type }) => (type?.kind === 'tuple' ? type.items : type ? [type] : []).some(one => errors.test(calledName(one))))) return true;
  }
  return false;
}

class NodeUse<K extends Kind> implements Use<K> {
  readonly node: NodeOf<K>;
  readonly typeOf: TypeOf;
  readonly #placed: Placed;

  constructor(node: NodeOf<K>, placed: Placed, typeOf: TypeOf) {
    this.node = node;
    this.typeOf = typeOf;
    this.#placed = placed;
  }

  get parents(): readonly Node[] {
    return this.#placed.parents;
  }
}

function isOf<K extends Kind>(node: Node, kind: K): node is NodeOf<K> {
  return node.kind === kind;
}

/** The names of all relationship attributes of a project, and of those that backrefs make: what is called otherwise need not be looked at. */
export interface RelationshipNames {
  readonly all: ReadonlySet<string>;
  readonly implicit: ReadonlySet<string>;
}

const named = new WeakMap<Project, RelationshipNames>();

export const relationshipNames = (project: Project): RelationshipNames =>
  memo(named, project, () => {
    const [all, implicit] = [new Set<string>(), new Set<string>()];
    for (const cls of project.classes) {
      for (const it of cls.own.values()) {
        all.add(it.name);
        if (it.provenance.kind === 'backref') implicit.add(it.name);
      }
    }
    return { all, implicit };
  });

/** The last part of the name that a call calls: `any` of `Author.books.any(...)`. */
export const calledName = (func: Expr): string => (func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : '');
