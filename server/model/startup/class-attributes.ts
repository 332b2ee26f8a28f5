import { comparePositions } from '../../base/ranges.ts';
import type { Expr } from '../../syntax/tree.ts';
import type { Construct } from '../members.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol } from '../values.ts';
import type { StartupError } from './failure.ts';

/** What a declarative base, or Flask-SQLAlchemy's `Model`, gives its classes beside what is written in them. */
const ofBases: ReadonlySet<string> = new Set(['metadata', 'registry', 'query', 'query_class', 'mro']);

/**
 * The first attribute in the arguments of a call that the mapped class it is read from does not have: Python raises it when the call is made. Classes
 * further down are not there yet, which is another error.
 */
export function unknownClassAttribute(project: Project, { call, env }: Construct): StartupError | undefined {
  const pending: Expr[] = call.args.flatMap(a => (a.star ? [] : [a.value]));
  for (let node = pending.shift(); node; node = pending.shift()) {
    if (node.kind === 'list' || node.kind === 'tuple') pending.push(...node.items);
    else if (node.kind === 'call') pending.push(...node.args.flatMap(a => (a.star ? [] : [a.value])));
    else if (node.kind === 'attribute' && node.value.kind === 'name' && !node.attr.id.startsWith('_')) {
      const of = project.evaluator.evaluate(node.value, env);
      const cls =
        of.kind === 'class' && of.cls.module === env.module && comparePositions(of.cls.fact.range.end, node.range.start) < 0
          ? project.ofSymbol(of.cls)
          : undefined;
      if (cls && !cls.imperative && isMissing(project, cls.symbol, node.attr.id)) return { kind: 'unknown-attribute', cls, name: node.attr.id, node };
    }
  }
  return undefined;
}

/** True when a mapped class certainly has no attribute of a name, whoever asks. */
export function isMissing(project: Project, symbol: ClassSymbol, name: string): boolean {
  const cls = project.ofSymbol(symbol);
  const { open, libraries } = project.hierarchy.lineage(symbol);
  if (ofBases.has(name)) return false;
  if (!cls || cls.open !== undefined || cls.table?.open !== undefined || cls.registry.flavor === 'sqlmodel' || open !== undefined) return false;
  if (libraries.some(it => !/^sqlalchemy\./.test(it)) || symbol.fact.scope.bindings.some(it => it.name.id === '__getattr__')) return false;
  return project.attribute(cls, name).kind === 'none' && project.hierarchy.attribute(symbol, name) === undefined;
}
