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

/** Arguments by keyword. A map is one; a plain call need not be made into a map. */
export type Named = Pick<ReadonlyMap<string, Given>, 'get' | 'has' | typeof Symbol.iterator>;

/** The arguments of a call by keyword, `**{...}` unfolded. */
export interface Arguments {
  readonly named: Named;
  /** There may be more that are not seen. */
  readonly open: boolean;
}

/** The arguments of a call without `*` and `**`. */
class Plain implements Named {
  readonly #call: Call;
  readonly #env: Env;
  readonly #positions: readonly string[];

  constructor(call: Call, env: Env, names: readonly string[]) {
    this.#call = call;
    this.#env = env;
    this.#positions = names;
  }

  get(keyword: string): Given | undefined {
    const node = this.#find(keyword);
    return node && writtenAt(node, this.#env);
  }

  has(keyword: string): boolean {
    return this.#find(keyword) !== undefined;
  }

  #find(keyword: string): Expr | undefined {
    let found: Expr | undefined;
    let position = 0;
    for (const { name, value } of this.#call.args) if ((name ? name.id : this.#positions[position++]) === keyword) found = value;
    return found;
  }

  *[Symbol.iterator](): MapIterator<[string, Given]> {
    let position = 0;
    for (const { name, value: node } of this.#call.args) {
      const keyword = name ? name.id : this.#positions[position++];
      if (keyword !== undefined) yield [keyword, writtenAt(node, this.#env)];
    }
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
  const { named, open } = readArguments(construct.call, construct.env, evaluator, []);
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
  if (value.kind === 'constant') return undefined;
  if (value.kind === 'call' && callOf(value) === 'backref') {
    const { named, open } = readArguments(value.node, value.env, evaluator, ['name']);
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
