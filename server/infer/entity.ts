import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions, contains, sameRange } from '../base/ranges.ts';
import { sole } from '../model/resolution.ts';
import type { Node } from '../syntax/locate.ts';
import type { ClassDef, Expr, Name } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Answer, certainly, explain, probably } from './answers.ts';
import { boundModel, mappedBy, namesAnother } from './bound-class.ts';
import type { Hint } from './context.ts';
import { declaredAt } from './declarations.ts';
import { computedBackref, inString, lazyConstant } from './in-string.ts';
import type { Inference } from './infer.ts';
import { ofKeyword } from './keywords.ts';
import { type Entity, ofAttribute, ofType, type Place, sure } from './meaning.ts';
import { callAround } from './roles.ts';
import { informed } from './told.ts';

export type { Entity, Place } from './meaning.ts';

/** What is under the cursor, for certain or probably; undefined when it is nothing of ours. `hint`: what somebody else says of the receiver. */
export function entityAt(snapshot: Snapshot, uri: string, position: Position, hint?: Hint): Entity | undefined {
  return meantAt(snapshot, uri, position, hint).entity;
}

/** What is at a position, for certain or probably, and the place as the code alone lets it be known; neither when the file cannot be read. */
export function meantAt(snapshot: Snapshot, uri: string, position: Position, hint?: Hint): { readonly entity?: Entity | undefined; readonly place?: Place } {
  const place = placeAt(snapshot, certainly(snapshot), uri, position);
  if (!place) return {};
  const certain = entityOf(place);
  if (certain || !isGuessable(place.path)) return { entity: certain, place };
  const guessed = placeAt(snapshot, hint ? informed(snapshot, hint) : probably(snapshot), uri, position);
  const entity = guessed && entityOf(guessed);
  return { entity: entity?.kind === 'relationship' || entity?.kind === 'column' ? entity : undefined, place };
}

/** True for what is read from something: its name can tell what that is. */
function isGuessable(path: readonly Node[]): boolean {
  const leaf = path.at(-1);
  const listed = leaf?.kind === 'string' && (path.at(-2)?.kind === 'list' || path.at(-2)?.kind === 'tuple');
  const parent = path.at(listed ? -3 : -2);
  return (parent?.kind === 'attribute' && parent.attr === leaf) || (parent?.kind === 'call' && !parent.args.some(a => a.value === leaf && a.name));
}

/** What an expression of a file is, for certain or probably; `attr` is what is read from it. */
export function receiverAt(snapshot: Snapshot, uri: string, expr: Expr, attr: string | undefined): Answer {
  for (const inference of [certainly(snapshot), probably(snapshot)]) {
    const env = inference.at(uri, expr.range.end)?.env;
    if (!env) break;
    const type = attr === undefined ? inference.typeOf(expr, env) : inference.receiver(expr, attr, env);
    if (type.kind === 'unknown' || type.kind === 'none') continue;
    return { type, certainty: inference.guessing ? 'probable' : 'certain', evidence: explain(inference, expr, attr, env) };
  }
  return { type: { kind: 'unknown' }, certainty: 'certain', evidence: [] };
}

/** Undefined when the file cannot be read. */
export function placeAt(snapshot: Snapshot, inference: Inference, uri: string, position: Position): Place | undefined {
  const here = inference.at(uri, position);
  return here && { snapshot, inference, uri, position, path: here.path, env: here.env };
}

/** What is at a place; undefined when it is nothing of ours. */
export function entityOf(at: Place): Entity | undefined {
  const leaf = at.path.at(-1);
  switch (leaf?.kind) {
    case 'string':
      return inString(leaf, at);
    case 'fstring':
      return computedBackref(leaf, at);
    case 'constant':
      return lazyConstant(leaf, at);
    case 'name':
      return atName(leaf, at);
    default:
      return undefined;
  }
}

function atName(leaf: Name, at: Place): Entity | undefined {
  const { snapshot, inference, path, env, uri } = at;
  const parent = path.at(-2);
  if (!parent || parent.kind === 'import' || parent.kind === 'import-from') return imported(leaf, at);
  if (parent.kind === 'attribute' && parent.attr === leaf)
    return ofType(inference.receiver(parent.value, leaf.id, env), leaf.id, leaf.range, at, false, parent.value);
  if (parent.kind === 'class' && parent.name === leaf) {
    const cls = snapshot.project.inFile(uri).find(c => sameRange(c.at.range, leaf.range));
    return cls && { kind: 'class', cls, range: leaf.range, inString: false };
  }
  const scope = path.slice(0, -1).findLast(n => n.kind === 'class' || n.kind === 'function' || n.kind === 'lambda');
  if (parent.kind === 'assign' && parent.targets.includes(leaf) && scope?.kind === 'class') return declared(leaf, at, scope);
  if ((parent.kind === 'function' || parent.kind === 'lambda') && parent.params.some(p => p.name === leaf)) return undefined;
  if (parent.kind === 'match') {
    const named = parent.cases.flatMap(c => c.keywords).find(k => k.name === leaf);
    const of = named && inference.typeOf(named.className, env);
    if (named) return of?.kind === 'class' ? ofType({ kind: 'instance', cls: of.cls }, leaf.id, leaf.range, at, false) : undefined;
  }
  const around = path.at(-3);
  if (parent.kind === 'function' && parent.name === leaf) return declared(leaf, at, around?.kind === 'class' ? around : undefined);
  if (parent.kind === 'call') {
    const argument = parent.args.find(a => a.name === leaf);
    // `properties=dict(posts=relationship(...))`
    if (argument) return declaredAt(leaf.range, at, false) ?? keyword(leaf, parent, at);
  }
  const own = scope?.kind === 'class' && ownAttribute(leaf, scope, at);
  if (own) return own;
  const type = inference.typeOf(leaf, env);
  if (type.kind === 'class') return { kind: 'class', cls: type.cls, range: leaf.range, inString: false };
  return type.kind === 'unknown' || type.kind === 'library' || type.kind === 'module' ? undefined : { kind: 'value', type, range: leaf.range };
}

