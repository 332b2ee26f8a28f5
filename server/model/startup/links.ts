import type { Expr } from '../../syntax/tree.ts';
import type { RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { sole } from '../resolution.ts';
import type { StartupError } from './failure.ts';

/** The error of a `back_populates` that finds no relationship; `exists` tells which implicit attributes have been made by then. */
export function linkError(it: RelationshipAttribute, project: Project, exists: (it: RelationshipAttribute) => boolean): StartupError | undefined {
  const populates = it.backPopulates;
  const target = sole(it.target);
  if (!populates || !target) return undefined;
  const computed = populates.name === undefined;
  // A callable or an attribute: 2.1 resolves it, older versions look for a property of that strange name.
  const early = populates.byReference && !computed && project.version(it.owner.at.uri) !== '2.1';
  if (early) {
    const given = it.argument('back_populates')?.node;
    const shown = given?.kind === 'lambda' ? `<function ${it.owner.symbol.fact.qualname}.<lambda> at 0x...>` : `${target.name}.${populates.name}`;
    return { kind: 'unknown-back-populates', name: shown, target };
  }
  if (computed || populates.name === undefined) return undefined;
  const found = project.attribute(target, populates.name);
  const missing: StartupError = { kind: 'unknown-back-populates', name: populates.name, target };
  if (found.kind === 'none') return missing;
  if (found.kind !== 'one') return undefined;
  const attribute = found.value;
  if (attribute.kind === 'relationship') return exists(attribute.attribute) ? undefined : missing;
  if (attribute.kind === 'column' || attribute.member.kind === 'property')
    return { kind: 'back-populates-not-a-relationship', name: populates.name, on: attribute.on, member: attribute.member };
  return attribute.member.kind === 'plain' ? missing : undefined;
}

/** The error of a `backref=` that is certainly neither a name nor `backref(...)`: a lambda, a function, a number, True. */
export function backrefNotAName(it: RelationshipAttribute, project: Project): StartupError | undefined {
  const { backref } = it;
  const value = backref && project.evaluator.evaluate(backref.node, backref.env);
  if (value?.kind === 'lambda' || value?.kind === 'function') return { kind: 'backref-not-a-name', type: 'function' };
  if (value?.kind !== 'constant') return undefined;
  if (value.value === true) return { kind: 'backref-not-a-name', type: 'bool' };
  return typeof value.value === 'number' && value.value !== 0 && Number.isInteger(value.value) ? { kind: 'backref-not-a-name', type: 'int' } : undefined;
}

/** The error of a dotted name or an expression that begins with the name of several classes. */
export function ambiguousName(name: string, node: Expr, it: RelationshipAttribute, project: Project): StartupError | undefined {
  const found = project.lookup(it.owner, name);
  if (found.kind !== 'many') return undefined;
  return { kind: 'ambiguous-target', candidates: found.candidates.flatMap(c => (c.kind === 'class' ? [c.mapper] : [])), begins: { name, node } };
}
