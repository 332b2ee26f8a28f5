import { memo } from '../base/lazy.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { callOf } from './library.ts';
import type { BackrefSpec, Given } from './mapped.ts';
import type { Construct } from './members.ts';
import { type Env, stringOf, writtenAt } from './values.ts';

/** The order of relationship()'s positional parameters; SQLAlchemy 2 takes the first two by position only, 1.4 takes more. */
export const positions =
  'argument secondary primaryjoin secondaryjoin foreign_keys uselist order_by backref back_populates overlaps post_update cascade viewonly lazy collection_class passive_deletes passive_updates remote_side'.split(
    ' ',
  );

/** Of SQLModel's Relationship() none, of backref() its name. */
const none: readonly string[] = [];
const ofBackref: readonly string[] = ['name'];

/** Arguments by keyword. A map is one; a plain call need not be made into a map. */
export type Named = Pick<ReadonlyMap<string, Given>, 'get' | 'has' | typeof Symbol.iterator>;

/** The arguments of a call by keyword, `**{...}` unfolded. */
export interface Arguments {
  readonly named: Named;
  /** There may be more that are not seen. */
  readonly open: boolean;
}

/** The expressions given to a call without `*` and `**`, by keyword. A call's text does not change, so this outlives a project. */
const written = new WeakMap<Call, Map<readonly string[], ReadonlyMap<string, Expr>>>();

function expressionsOf(call: Call, names: readonly string[]): ReadonlyMap<string, Expr> {
  const byNames = memo(written, call, () => new Map<readonly string[], ReadonlyMap<string, Expr>>());
  return memo(byNames, names, () => {
    let position = 0;
    const found = new Map<string, Expr>();
    for (const { name, value } of call.args) {
      const keyword = name ? name.id : names[position++];
      if (keyword !== undefined) found.set(keyword, value);
    }
    return found;
  });
}

/** The arguments of a call without `*` and `**`. */
class Plain implements Named {
  readonly #expressions: ReadonlyMap<string, Expr>;
  readonly #env: Env;

  constructor(call: Call, env: Env, names: readonly string[]) {
    this.#expressions = expressionsOf(call, names);
    this.#env = env;
  }

  get(keyword: string): Given | undefined {
    const node = this.#expressions.get(keyword);
    return node && writtenAt(node, this.#env);
  }

  has(keyword: string): boolean {
    return this.#expressions.has(keyword);
  }

  *[Symbol.iterator](): MapIterator<[string, Given]> {
    for (const [keyword, node] of this.#expressions) yield [keyword, writtenAt(node, this.#env)];
  }
}

export function readArguments(given: Call, outer: Env, evaluator: Evaluator, names: readonly string[] = positions): Arguments {
  const { node: call, env } = evaluator.unfolded(given, outer);
  if (!call.args.some(a => a.star)) return { named: new Plain(call, env, names), open: false };
  const named = new Map<string, Given>();
  let open = false;
  let position = 0;
  for (const arg of call.args) {
    if (arg.name) named.set(arg.name.id, writtenAt(arg.value, env));
    else if (arg.star === '*') {
      open = true;
      position = names.length;
    } else if (arg.star === '**') {
      const value = evaluator.evaluate(arg.value, env);
      if (value.kind === 'dict') for (const [key, entry] of value.entries) named.set(key, { node: entry.node, env: entry.env ?? env });
      if (value.kind !== 'dict' || value.open) open = true;
    } else {
      const name = names[position];
      if (name !== undefined) named.set(name, writtenAt(arg.value, env));
      position++;
    }
  }
  return { named, open };
}

/** The arguments of a relationship; SQLModel's `sa_relationship_kwargs` and `link_model` are read as what they stand for. */
export function relationshipArguments(construct: Construct, evaluator: Evaluator): Arguments {
  if (construct.name === 'dynamic_loader') {
    const { named, open } = readArguments(construct.call, construct.env, evaluator);
    return { named: new Map(named).set('lazy', { node: { kind: 'string', value: 'dynamic', range: construct.call.range }, env: construct.env }), open };
  }
  if (construct.name !== 'Relationship') return readArguments(construct.call, construct.env, evaluator);
  const { named, open } = readArguments(construct.call, construct.env, evaluator, none);
  const replaced = named.get('sa_relationship');
  if (replaced) {
    const value = evaluator.evaluate(replaced.node, replaced.env);
    return value.kind === 'call' ? readArguments(value.node, value.env, evaluator) : { named: new Map(), open: true };
  }
  const merged = new Map(named);
  const extra = named.get('sa_relationship_kwargs');
  let unseen = open;
  if (extra) {
    const value = evaluator.evaluate(extra.node, extra.env);
    if (value.kind === 'dict') for (const [key, entry] of value.entries) merged.set(key, { node: entry.node, env: entry.env ?? extra.env });
    if (value.kind !== 'dict' || value.open) unseen = true;
  }
  const link = named.get('link_model');
  if (link)
    merged.set('secondary', {
      node: { kind: 'attribute', value: link.node, attr: { kind: 'name', id: '__table__', range: link.node.range }, range: link.node.range },
      env: link.env,
    });
  return { named: merged, open: unseen };
}

const nothing: ReadonlyMap<string, Given> = new Map();

/** What a value given to `backref=` says; undefined for `None` and for what is no backref at all. */
export function readBackref({ node, env }: Given, evaluator: Evaluator): BackrefSpec | undefined {
  const value = evaluator.evaluate(node, env);
  const text = stringOf(value);
  if (text !== undefined) return { name: text, nameNode: node, node, env, arguments: nothing, open: false };
  // None and what counts as nothing; other constants are an error, and no name.
  if (value.kind === 'constant' && !value.value) return undefined;
  if (value.kind === 'call' && callOf(value) === 'backref') {
    const { named, open } = readArguments(value.node, value.env, evaluator, ofBackref);
    const name = named.get('name');
    if (!name) return undefined;
    const rest = new Map(named);
    rest.delete('name');
    return { name: stringOf(evaluator.evaluate(name.node, name.env)), nameNode: name.node, node, env: value.env, arguments: rest, open };
  }
  if (value.kind === 'sequence' && node.kind === 'tuple' && node.items[0]) {
    const dict = value.items[1];
    const entries = dict?.kind === 'dict' ? [...dict.entries].map(([key, entry]) => [key, { node: entry.node, env: entry.env ?? env }] as const) : [];
    return {
      name: stringOf(value.items[0]),
      nameNode: node.items[0],
      node,
      env,
      arguments: new Map(entries),
      open: dict !== undefined && (dict.kind !== 'dict' || dict.open),
    };
  }
  return { name: undefined, nameNode: node, node, env, arguments: new Map(), open: true };
}
