/** Gives written relationships their type: `posts = relationship("Post")` becomes `posts: Mapped[list["Post"]] = relationship("Post")`. */
import { sameRange } from '../base/ranges.ts';
import { isDataclass } from '../model/startup/members.ts';
import type { Assign, Call, FunctionDef } from '../syntax/tree.ts';
import { type Declared, madeBy } from './declared.ts';
import { layOut, lineWidth } from './layout.ts';
import { type Place, typeFor } from './mapped-type.ts';
import type { Rewriting } from './rewriting.ts';
import { type Shape, shapeOf } from './shape.ts';
import { lineEnd, lineStart } from './source.ts';

/** True for a relationship without a type, where one could stand. */
export function lacksType(it: Declared): boolean {
  const { member, construct } = it.provenance;
  return member.kind === 'relationship' && !member.annotation && construct.name !== 'Relationship';
}

/**
 * Writes the type of a relationship; returns why it cannot be. The annotation decides for SQLAlchemy whether there is a collection
 * (`RelationshipProperty.declarative_scan`), so only what is known for certain is written.
 */
export function annotate(rewriting: Rewriting, it: Declared): string | undefined {
  const { snapshot } = rewriting;
  const { project } = snapshot;
  const { member, construct } = it.provenance;
  if (!lacksType(it)) return 'it has a type';
  if (snapshot.sqlalchemy(member.uri).version === '1.4') return 'SQLAlchemy 1.4 does not know Mapped';
  if (member.uri !== member.definer.module.uri || construct.env.module.uri !== member.uri) return 'it is not written in the body of its class';
  const makes = madeBy(project, construct.call);
  if (makes.some(m => isDataclass(project, m.owner))) return 'the class is a dataclass: with a type it would become a field';
  if (makes.some(m => project.hierarchy.attribute(m.owner.symbol, '__allow_unmapped__'))) return 'the class asks for __allow_unmapped__';
  const [shape, ...others] = makes.map(m => shapeOf(project, m, 'possible'));
  if (!shape) return 'it is not known';
  if ('why' in shape) return shape.why;
  if (!others.every(other => !('why' in other) && sameShape(other, shape))) return 'the classes that take the mixin do not agree on its type';
  const place = rewriting.place(member.definer);
  if ('why' in place) return place.why;
  if (!rewriting.first(construct.call)) return undefined;
  for (const statement of place.cls.body) {
    if (statement.kind === 'assign' && statement.targets.some(t => sameRange(t.range, member.name.range))) {
      if (statement.targets.length !== 1 || statement.value !== construct.call) return 'it is not written as one assignment';
      const type = typeFor(place, shape, 'mapped');
      if (type === undefined) return 'its module cannot name the type';
      annotateAssignment(rewriting, place, statement, construct.call, type);
      return undefined;
    }
    if (statement.kind === 'function' && sameRange(statement.name.range, member.name.range)) return annotateFunction(rewriting, place, statement, shape);
  }
  return 'it is not written in the body of its class';
}

const sameShape = (a: Shape, b: Shape): boolean =>
  a.target === b.target && a.optional === b.optional && a.lazy === b.lazy && a.collection?.kind === b.collection?.kind;

/** The line is laid out anew when the type makes it too long. */
function annotateAssignment({ change }: Rewriting, { source, cls }: Place, statement: Assign, call: Call, type: string): void {
  const { text, lines } = source;
  const [target] = statement.targets;
  if (!target) return;
  const end = lines.offset(target.range.end);
  const start = lines.offset(statement.range.start);
  const last = lineEnd(text, lines.offset(statement.range.end));
  const fits = last - lineStart(text, start) + type.length + 2 <= lineWidth(source);
  const tail = text.slice(lines.offset(statement.range.end), last);
  if (fits || statement.range.start.line !== statement.range.end.line || tail.trim() !== '') {
    change.insert(source, end, `: ${type}`);
    return;
  }
  const head = `${text.slice(start, end)}: ${type} = ${lines.slice(call.func.range)}`;
  const args = call.args.map(a => text.slice(lines.offset(a.range.start), lines.offset(a.range.end)));
  change.replace(source, start, lines.offset(statement.range.end), layOut(source, cls, head, args));
}

/** `@declared_attr` functions say it by what they return. */
function annotateFunction({ change }: Rewriting, place: Place, it: FunctionDef, shape: Shape): string | undefined {
  if (it.returns) return 'it has a type';
  const { text, lines } = place.source;
  const [first] = it.body;
  const name = lines.offset(it.name.range.end);
  const header = first && /^\(\s*\w*\s*,?\s*\)(?=\s*:)/.exec(text.slice(name, lines.offset(first.range.start)))?.[0];
  if (header === undefined) return 'its function is not laid out in a way that can be changed safely';
  const type = typeFor(place, shape, 'mapped');
  if (type === undefined) return 'its module cannot name the type';
  change.insert(place.source, name + header.length, ` -> ${type}`);
  return undefined;
}
