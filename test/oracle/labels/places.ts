import type { Position } from 'vscode-languageserver-protocol';
import { lastName } from '../../../server/infer/sites.ts';
import { type Node, walk } from '../../../server/syntax/locate.ts';
import type { Expr } from '../../../server/syntax/tree.ts';
import type { Snapshot } from '../../../server/workspace/snapshot.ts';

/** How a name stands in the code. */
export type Form = 'attribute' | 'keyword' | 'string';

/** A place in the code where the name of a relationship stands, whatever is meant by it there. */
export interface Site {
  readonly uri: string;
  readonly name: string;
  readonly form: Form;
  readonly at: Position;
  /** What an attribute is read from. */
  readonly receiver: Expr | undefined;
}

const declaring: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'backref', 'Relationship']);

/** The places of names in a file: attributes, keyword arguments and whole strings, except in relationship() itself. */
export function sitesIn(snapshot: Snapshot, uri: string, names: ReadonlySet<string>): readonly Site[] {
  const sites: Site[] = [];
  walk(snapshot.tree(uri)?.body, (node, parents) => {
    if (node.kind === 'attribute' && names.has(node.attr.id))
      sites.push({ uri, name: node.attr.id, form: 'attribute', at: node.attr.range.start, receiver: node.value });
    else if (node.kind === 'call' && !declaring.has(lastName(node.func)))
      for (const { name } of node.args)
        if (name && names.has(name.id)) sites.push({ uri, name: name.id, form: 'keyword', at: name.range.start, receiver: undefined });
    if (node.kind === 'string' && node.content && names.has(node.value) && !parents.some(isDeclaring))
      sites.push({ uri, name: node.value, form: 'string', at: node.content.start, receiver: undefined });
  });
  return sites;
}

const isDeclaring = (node: Node): boolean => node.kind === 'call' && declaring.has(lastName(node.func));
