/**
 * Tells type checkers of implicit attributes: `if TYPE_CHECKING: author: Mapped["User"]` in the class that receives them. Python never runs the
 * block, so that nothing changes for SQLAlchemy.
 */
import { lastName } from '../model/annotations.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { isDataclass } from '../model/startup/members.ts';
import type { Assign, ClassDef, If, Stmt } from '../syntax/tree.ts';
import { bodyIndent, indentUnit, insertAttribute } from './class-body.ts';
import { type Place, typeFor } from './mapped-type.ts';
import type { Rewrite } from './rewrite.ts';
import { type Shape, shapeOf } from './shape.ts';
import { type Change, indentAt, lineEnd, lineStart, nextLine, type Source } from './source.ts';

/** The implicit attributes of a class that its body does not declare. */
export function undeclared(cls: MappedClass): readonly RelationshipAttribute[] {
  const written = new Set(cls.symbol.fact.scope.bindings.map(b => b.name.id));
  return [...cls.own.values()].filter(it => it.provenance.kind === 'backref' && !written.has(it.name));
}

/** Declares implicit attributes of one class; those that cannot be, with the reason. */
export function declare(
  rewrite: Rewrite,
  cls: MappedClass,
  attributes: readonly RelationshipAttribute[],
): readonly { readonly attribute: RelationshipAttribute; readonly why: string }[] {
  const { project } = rewrite.snapshot;
  const place = rewrite.place(cls.symbol);
  if ('why' in place) return attributes.map(attribute => ({ attribute, why: place.why }));
  const left: { readonly attribute: RelationshipAttribute; readonly why: string }[] = [];
  const nowhere = rewrite.attempt(() => {
    const lines: string[] = [];
    for (const attribute of attributes) {
      const why = rewrite.attempt(() => {
        const shape = shapeOf(project, attribute);
        if ('why' in shape) return shape.why;
        const line = declarationOf(place, cls, attribute.name, shape);
        if (line === undefined) return 'its module cannot name the type';
        lines.push(line);
        return undefined;
      });
      if (why !== undefined) left.push({ attribute, why });
    }
    return lines.length === 0 || write(rewrite, place, lines) ? undefined : 'the body of the class has no place for it';
  });
  return nowhere === undefined ? left : attributes.map(attribute => ({ attribute, why: nowhere }));
}

/** One line of the block; undefined when the module cannot say the type. */
function declarationOf(place: Place, cls: MappedClass, name: string, shape: Shape): string | undefined {
  const { snapshot } = place;
  const { project } = snapshot;
  // What is a field for type checkers must be none of the constructor's.
  if (cls.registry.flavor === 'sqlmodel') {
    const type = typeFor(place, shape, 'plain', 'unchecked');
    return type && `${name}: ${type} = ${place.imports.add('sqlmodel', 'Relationship')}()`;
  }
  const type = typeFor(place, shape, snapshot.sqlalchemy(place.source.uri).version === '1.4' ? 'plain' : 'mapped', 'unchecked');
  if (type === undefined || !isDataclass(project, cls)) return type && `${name}: ${type}`;
  return `${name}: ${type} = ${place.imports.add('sqlalchemy.orm', 'relationship')}(init=False)`;
}

/** Adds lines to the block for type checkers of a class, which is made when there is none. */
function write({ change }: Rewrite, { source, cls, imports }: Place, lines: readonly string[]): boolean {
  const { text, eol } = source;
  const block = cls.body.find(isTypeCheckingBlock);
  const last = block?.body.at(-1);
  if (block && last) {
    if (last.range.start.line === block.range.start.line) return false;
    const indent = indentAt(text, source.lines.offset(last.range.start));
    change.insert(source, lineEnd(text, source.lines.offset(last.range.end)), lines.map(line => `${eol}${indent}${line}`).join(''));
    return true;
  }
  const inner = bodyIndent(source, cls) + indentUnit(source);
  const code = [`if ${imports.add('typing', 'TYPE_CHECKING')}:`, ...lines.map(line => inner + line)].join(eol);
  return insertAttribute(change, source, cls, code, { apart: true });
}

/** `if TYPE_CHECKING:` without `else`. */
export const isTypeCheckingBlock = (it: Stmt): it is If => it.kind === 'if' && it.orElse.length === 0 && lastName(it.test) === 'TYPE_CHECKING';

/** An attribute that a class body declares for type checkers only. */
export interface TypeDeclaration {
  readonly statement: Assign;
  readonly block: If;
  readonly name: string;
}

/** The declarations of a class body, in order. */
export function typeDeclarations(cls: ClassDef): readonly TypeDeclaration[] {
  return cls.body.filter(isTypeCheckingBlock).flatMap(block =>
    block.body.flatMap(statement => {
      if (statement.kind !== 'assign' || !statement.annotation || statement.augmented) return [];
      const [target] = statement.targets;
      return target?.kind === 'name' ? [{ statement, block, name: target.id }] : [];
    }),
  );
}

/** Takes a declaration out, and the block when it held nothing else. */
export function removeDeclaration(change: Change, source: Source, { statement, block }: TypeDeclaration): void {
  const gone = block.body.length === 1 ? block : statement;
  const start = lineStart(source.text, source.lines.offset(gone.range.start));
  change.replace(source, start, nextLine(source.text, source.lines.offset(gone.range.end)), '');
}
