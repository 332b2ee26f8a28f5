/** Moves the arguments of a relationship into another class, where other names may be known. */
import { callOf, libraryPath, sqlalchemyName } from '../model/library.ts';
import type { Given, MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { parseInside } from '../syntax/parse.ts';
import type { ClassDef, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Imports } from './imports.ts';
import { freeNames, importOf, registryName, topLevel } from './names.ts';
import { withLines } from './scan.ts';
import { indentAt, quoted, type Source } from './source.ts';

/** Between which classes arguments move. */
export interface Journey {
  readonly snapshot: Snapshot;
  readonly from: MappedClass;
  readonly fromSource: Source;
  readonly to: MappedClass;
  readonly toSource: Source;
  readonly toClass: ClassDef;
  readonly imports: Imports;
}

/** Arguments whose strings SQLAlchemy evaluates as Python. */
const evaluated: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'order_by']);

/** What those strings may call besides the names of classes and tables. */
const functions: ReadonlySet<string> = new Set(
  'and_ or_ not_ func desc asc foreign remote cast text case literal null true false nullsfirst nullslast nulls_first nulls_last'.split(' '),
);

/**
 * The argument as it must be written in the other class; undefined when its names would not mean the same there. `mirrored`: a join condition
 * that is seen from its other end there, so that what is `remote()` is no longer, and the rest is.
 */
export function carry(it: Journey, keyword: string, { node, env }: Given, mirrored = false): string | undefined {
  if (env.module.uri !== it.fromSource.uri) return asConstant(it, keyword, { node, env });
  const verbatim = dedented(it.fromSource, it.fromSource.lines.offset(node.range.start), it.fromSource.lines.slice(node.range));
  if (mirrored && verbatim.includes('remote(')) return turnedRound(it, { node, env });
  if (node.kind === 'string' || node.kind === 'number' || node.kind === 'constant') return verbatim;
  // In the class it comes from every name is known still: the new attribute stands behind it.
  if (it.from === it.to && env.key === undefined) return verbatim;
  const lambda = node.kind === 'lambda' ? it.snapshot.project.evaluator.evaluate(node, env) : undefined;
  if (evaluated.has(keyword))
    return (
      asString(it, node.kind === 'lambda' ? { node: node.body, env: lambda?.kind === 'lambda' ? lambda.env : env } : { node, env }, it.fromSource) ??
      asConstant(it, keyword, { node, env })
    );
  if (resolvesThere(it, { node, env })) return verbatim;
  return asConstant(it, keyword, { node, env });
}

/** A plain value, whatever it is computed from. */
function asConstant({ snapshot, toSource }: Journey, keyword: string, { node, env }: Given): string | undefined {
  const value = snapshot.project.evaluator.evaluate(node, env);
  if (value.kind !== 'constant') return undefined;
  switch (typeof value.value) {
    case 'string':
      return literal(toSource, value.value);
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'number':
      return String(value.value);
    default:
      // `None` of a name may be a value that is given later.
      return node.kind === 'name' || keyword === 'cascade' ? undefined : 'None';
  }
}

/** A text as a string literal in the quotes of a file; undefined when that takes more than quotes. */
function literal(source: Source, text: string): string | undefined {
  if (/[\\\r\n]/.test(text)) return undefined;
  const quote = [source.quote, '"', "'"].find(q => !text.includes(q));
  return quote === undefined ? undefined : quoted(text, quote);
}

