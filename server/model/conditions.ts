import { parseInside } from '../syntax/parse.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Evaluator } from './evaluate.ts';
import { callOf, sqlalchemyName } from './library.ts';
import type { Comparison, Condition, Term } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import { argument } from './members.ts';
import type { Asker, Names } from './names.ts';
import type { Tables } from './tables.ts';
import { type Column, type Env, stringOf, type Table, type Value } from './values.ts';

/** Reads columns and join conditions, in code and in evaluated strings. */
export class Conditions {
  readonly #evaluator: Evaluator;
  readonly #names: Names;
  readonly #tables: Tables;
  readonly #mapperOf: (value: Extract<Value, { kind: 'class' }>) => Mapper | undefined;

  constructor(evaluator: Evaluator, names: Names, tables: Tables, mapperOf: (value: Extract<Value, { kind: 'class' }>) => Mapper | undefined) {
    this.#evaluator = evaluator;
    this.#names = names;
    this.#tables = tables;
    this.#mapperOf = mapperOf;
  }

  /** The columns of `foreign_keys=` or `remote_side=`; undefined when one of them is not understood. */
  columns(expr: Expr, env: Env, asker: Asker, near: readonly Table[]): readonly Column[] | undefined {
    const value = this.#unfold(expr, env, asker);
    if (!value) return undefined;
    const items = value.expr.kind === 'list' || value.expr.kind === 'tuple' || value.expr.kind === 'set' ? value.expr.items : [value.expr];
    const out: Column[] = [];
    for (const item of items) {
      const inner = this.#unfold(item, value.env, asker);
      const term = inner && this.#term(inner.expr, inner.env, asker, near);
      if (!term?.known || term.columns.length === 0) return undefined;
      out.push(...term.columns);
    }
    return out;
  }

  /** The condition of `primaryjoin=` or `secondaryjoin=`. */
  condition(expr: Expr, env: Env, asker: Asker, near: readonly Table[]): Condition {
    const unfolded = this.#unfold(expr, env, asker);
    if (!unfolded) return { comparisons: [], open: 'the join condition is computed' };
    const lone = unfolded.expr.kind === 'attribute' || unfolded.expr.kind === 'call' ? this.#term(unfolded.expr, unfolded.env, asker, near) : nothing;
    if (lone.known && lone.bare && lone.columns.length === 1) return { comparisons: [{ op: '', left: lone, right: nothing }] };
    const comparisons: Comparison[] = [];
    const seen = this.#collect(unfolded.expr, unfolded.env, asker, near, comparisons);
    // A condition that compares nothing was hardly meant: more likely a part of it is computed.
    const open = seen ?? (comparisons.length === 0 ? 'the join condition compares nothing' : undefined);
    return { comparisons, ...(open === undefined ? {} : { open }) };
  }

