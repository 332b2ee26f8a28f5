import type { SqlalchemyVersion } from '../../config.ts';
import { parseInside } from '../../syntax/parse.ts';
import type { Expr } from '../../syntax/tree.ts';
import { hasStringAnnotations, lastName, readAnnotation, stripOptional } from '../annotations.ts';
import { libraryPath } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import type { Member } from '../members.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol } from '../values.ts';
import type { StartupError } from './failure.ts';
import { isDataclass } from './members.ts';

/**
 * The error of a name that a class body gives nothing but the annotation of a mapped class: `author: Mapped["Author"]` declares a column of that type,
 * and `author: "Author"` is no annotation that SQLAlchemy reads (declarative_base.py, `_collect_annotation`). Both are written for attributes that
 * a backref makes, where they belong under `if TYPE_CHECKING:`.
 */
export function undeclaredError(project: Project, owner: Mapper, member: Member, version: SqlalchemyVersion): StartupError | undefined {
  if (version === '1.4' || owner.imperative || owner.registry.flavor === 'sqlmodel' || member.conditional) return undefined;
  if (member.kind === 'column' ? member.construct !== undefined : member.kind !== 'plain' || member.definer !== owner.symbol) return undefined;
  const { evaluator, hierarchy } = project;
  const binding = evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1);
  const annotation = binding?.kind === 'value' && binding.guard === 'always' && !binding.value ? binding.annotation : undefined;
  if (!annotation) return undefined;
  const { env } = member.definer;
  const read = readAnnotation(annotation, env, evaluator, member.kind === 'plain' ? 'read' : undefined);
  const target = read?.target?.kind === 'string' ? parseInside(read.target) : read?.target;
  if (!read || !target || (read.wrapper !== 'Mapped' && read.wrapper !== 'none')) return undefined;
  const value = evaluator.evaluate(target, evaluator.moduleEnv(env.module));
  const cls = value.kind === 'class' ? project.ofSymbol(value.cls) : undefined;
  if (!cls || (member.kind === 'column') !== (read.wrapper === 'Mapped')) return undefined;
  if (read.wrapper === 'Mapped') {
    const late = !isThere(project, cls.symbol, owner.symbol, member.definer, target);
    const shown = hasStringAnnotations(env, evaluator) ? undefined : shownType(annotation);
    return { kind: 'annotated-class', cls, node: annotation, collection: read.collection, late, shown };
  }
  if (hierarchy.attribute(owner.symbol, '__allow_unmapped__') || isDataclass(project, owner)) return undefined;
  // `Something["Author"]` may be what SQLAlchemy takes for an attribute of its own.
  const whole = annotation.kind === 'string' ? parseInside(annotation) : annotation;
  const plain = whole && stripOptional(whole).expr;
  if (plain?.kind === 'subscript' && !/^(?:builtins|typing|collections)\./.test(libraryPath(evaluator.evaluate(plain.value, env)))) return undefined;
  return { kind: 'unmapped-annotation', node: annotation };
}

/** `Mapped[ForwardRef('Book')]`, as Python shows what an annotation holds; undefined for one that holds more. */
function shownType(annotation: Expr): string | undefined {
  const inner = annotation.kind === 'subscript' ? annotation.items[0]?.value : undefined;
  return inner?.kind === 'string' ? `sqlalchemy.orm.base.Mapped[ForwardRef('${inner.value}')]` : undefined;
}

/** True when the name of a class means something in the module of `definer` while the class statement of `user` is run. */
function isThere(project: Project, cls: ClassSymbol, user: ClassSymbol, definer: ClassSymbol, name: Expr): boolean {
  const { scope } = project.sources.facts(definer.module.uri) ?? {};
  const first = name.kind === 'attribute' ? undefined : lastName(name);
  const binding = scope?.bindings.findLast(b => b.name.id === first);
  if (binding?.kind === 'import') return binding.guard === 'always';
  return cls.module.uri === user.module.uri ? cls.fact.range.end.line < user.fact.range.start.line : true;
}
