import type { SqlalchemyVersion } from '../../config.ts';
import { parseInside } from '../../syntax/parse.ts';
import { readAnnotation } from '../annotations.ts';
import { sqlalchemyName } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import { stringOf } from '../values.ts';
import type { StartupError } from './failure.ts';
import { columnTypes } from './steps.ts';

/**
 * The error of `title: Mapped[String]`: an annotation names a type of Python, from which that of the column follows where the column gives none and
 * has no foreign key (orm/properties.py, `_init_column_for_annotation`). A base that gives types of its own to annotations may take any.
 */
export function annotatedType(project: Project, owner: Mapper, member: Member, version: SqlalchemyVersion): StartupError | undefined {
  if (member.kind !== 'column' || version === '1.4' || owner.imperative || owner.registry.flavor === 'sqlmodel' || member.conditional) return undefined;
  const { evaluator, hierarchy } = project;
  const { construct, definer } = member;
  const binding = evaluator.classBindings(definer.fact).get(member.key)?.at(-1);
  const annotation = binding?.kind === 'value' && binding.guard === 'always' ? binding.annotation : undefined;
  const read = annotation && readAnnotation(annotation, definer.env, evaluator);
  const node = read?.target?.kind === 'string' ? parseInside(read.target) : read?.target;
  if (binding?.kind !== 'value' || read?.wrapper !== 'Mapped' || read.collection !== undefined || !node || (binding.value && !construct)) return undefined;
  const isBare = construct?.call.args.every(
    a => !a.star && (a.name ? !typed.has(a.name.id) : stringOf(evaluator.evaluate(a.value, construct.env)) !== undefined),
  );
  const named = construct?.call.args.find(a => !a.name);
  const column = named && construct && stringOf(evaluator.evaluate(named.value, construct.env));
  const type = sqlalchemyName(evaluator.evaluate(node, definer.env));
  if (isBare === false || type === undefined || !columnTypes.has(type)) return undefined;
  const { mro, open } = hierarchy.lineage(owner.symbol);
  return open === undefined && mro.every(c => hierarchy.written(c, 'type_annotation_map') === undefined && hierarchy.written(c, 'registry') === undefined)
    ? { kind: 'annotated-type', type, node, column: column ?? member.key }
    : undefined;
}

/** What gives a column its type, or may give it one. */
const typed: ReadonlySet<string> = new Set(['type_', '__type_pos', 'column', 'args']);