  /** Follows strings and lambdas to the expression they hold. */
  #unfold(expr: Expr, env: Env, asker: Asker): { readonly expr: Expr; readonly env: Env } | undefined {
    if (expr.kind === 'lambda') {
      const made = this.#evaluator.evaluate(expr, env);
      return { expr: expr.body, env: made.kind === 'lambda' ? made.env : env };
    }
    if (expr.kind === 'string') {
      const inside = parseInside(expr);
      return inside ? { expr: inside, env: this.#names.stringEnv(asker, env) } : undefined;
    }
    if (expr.kind === 'fstring' || (expr.kind === 'binary' && ['+', '%'].includes(expr.op))) {
      const value = this.#evaluator.evaluate(expr, env);
      const text = stringOf(value);
      const inside = text === undefined ? undefined : parseInside({ kind: 'string', value: text, range: expr.range });
      return inside ? { expr: inside, env: this.#names.stringEnv(asker, env) } : undefined;
    }
    if (expr.kind === 'call' && expr.func.kind === 'attribute' && expr.func.attr.id === 'format') {
      const text = stringOf(this.#evaluator.evaluate(expr, env));
      const inside = text === undefined ? undefined : parseInside({ kind: 'string', value: text, range: expr.range });
      return inside ? { expr: inside, env: this.#names.stringEnv(asker, env) } : undefined;
    }
    if (expr.kind === 'name') {
      const value = this.#evaluator.evaluate(expr, env);
      if (value.kind === 'lambda') return { expr: value.node.body, env: value.env };
      if (value.kind === 'constant' && typeof value.value === 'string' && value.node.kind === 'string') return this.#unfold(value.node, env, asker);
    }
    return { expr, env };
  }

  /** Collects comparisons; returns why something is not understood. */
  #collect(expr: Expr, env: Env, asker: Asker, near: readonly Table[], out: Comparison[]): string | undefined {
    if (expr.kind === 'call') {
      const name = sqlalchemyName(this.#evaluator.evaluate(expr.func, env));
      if (name === 'and_' || name === 'or_' || name === 'not_') {
        let open: string | undefined;
        for (const arg of expr.args) open = (arg.star ? 'the join condition is computed' : this.#collect(arg.value, env, asker, near, out)) ?? open;
        return open;
      }
      if ((name === 'foreign' || name === 'remote') && expr.args[0]) return this.#collect(expr.args[0].value, env, asker, near, out);
      if (expr.func.kind === 'attribute') {
        // `A.name.like(B.pattern)`, `A.deleted_at.is_(None)`
        const left = this.#term(expr.func.value, env, asker, near);
        const rights = expr.args.map(a => this.#term(a.value, env, asker, near));
        const right = rights[0] ?? nothing;
        out.push({ op: expr.func.attr.id, left: { ...left, bare: left.bare }, right });
        return left.known && rights.every(r => r.known) ? undefined : 'a part of the join condition is not followed';
      }
      return 'a part of the join condition is not followed';
    }
    if (expr.kind === 'binary') {
      if (expr.op === '&' || expr.op === '|' || expr.op === 'and' || expr.op === 'or') {
        return this.#collect(expr.left, env, asker, near, out) ?? this.#collect(expr.right, env, asker, near, out);
      }
      const left = this.#term(expr.left, env, asker, near);
      const right = this.#term(expr.right, env, asker, near);
      out.push({ op: expr.op, left, right });
      return left.known && right.known ? undefined : 'a column of the join condition is not found';
    }
    if (expr.kind === 'unary' && expr.op === '~') return this.#collect(expr.value, env, asker, near, out);
    const unfolded = this.#unfold(expr, env, asker);
    if (unfolded && unfolded.expr !== expr) return this.#collect(unfolded.expr, unfolded.env, asker, near, out);
    const term = this.#term(expr, env, asker, near);
    return term.known ? undefined : 'a part of the join condition is not followed';
  }

  #term(expr: Expr, env: Env, asker: Asker, near: readonly Table[]): Term & { readonly known: boolean } {
    if (expr.kind === 'call') {
      const name = sqlalchemyName(this.#evaluator.evaluate(expr.func, env));
      if (name === 'foreign' || name === 'remote') {
        const inner = expr.args[0] ? this.#term(expr.args[0].value, env, asker, near) : nothing;
        return { ...inner, [name]: true };
      }
      const value = this.#evaluator.evaluate(expr, env);
      const made = value.kind === 'call' ? this.#column(value, near) : undefined;
      if (made) return { columns: [made], bare: true, foreign: false, remote: false, known: true };
      const parts = [...expr.args.map(a => a.value), ...(expr.func.kind === 'attribute' && name === undefined ? [expr.func.value] : [])].map(e =>
        this.#term(e, env, asker, near),
      );
      return {
        columns: parts.flatMap(p => p.columns),
        bare: false,
        foreign: parts.some(p => p.foreign),
        remote: parts.some(p => p.remote),
        known: parts.every(p => p.known) && (name !== undefined || expr.func.kind === 'attribute'),
      };
    }
    if (expr.kind === 'string' || expr.kind === 'number' || expr.kind === 'constant') return nothing;
    if (expr.kind === 'binary') {
      const parts = [this.#term(expr.left, env, asker, near), this.#term(expr.right, env, asker, near)];
      return {
        columns: parts.flatMap(p => p.columns),
        bare: false,
        foreign: parts.some(p => p.foreign),
        remote: parts.some(p => p.remote),
        known: parts.every(p => p.known),
      };
    }
    if (expr.kind === 'list' || expr.kind === 'tuple') {
      const parts = expr.items.map(i => this.#term(i, env, asker, near));
      return { columns: parts.flatMap(p => p.columns), bare: false, foreign: false, remote: false, known: parts.every(p => p.known) };
    }
    const column = this.#columnOf(expr, env, asker, near);
    if (column) return { columns: [column], bare: true, foreign: false, remote: false, known: true };
    const value = this.#evaluator.evaluate(expr, env);
    return value.kind === 'constant' ? nothing : { ...nothing, known: false };
  }

  #columnOf(expr: Expr, env: Env, asker: Asker, near: readonly Table[]): Column | undefined {
    if (expr.kind === 'attribute') {
      const path = this.#names.classBehindPath(asker, expr.value);
      if (path) return columnOfClass(path, expr.attr.id);
      const table = expr.value.kind === 'attribute' && isColumns(expr.value.attr.id) ? this.#names.tableBehindPath(asker, expr.value.value) : undefined;
      if (table) return table.columns.get(expr.attr.id);
      // Before its value: a column of SQLModel's may be written as its default, `parent_id: int | None = None`.
      const owner = this.#unaliased(this.#evaluator.evaluate(expr.value, env), asker);
      const mapper = owner.kind === 'class' ? this.#mapperOf(owner) : undefined;
      const column = mapper && columnOfClass(mapper, expr.attr.id);
      if (column) return column;
    }
    return this.#column(this.#evaluator.evaluate(expr, env), near);
  }

  /** The class behind `aliased(Session)`, unless it is the one who asks: then the two sides of the condition must be kept apart. */
  #unaliased(value: Value, asker: Asker): Value {
    const of = value.kind === 'call' && callOf(value) === 'aliased' ? argument(value.node, 'element', 0) : undefined;
    const cls = of && value.kind === 'call' ? this.#evaluator.evaluate(of, value.env) : undefined;
    return cls?.kind === 'class' && this.#mapperOf(cls) !== asker ? cls : value;
  }

  /** The column that a value is: `User.id`, `users.c.id`, `User.__table__.c.id`, the `id` of a class body. */
  #column(value: Value, near: readonly Table[]): Column | undefined {
    if (value.kind === 'call') return this.#tables.meantBy(value.node, near);
    if (value.kind === 'subscript') {
      const index = value.node.kind === 'subscript' ? value.node.items[0]?.value : undefined;
      const name = index?.kind === 'string' ? index.value : undefined;
      return name === undefined ? undefined : this.#tableBehind(value.of)?.columns.get(name);
    }
    if (value.kind !== 'member') return undefined;
    const table = this.#tableBehind(value.of);
    if (table) return table.columns.get(value.name);
    // `aliased(Post).author_id` counts as the column behind it.
    const alias = value.of.kind === 'call' && callOf(value.of) === 'aliased' ? value.of : undefined;
    const first = alias?.node.args[0];
    const owner = alias && first ? this.#evaluator.evaluate(first.value, alias.env) : value.of;
    if (owner.kind !== 'class') return undefined;
    const mapper = this.#mapperOf(owner);
    return mapper && columnOfClass(mapper, value.name);
  }

  /** The column a value is, wherever it lies. */
  columnOfValue(value: Value, near: readonly Table[] = []): Column | undefined {
    return this.#column(value, near);
  }

  /** The table of `users.c` or `User.__table__.columns`. */
  #tableBehind(value: Value): Table | undefined {
    return value.kind === 'member' && isColumns(value.name) ? this.tableOf(value.of) : undefined;
  }

  /** The table that a value is: `Table(...)`, `User.__table__`. */
  tableOf(value: Value): Table | undefined {
    if (value.kind === 'table') return value.table;
    if (value.kind === 'call') return this.#tables.ofCall(value, undefined);
    if (value.kind === 'member' && value.name === '__table__' && value.of.kind === 'class') return this.#mapperOf(value.of)?.table;
    return undefined;
  }
}

const isColumns = (name: string): boolean => name === 'c' || name === 'columns';

const nothing: Term & { readonly known: boolean } = { columns: [], bare: false, foreign: false, remote: false, known: true };

/** The column behind a mapped attribute, own or inherited. */
export function columnOfClass(mapper: Mapper, name: string): Column | undefined {
  for (let it: Mapper | undefined = mapper; it; it = it.parent) {
    const column = it.columns.get(name);
    if (column) return column;
  }
  return undefined;
}
