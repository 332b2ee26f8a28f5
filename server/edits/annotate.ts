/** Gives written relationships their type: `posts = relationship("Post")` becomes `posts: Mapped[list["Post"]] = relationship("Post")`. */
import { sameRange } from '../base/ranges.ts';
import { isFlaskExtension } from '../model/library.ts';
import { isDataclass } from '../model/startup/members.ts';
import type { Assign, Call, FunctionDef } from '../syntax/tree.ts';
import { type Declared, madeBy } from './declared.ts';
import { layOut, lineWidth } from './layout.ts';
import { canImport, type Place, typeFor } from './mapped-type.ts';
import type { Rewrite } from './rewrite.ts';
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
export const annotate = (rewrite: Rewrite, it: Declared): string | undefined => rewrite.attempt(() => write(rewrite, it));

function write(rewrite: Rewrite, it: Declared): string | undefined {
  const { snapshot } = rewrite;
  const { project } = snapshot;
  const { member, construct } = it.provenance;
  if (!lacksType(it)) return 'it has a type';
  if (snapshot.sqlalchemy(member.uri).version === '1.4') return 'SQLAlchemy 1.4 does not know Mapped';
  if (member.uri !== member.definer.module.uri || construct.env.module.uri !== member.uri) return 'it is not written in the body of its class';
  const makes = madeBy(project, construct.call);
  if (makes.some(m => isDataclass(project, m.owner))) return 'the class is a dataclass: with a type it would become a field';
  if (makes.some(m => project.hierarchy.attribute(m.owner.symbol, '__allow_unmapped__'))) return 'the class asks for __allow_unmapped__';
  const callee = project.evaluator.evaluate(construct.call.func, construct.env);
  const flask = callee.kind === 'member' && isFlaskExtension(callee.of);
  // Its relationship() gives those its own query class, and for type checkers it is no Mapped.
  if (flask && makes.some(m => m.lazy === 'dynamic' || m.reverse.some(r => r.provenance.kind === 'backref' && r.lazy === 'dynamic')))
    return "only Flask-SQLAlchemy's own relationship() gives a dynamic one its query class, and it has no type";
  const [shape, ...others] = makes.map(m => shapeOf(project, m));
  if (!shape) return 'it is not known';
  if ('why' in shape) return shape.why;
  if (!others.every(other => !('why' in other) && sameShape(other, shape))) return 'the classes that take the mixin do not agree on its type';
  const place = rewrite.place(member.definer);
  if ('why' in place) return place.why;
  if (flask && !canImport(place, 'sqlalchemy.orm', 'relationship')) return "'relationship' means something else in its module";
  if (!rewrite.first(construct.call)) return undefined;
  for (const statement of place.cls.body) {
    if (statement.kind === 'assign' && statement.targets.some(t => sameRange(t.range, member.name.range))) {
      if (statement.targets.length !== 1 || !statement.value || !sameRange(statement.value.range, construct.call.range))
        return 'it is not written as one assignment';
      const type = typeFor(place, shape, 'mapped', 'optional');
      if (type === undefined) return 'its module cannot name the type';
      annotateAssignment(rewrite, place, statement, construct.call, type, flask ? place.imports.add('sqlalchemy.orm', 'relationship') : undefined);
      return undefined;
    }
    if (statement.kind === 'function' && sameRange(statement.name.range, member.name.range)) {
      const why = annotateFunction(rewrite, place, statement, shape);
      if (why === undefined && flask)
        rewrite.change.replaceRange(place.source.uri, construct.call.func.range, place.imports.add('sqlalchemy.orm', 'relationship'));
      return why;
    }
  }
  return 'it is not written in the body of its class';
}

const sameShape = (a: Shape, b: Shape): boolean =>
  a.target === b.target && a.optional === b.optional && a.lazy === b.lazy && a.collection?.kind === b.collection?.kind;

/** `callee` takes the place of what is called, if given. The line is laid out anew when the type makes it too long. */
function annotateAssignment({ change }: Rewrite, { source, cls }: Place, statement: Assign, call: Call, type: string, callee: string | undefined): void {
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
    if (callee !== undefined) change.replaceRange(source.uri, call.func.range, callee);
    return;
  }
  const head = `${text.slice(start, end)}: ${type} = ${callee ?? lines.slice(call.func.range)}`;
  const args = call.args.map(a => text.slice(lines.offset(a.range.start), lines.offset(a.range.end)));
  change.replace(source, start, lines.offset(statement.range.end), layOut(source, cls, head, args));
}

/** `@declared_attr` functions say it by what they return. */
function annotateFunction({ change }: Rewrite, place: Place, it: FunctionDef, shape: Shape): string | undefined {
  if (it.returns) return 'it has a type';
  const { text, lines } = place.source;
  const [first] = it.body;
  const name = lines.offset(it.name.range.end);
  const header = first && /^\(\s*\w*\s*,?\s*\)(?=\s*:)/.exec(text.slice(name, lines.offset(first.range.start)))?.[0];
  if (header === undefined) return 'its function is not laid out in a way that can be changed safely';
  const type = typeFor(place, shape, 'mapped', 'optional');
  if (type === undefined) return 'its module cannot name the type';
  change.insert(place.source, name + header.length, ` -> ${type}`);
  return undefined;
}