/** The lines behind the first one as far in as they were against the line that the text begins in. */
function dedented(source: Source, at: number, text: string): string {
  const indent = indentAt(source.text, at);
  return withLines(text, '\n', line => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

/** True when every name of the expression means the same in the module of the other class; imports of libraries are written when missing. */
function resolvesThere(it: Journey, { node, env }: Given): boolean {
  const { snapshot, fromSource, toSource } = it;
  const { project } = snapshot;
  const names = freeNames(node);
  if (!names) return false;
  const missing: (readonly [string, string])[] = [];
  for (const name of names) {
    // A name of the class body the argument stands in.
    if (it.from.symbol.fact.scope.bindings.some(b => b.name.id === name.id)) return false;
    const here = topLevel(snapshot, fromSource.uri, name.id);
    if (!here) {
      if (!libraryPath(project.evaluator.evaluate(name, env)).startsWith('builtins.') || topLevel(snapshot, toSource.uri, name.id)) return false;
      continue;
    }
    if (fromSource === toSource) {
      if (here.guard !== 'always' || here.name.range.start.line >= it.toClass.range.start.line) return false;
      continue;
    }
    const there = topLevel(snapshot, toSource.uri, name.id);
    const wanted = importOf(project, here, it.from.symbol.module);
    if (!wanted || here.guard !== 'always') return false;
    if (there) {
      const found = importOf(project, there, it.to.symbol.module);
      if (found?.module !== wanted.module || found.attr !== wanted.attr) return false;
    } else {
      // An import of the workspace's own modules might close a circle.
      if (wanted.attr === undefined || wanted.attr !== name.id || project.modules.find(wanted.module, it.to.symbol.module)) return false;
      missing.push([wanted.module, wanted.attr]);
    }
  }
  for (const [module, attr] of missing) it.imports.add(module, attr);
  return true;
}

/** A join condition seen from its other end (relationships.py, `primaryjoin_reverse_remote`). */
function turnedRound(it: Journey, { node, env }: Given): string | undefined {
  const { project } = it.snapshot;
  if (node.kind === 'string') {
    const inside = parseInside(node);
    return inside && node.content ? asString(it, { node: inside, env: project.names.stringEnv(it.from, env) }, it.fromSource, true) : undefined;
  }
  return asString(it, { node: node.kind === 'lambda' ? node.body : node, env }, it.fromSource, true);
}

/** The expression as a string that SQLAlchemy evaluates with the names of the registry. `turn`: with `remote()` around the other columns. */
function asString(it: Journey, { node, env }: Given, { lines, text }: Source, turn = false): string | undefined {
  const { project } = it.snapshot;
  // Between two tables SQLAlchemy finds by itself which columns are remote.
  const marks = turn && it.from.table === it.to.table;
  const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const put = (expr: Expr, replacement: string): true => {
    changes.push({ start: lines.offset(expr.range.start), end: lines.offset(expr.range.end), text: replacement });
    return true;
  };
  const column = (expr: Expr, path: string): true => put(expr, marks && !within ? `remote(${path})` : path);
  let within = false;
  const visit = (expr: Expr): boolean => {
    switch (expr.kind) {
      case 'attribute':
      case 'name':
        return reference(expr);
      case 'call':
        return turn && sqlalchemyName(project.evaluator.evaluate(expr.func, env)) === 'remote'
          ? unmarked(expr)
          : visit(expr.func) && expr.args.every(a => !a.star && visit(a.value));
      case 'binary':
        return visit(expr.left) && visit(expr.right);
      case 'unary':
        return visit(expr.value);
      case 'list':
      case 'tuple':
        return expr.items.every(visit);
      case 'number':
      case 'constant':
        return true;
      case 'string':
        return expr.content !== undefined;
      default:
        return false;
    }
  };
  /** `remote(X)` as `X`. */
  const unmarked = (call: Extract<Expr, { kind: 'call' }>): boolean => {
    const [only] = call.args;
    if (!only || call.args.length !== 1) return false;
    const outer = within;
    within = true;
    put({ ...call, range: { start: call.range.start, end: only.value.range.start } }, '');
    const done = visit(only.value);
    put({ ...call, range: { start: only.value.range.end, end: call.range.end } }, '');
    within = outer;
    return done;
  };
  const reference = (expr: Extract<Expr, { kind: 'name' | 'attribute' }>): boolean => {
    const value = project.evaluator.evaluate(expr, env);
    const name = sqlalchemyName(value);
    if (name !== undefined) return functions.has(name) && put(expr, name);
    if (value.kind === 'class') {
      const mapped = project.ofSymbol(value.cls);
      const path = mapped && registryName(project, it.to, mapped);
      return path !== undefined && put(expr, path);
    }
    const table = project.tableOf(value);
    if (table) {
      const found = /^\w+$/.test(table.fullname) ? sole(project.lookup(it.to, table.fullname)) : undefined;
      return found?.kind === 'table' && found.table === table && put(expr, table.fullname);
    }
    if (expr.kind === 'attribute') {
      const owner = project.evaluator.evaluate(expr.value, env);
      const mapped = owner.kind === 'class' ? project.ofSymbol(owner.cls) : undefined;
      const path = mapped && registryName(project, it.to, mapped);
      if (mapped && sole(project.attribute(mapped, expr.attr.id))?.kind === 'column') return path !== undefined && column(expr, `${path}.${expr.attr.id}`);
      return visit(expr.value);
    }
    // A column of the class body the argument stands in.
    if (callOf(value) !== 'Column' && callOf(value) !== 'mapped_column') return false;
    const attribute = sole(project.attribute(it.from, expr.id));
    const path = registryName(project, it.to, it.from);
    return attribute?.kind === 'column' && path !== undefined && column(expr, `${path}.${expr.id}`);
  };
  if (!visit(node)) return undefined;
  let out = '';
  let at = lines.offset(node.range.start);
  for (const change of changes.sort((a, b) => a.start - b.start || a.end - b.end)) {
    out += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  out += text.slice(at, lines.offset(node.range.end));
  if (out.includes('#') || out.includes('\\')) return undefined;
  const line = out
    .replace(/\s*[\r\n]\s*/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/ ([)\]])/g, '$1')
    .replace(/^\((?!.*\).*\()(.*)\)$/, '$1');
  return literal(it.toSource, line);
}
