/** Which entity the strings and keywords of a query's methods speak of. */
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Argument, Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { dotted, type Environment } from './environment.ts';
import type { Inference } from './infer.ts';
import { endOfPath } from './string-paths.ts';
import type { Type } from './types.ts';

const joins: ReadonlySet<string> = new Set(['join', 'outerjoin']);
/** Methods behind which the join point is the query's own entity again. */
const resetting: ReadonlySet<string> = new Set(['reset_joinpoint', 'with_entities', 'from_self', 'union', 'union_all']);

/** So many assignments to a query are followed back. */
const maxSteps = 20;

interface Asked {
  readonly snapshot: Snapshot;
  readonly inference: Inference;
  readonly env: Environment;
}

/**
 * The entity that `filter_by(...)` and the strings of `join("...")` behind a query or statement belong to: the one joined last, else the one the
 * query began with (orm/query.py, `_filter_by_zero`). Undefined when it cannot be known.
 */
export function joinPoint(query: Expr, at: Asked, steps = maxSteps): MappedClass | undefined {
  let it = query;
  for (; it.kind === 'call' && it.func.kind === 'attribute'; it = it.func.value) {
    const method = it.func.attr.id;
    if (resetting.has(method)) break;
    const [from] = it.args;
    if (method === 'select_from' && from) return entity(at.inference.typeOf(from.value, at.env));
    if (joins.has(method)) return joined(it, it.func.value, at);
  }
  // `query = query.join(Post)`, further above.
  const path = dotted(it);
  const origin = path === undefined ? undefined : at.env.origin(path);
  if (origin?.how === 'assigned from' && steps > 0) return joinPoint(origin.node, { ...at, env: origin.env }, steps - 1);
  const type = at.inference.typeOf(query, at.env);
  if (type.kind !== 'query' && type.kind !== 'statement') return undefined;
  const [first] = type.items;
  return first?.kind === 'instance' ? first.cls : undefined;
}

/** The class whose attributes the keyword arguments of a call name: `Post(...)`, `query.filter_by(...)`, `User.posts.any(...)`. */
export function keywordClass({ func }: Call, at: Asked): MappedClass | undefined {
  const callee = at.inference.typeOf(func, at.env);
  if (callee.kind === 'class') return callee.cls;
  if (callee.kind !== 'method' || func.kind !== 'attribute') return undefined;
  if (callee.name === 'filter_by') return joinPoint(func.value, at);
  const { of } = callee;
  return (callee.name === 'any' || callee.name === 'has') && of.kind === 'class-attribute' ? sole(of.attribute.target) : undefined;
}

/** What a call of `join` leads to. */
function joined(call: Call, query: Expr, at: Asked): MappedClass | undefined {
  const [first, second] = call.args.filter(a => !a.name);
  if (!first) return undefined;
  const type = at.inference.typeOf(first.value, at.env);
  if (type.kind === 'class') return type.cls;
  // 1.x: `join("posts", "author")` and `join(User.posts, Post.author)` go on from one to the next.
  const start = type.kind === 'class-attribute' ? type.cls : joinPoint(query, at);
  return start && leadsTo(second ? [first, second] : [first], start, at);
}

/** The class that loader options and joins lead to: `joinedload(User.posts).selectinload("author")`, `join("posts", "author")`. */
function leadsTo(args: readonly Argument[], start: MappedClass | undefined, at: Asked): MappedClass | undefined {
  return args.reduce<MappedClass | undefined>((cls, { value }) => {
    if (value.kind === 'string') return cls && endOfPath(at.snapshot.project, cls, value.value);
    const type = at.inference.typeOf(value, at.env);
    return type.kind === 'class-attribute' ? sole(type.attribute.target) : undefined;
  }, start);
}

/** The entity that the first string of a loader option is read from, by the option before it in the chain or by the query around it. */
export function loaderRoot(loader: Call, around: readonly Call[], at: Asked): MappedClass | undefined {
  const { func } = loader;
  if (func.kind === 'attribute' && func.value.kind === 'call') {
    const before = func.value;
    const [first] = before.args;
    if (lastName(before.func) === 'Load') return first && entity(at.inference.typeOf(first.value, at.env));
    return leadsTo(
      before.args.filter(a => !a.name),
      first?.value.kind === 'string' ? loaderRoot(before, around, at) : undefined,
      at,
    );
  }
  const options = around.findLast(c => c.func.kind === 'attribute' && c.func.attr.id === 'options');
  if (options?.func.kind !== 'attribute') return undefined;
  const type = at.inference.typeOf(options.func.value, at.env);
  if (type.kind !== 'query' && type.kind !== 'statement') return undefined;
  return type.items[0] && entity(type.items[0]);
}

const entity = (type: Type): MappedClass | undefined => (type.kind === 'instance' || type.kind === 'class' ? type.cls : undefined);

const lastName = (expr: Expr): string => (expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? expr.attr.id : '');
