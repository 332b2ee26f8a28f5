/** Where the models are used: the nodes of a file that a rule asks about, and what they are. */

import { memo } from '../base/lazy.ts';
import { comparePositions } from '../base/ranges.ts';
import { certainly } from '../infer/answers.ts';
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

interface Sorted {
  readonly node: Node;
  readonly parents: readonly Node[];
}

const sorted = new WeakMap<Module, ReadonlyMap<Kind, readonly Sorted[]>>();

/** The nodes of a tree by their kind: many rules ask, one walk answers. */
const byKind = (tree: Module): ReadonlyMap<Kind, readonly Sorted[]> =>
  memo(sorted, tree, () => {
    const out = new Map<Kind, Sorted[]>();
    walk(tree, (node, parents) => {
      const list = out.get(node.kind);
      // The list of parents goes on changing.
      const it = { node, parents: [...parents] };
      if (list) list.push(it);
      else out.set(node.kind, [it]);
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
  const inference = certainly(snapshot);
  const typeOf: TypeOf = expr => {
    const here = inference.at(uri, expr.range.start);
    return here ? inference.typeOf(expr, here.env) : { kind: 'unknown' };
  };
  for (const { node, parents } of byKind(tree).get(kind) ?? []) if (isOf(node, kind) && !isExpected(node, parents)) yield { node, parents, typeOf };
}

const errors = /^(?:TypeError|AttributeError|NotImplementedError|ArgumentError|InvalidRequestError|SQLAlchemyError)$/;

/** True inside a `try` that waits for just such an error. */
const isExpected = (node: Node, parents: readonly Node[]): boolean =>
  parents.some(it => {
    const last = it.kind === 'try' ? it.body.at(-1) : undefined;
    if (it.kind !== 'try' || !last || comparePositions(node.range.end, last.range.end) > 0) return false;
    return it.handlers.some(({ type }) => (type?.kind === 'tuple' ? type.items : type ? [type] : []).some(one => errors.test(calledName(one))));
  });

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
