/** The names that a relationship gives for its target, as SQLAlchemy quotes them. */
import { parseInside } from '../../syntax/parse.ts';
import type { Expr } from '../../syntax/tree.ts';
import { dottedPath, hasStringAnnotations, stripOptional, unparsed } from '../annotations.ts';
import type { RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import { stringOf } from '../values.ts';

/** The name that is looked for, and the part of it at which the search of clsregistry.py ends. */
export function missingTarget(it: RelationshipAttribute, project: Project): { readonly text: string; readonly failed: string } {
  const given = it.argument('argument');
  const node = given?.node ?? it.annotation?.target;
  const computed = given && stringOf(project.evaluator.evaluate(given.node, given.env));
  const text = computed ?? (node?.kind === 'string' ? node.value.trim() : node && dottedPath(node)) ?? '';
  return { text, failed: lookedFor(project, it, text) };
}

/** The part of a dotted name at which the search of clsregistry.py ends, as it says so; the name itself where its beginning is no module of a class. */
export function lookedFor(project: Project, it: RelationshipAttribute, text: string): string {
  const [first = '', ...rest] = text.split('.');
  let at = project.classes.filter(c => c.registry.id === it.owner.registry.id).map(c => c.symbol.module.name.split('.'));
  at = at.flatMap(parts => parts.flatMap((part, i) => (part === first ? [parts.slice(i + 1)] : [])));
  if (at.length === 0 || rest.length === 0) return text;
  let module = first;
  for (const part of rest) {
    const inside = at.filter(parts => parts[0] === part).map(parts => parts.slice(1));
    if (inside.length === 0) return `Module '${module}' has no mapped classes registered under the name '${part}'`;
    module = part;
    at = inside;
  }
  return text;
}

/** The string with a generic type that stands for a target: `list[B]` of `Mapped["list[B]"]`; undefined for `List[Optional["B"]]`. */
export function genericTarget(it: RelationshipAttribute, project: Project): string | undefined {
  const given = it.argument('argument');
  if (given) return stringOf(project.evaluator.evaluate(given.node, given.env));
  if (!it.annotation?.quotedGeneric || it.provenance.kind !== 'declared') return undefined;
  const { member } = it.provenance;
  const annotation = member.kind === 'relationship' ? member.annotation : undefined;
  // The whole annotation is a string, where nothing else says that it is mapped.
  const kept = annotation?.kind !== 'string' || it.owner.registry.flavor === 'sqlmodel';
  if (annotation && kept && it.annotation.wrapper === 'none' && hasStringAnnotations(member.definer.env, project.evaluator)) return unparsed(annotation);
  const text = annotation && innermost(annotation);
  if (it.annotation.wrapper === 'none') return text?.value;
  const inside = text && parseInside(text);
  return inside && stripOptional(inside).expr === inside ? text.value : undefined;
}

function innermost(annotation: Expr): Extract<Expr, { kind: 'string' }> | undefined {
  if (annotation.kind === 'string') return annotation;
  const inner = annotation.kind === 'subscript' ? annotation.items[0]?.value : undefined;
  return inner && innermost(inner);
}
