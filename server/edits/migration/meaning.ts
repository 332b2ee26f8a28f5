import { sqlalchemyName } from '../../model/library.ts';
import type { Given, MappedClass } from '../../model/mapped.ts';
import type { Project } from '../../model/project.ts';
import { sole } from '../../model/resolution.ts';
import type { Env, Table, Value } from '../../model/values.ts';
import { parseInside } from '../../syntax/parse.ts';
import type { Expr } from '../../syntax/tree.ts';

/** Arguments whose strings SQLAlchemy evaluates as Python. */
const evaluated: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'order_by']);

/**
 * What an argument of a relationship of `cls` says, in words that are the same wherever and however it is written: names are replaced by what
 * they stand for. Two arguments of equal meaning are equal to SQLAlchemy; of what is not understood the text itself is the meaning.
 */
export function meaningOf(project: Project, cls: MappedClass, keyword: string, { node, env }: Given, sourceOf: (env: Env, expr: Expr) => string): string {
  const { evaluator } = project;
  const near = tablesOf(cls);
  const print = (expr: Expr, at: Env): string => {
    switch (expr.kind) {
      case 'string': {
        const inside = evaluated.has(keyword) && expr === node ? parseInside(expr) : undefined;
        return inside ? print(inside, project.names.stringEnv(cls, at)) : JSON.stringify(expr.value);
      }
      case 'name':
      case 'attribute':
        return reference(expr, at);
      case 'number':
        return expr.value === undefined ? sourceOf(env, expr) : String(expr.value);
      case 'constant':
        return expr.value;
      case 'call': {
        const name = sqlalchemyName(evaluator.evaluate(expr.func, at));
        const args = expr.args.map(a => `${a.star ?? ''}${a.name ? `${a.name.id}=` : ''}${print(a.value, at)}`);
        return name === 'remote' ? args.join() : `${print(expr.func, at)}(${args.join()})`;
      }
      case 'binary':
        return `(${print(expr.left, at)}${expr.op}${print(expr.right, at)})`;
      case 'unary':
        return `${expr.op}(${print(expr.value, at)})`;
      case 'list':
      case 'tuple':
        // One column is as good as a list of it.
        return expr.items.map(i => print(i, at)).join();
      case 'dict':
        return `{${expr.entries.map(e => `${e.key ? print(e.key, at) : '**'}:${print(e.value, at)}`).join()}}`;
      case 'lambda': {
        const made = evaluator.evaluate(expr, at);
        return evaluated.has(keyword) && expr.params.length === 0 ? print(expr.body, made.kind === 'lambda' ? made.env : at) : sourceOf(env, expr);
      }
      default:
        return sourceOf(env, expr);
    }
  };
  const reference = (expr: Extract<Expr, { kind: 'name' | 'attribute' }>, at: Env): string => {
    const value = evaluator.evaluate(expr, at);
    const known = thing(project, value, near);
    if (known !== undefined) return known;
    if (expr.kind === 'name') return expr.id;
    const owner = evaluator.evaluate(expr.value, at);
    const mapped = owner.kind === 'class' ? project.ofSymbol(owner.cls) : project.names.classBehindPath(cls, expr.value);
    const attribute = mapped && sole(project.attribute(mapped, expr.attr.id));
    if (attribute?.kind === 'column') return `${attribute.column.table.fullname}.${attribute.column.key}`;
    return `${mapped ? mapped.id : print(expr.value, at)}.${expr.attr.id}`;
  };
  // A text that is put together is read as what comes of it.
  const whole = evaluated.has(keyword) && node.kind !== 'string' ? evaluator.evaluate(node, env) : undefined;
  if (whole?.kind === 'constant' && typeof whole.value === 'string') {
    const inside = parseInside({ kind: 'string', value: whole.value, range: node.range });
    if (inside) return print(inside, project.names.stringEnv(cls, env));
  }
  return print(node, env);
}

/** What a value is, whatever it is called where it is named. */
function thing(project: Project, value: Value, near: readonly Table[]): string | undefined {
  const column = project.columnOf(value, near);
  if (column) return `${column.table.fullname}.${column.key}`;
  const table = project.tableOf(value);
  if (table) return table.fullname;
  switch (value.kind) {
    case 'constant':
      return JSON.stringify(value.value);
    case 'class':
      return value.cls.id;
    case 'library':
      return sqlalchemyName(value) ?? value.path;
    default:
      return undefined;
  }
}

const tablesOf = (cls: MappedClass): readonly Table[] => [...(cls.table ? [cls.table] : []), ...(cls.parent ? tablesOf(cls.parent) : [])];
