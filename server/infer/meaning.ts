import type { Position, Range } from 'vscode-languageserver-protocol';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { ClassAttribute } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Table } from '../model/values.ts';
import type { Node } from '../syntax/locate.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { explain } from './answers.ts';
import { fieldModel } from './bound-class.ts';
import type { Environment } from './environment.ts';
import type { Certainty, Evidence } from './evidence.ts';
import type { Inference } from './infer.ts';
import { mappedBelow } from './members.ts';
import { possible, type Type } from './types.ts';

/** How sure it is that this is meant, and why; no evidence where the place itself says so. */
interface Sure {
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
}

/** Something of the model under the cursor, and the characters that name it. */
export type Entity =
  /** `inString`: Python tools see nothing there. `others`: what it is as well, for other classes that a mixin or the receiver may be of. */
  | ({
      readonly kind: 'relationship';
      readonly attribute: RelationshipAttribute;
      readonly others: readonly RelationshipAttribute[];
      readonly range: Range;
      readonly inString: boolean;
      readonly isDeclaration: boolean;
    } & Sure)
  | { readonly kind: 'class'; readonly cls: MappedClass; readonly range: Range; readonly inString: boolean }
  | { readonly kind: 'table'; readonly table: Table; readonly range: Range }
  | ({ readonly kind: 'column'; readonly column: Column; readonly on: MappedClass | undefined; readonly range: Range; readonly inString: boolean } & Sure)
  | { readonly kind: 'lazy'; readonly value: string; readonly attribute: RelationshipAttribute | undefined; readonly range: Range }
  | { readonly kind: 'cascade'; readonly token: string; readonly range: Range }
  /** A keyword of relationship() or backref(). */
  | { readonly kind: 'keyword'; readonly name: string; readonly range: Range }
  /** A variable or expression that holds something mapped. */
  | { readonly kind: 'value'; readonly type: Type; readonly range: Range };

/** What the place itself says. */
export const sure: Sure = { certainty: 'certain', evidence: [] };

/** A position in a file, the nodes around it, outermost first, and the names known there. */
export interface Place {
  readonly snapshot: Snapshot;
  readonly inference: Inference;
  readonly uri: string;
  readonly position: Position;
  readonly path: readonly Node[];
  readonly env: Environment;
}

/** An attribute read from something of a known type; `from` is that something where it is written. */
export function ofType(type: Type, name: string, range: Range, at: Place, inString: boolean, from?: Expr): Entity | undefined {
  if (type.kind === 'module' || (type.kind === 'class-object' && !fieldModel(type.cls, name, at))) {
    const member = at.inference.member(type, name);
    if (member.kind === 'class') return { kind: 'class', cls: member.cls, range, inString };
    return member.kind === 'instance' || member.kind === 'collection' || member.kind === 'query' ? { kind: 'value', type: member, range } : undefined;
  }
  const { project } = at.snapshot;
  const found: ClassAttribute[] = [];
  for (const one of possible(type)) {
    const classes: MappedClass[] =
      one.kind === 'instance' || one.kind === 'class' || isCollection(one) ? [one.cls] : one.kind === 'object' ? [...mappedBelow(at.inference, one.cls)] : [];
    const model = classes.length === 0 && (one.kind === 'object' || one.kind === 'class-object') ? fieldModel(one.cls, name, at) : undefined;
    if (model) classes.push(model);
    for (const cls of classes) found.push(...[sole(project.attribute(cls, name)) ?? []].flat());
    // Something else that may have an attribute of this name.
    const open = one.kind === 'object' || one.kind === 'foreign' || one.kind === 'library' || one.kind === 'class-object';
    if (classes.length === 0 && open && possible(type).length > 1 && !at.inference.guessing) return undefined;
  }
  const [first] = found;
  if (!first) {
    const member = type.kind === 'object' ? at.inference.member(type, name) : undefined;
    return member?.kind === 'instance' || member?.kind === 'collection' || member?.kind === 'query' ? { kind: 'value', type: member, range } : undefined;
  }
  const others = new Set(
    found.flatMap(f => (f.kind === 'relationship' && first.kind === 'relationship' && f.attribute !== first.attribute ? [f.attribute] : [])),
  );
  const why = from ? explain(at.inference, from, name, at.env) : [];
  // One of several, and the code does not tell which; what a mixin declares is all of them at once.
  const open = others.size > 0 && type.kind === 'either';
  return ofAttribute(first, range, inString, { certainty: at.inference.guessing || open ? 'probable' : 'certain', evidence: why }, [...others]);
}

/** `inspect(Post).relationships`, from which attributes are read by their names. */
const isCollection = (type: Type): type is Extract<Type, { kind: 'inspection' }> =>
  type.kind === 'inspection' && (type.of === 'attributes' || type.of === 'names');

/** An attribute of a class as an entity; undefined for what is neither a relationship nor a column. */
export function ofAttribute(
  found: ClassAttribute,
  range: Range,
  inString: boolean,
  why: Sure = sure,
  others: readonly RelationshipAttribute[] = [],
): Entity | undefined {
  switch (found.kind) {
    case 'relationship':
      return { kind: 'relationship', attribute: found.attribute, others, range, inString, isDeclaration: false, ...why };
    case 'column':
      return { kind: 'column', column: found.column, on: found.on, range, inString, ...why };
    case 'member':
      return undefined;
  }
}