function imported(leaf: Name, { snapshot, inference, path, env }: Place): Entity | undefined {
  const parent = path.at(-1) === leaf ? path.at(-2) : path.at(-1);
  if (parent?.kind !== 'import-from') return undefined;
  const found = parent.names.find(n => n.name === leaf || n.alias === leaf);
  const module = found && snapshot.project.modules.absolute(parent.level, parent.module.map(n => n.id).join('.'), env.module);
  if (!found || module === undefined) return undefined;
  const type = inference.fromValue(snapshot.project.evaluator.fromModule(module, found.name.id, env.module));
  return type.kind === 'class' ? { kind: 'class', cls: type.cls, range: leaf.range, inString: false } : undefined;
}

/** The name on the left of `posts = relationship(...)`, in a model or in a mixin; or one that stands for an attribute known from elsewhere. */
function declared(leaf: Name, at: Place, scope: ClassDef | undefined): Entity | undefined {
  const { snapshot, uri } = at;
  const { project } = snapshot;
  const made = declaredAt(leaf.range, at, false);
  if (made) return made;
  const cls = project.inFile(uri).find(c => c.members.some(m => m.uri === uri && sameRange(m.name.range, leaf.range)));
  const column = cls?.columns.get(leaf.id);
  if (column) return { kind: 'column', column, on: cls, range: leaf.range, inString: false, ...sure };
  return scope && (typeCheckingStub(leaf, scope, at) ?? schemaField(leaf, at));
}

/** A name in a class body that stands for an attribute declared above it: `entries = synonym(posts)`, `foreign_keys=[author_id]`. */
function ownAttribute(leaf: Name, scope: ClassDef, { snapshot, uri }: Place): Entity | undefined {
  if (comparePositions(leaf.range.start, scope.name.range.end) < 0 || !scope.body.some(s => contains(s.range, leaf.range))) return undefined;
  const [cls] = mappedBy(snapshot, uri, scope);
  const declared = cls?.members.find(m => m.uri === uri && m.name.id === leaf.id && contains(scope.range, m.name.range));
  const found = cls && declared && comparePositions(declared.name.range.end, leaf.range.start) < 0 ? sole(snapshot.project.attribute(cls, leaf.id)) : undefined;
  return found && ofAttribute(found, leaf.range, false);
}

/** `author: Mapped["User"]` under `if TYPE_CHECKING:`, which tells type checkers of an implicit attribute. */
function typeCheckingStub(leaf: Name, scope: ClassDef, { snapshot, uri, path }: Place): Entity | undefined {
  const statement = path.at(-2);
  if (statement?.kind !== 'assign' || statement.value || path.at(-3)?.kind !== 'if') return undefined;
  const found = mappedBy(snapshot, uri, scope).flatMap(cls => {
    const it = sole(snapshot.project.attribute(cls, leaf.id));
    return it?.kind === 'relationship' ? [it.attribute] : [];
  });
  const [attribute, ...others] = [...new Set(found)];
  return attribute && { kind: 'relationship', attribute, others, range: leaf.range, inString: false, isDeclaration: true, ...sure };
}

/** `author = fields.Nested(UserSchema)` in a schema of `Post`. */
function schemaField(leaf: Name, at: Place): Entity | undefined {
  const statement = at.path.at(-2);
  const cls = statement?.kind === 'assign' && !namesAnother(statement.value) ? boundModel(at.path, at) : undefined;
  const found = cls && sole(at.snapshot.project.attribute(cls, leaf.id));
  return found?.kind === 'relationship' ? ofAttribute(found, leaf.range, false) : undefined;
}

/** `Post(author=...)`, `PostFactory.create(author=...)`, `filter_by(author=...)`, or a keyword of relationship() itself. */
function keyword(leaf: Name, call: Extract<Expr, { kind: 'call' }>, at: Place): Entity | undefined {
  const place = callAround(at.path, at.position, at.uri, at.snapshot);
  if (place?.call === call && ['relationship', 'relation', 'dynamic_loader', 'backref', 'Relationship'].includes(place.name))
    return { kind: 'keyword', name: leaf.id, range: leaf.range };
  return ofKeyword(leaf.id, leaf.range, call, at, false);
}
