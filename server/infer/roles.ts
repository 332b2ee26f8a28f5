import type { Position } from 'vscode-languageserver-protocol';
import { touches } from '../base/ranges.ts';
import { sqlalchemyName } from '../model/library.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Node } from '../syntax/locate.ts';
import type { Argument, Call, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Calls whose string arguments are understood. */
const relationshipCalls: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship']);

/** What a string in the code stands for. `attributes` are the relationships its call declares, several in a mixin. */
export type StringRole =
  | {
      readonly kind: 'target' | 'backref' | 'back-populates' | 'secondary' | 'overlaps';
      readonly attributes: readonly RelationshipAttribute[];
      readonly call: Call;
    }
  /** Python in a string: `primaryjoin`, `order_by`, `foreign_keys` ... */
  | { readonly kind: 'expression'; readonly keyword: string; readonly attributes: readonly RelationshipAttribute[] }
  | { readonly kind: 'lazy' | 'cascade'; readonly attributes: readonly RelationshipAttribute[]; readonly reverse: boolean }
  /** `ForeignKey("table.column")` */
  | { readonly kind: 'foreign-key' }
  /** `association_proxy("target_collection", "attr")` */
  | { readonly kind: 'proxy'; readonly position: 0 | 1; readonly call: Call }
  | { readonly kind: 'getattr'; readonly call: Call }
  /** A type written in quotes, outside any call. */
  | { readonly kind: 'annotation' };

const byKeyword: Readonly<Record<string, 'target' | 'back-populates' | 'secondary' | 'overlaps' | 'backref'>> = {
  argument: 'target',
  back_populates: 'back-populates',
  secondary: 'secondary',
  overlaps: 'overlaps',
  backref: 'backref',
};
const expressions: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'order_by']);

/** The call of SQLAlchemy's around a position and the argument the position stands in. */
export interface CallPlace {
  readonly name: string;
  readonly call: Call;
  readonly argument: Argument | undefined;
  /** The keyword, also of an entry in `sa_relationship_kwargs={...}`; undefined for a positional argument. */
  readonly keyword: string | undefined;
  /** Of a positional argument. */
  readonly position: number;
  /** For `backref()`: the relationship() call it belongs to. */
  readonly outer: Call | undefined;
}

/** The innermost call of a known constructor around the end of a path; undefined when there is none. */
export function callAround(path: readonly Node[], position: Position, uri: string, snapshot: Snapshot): CallPlace | undefined {
  for (let i = path.length - 1; i >= 0; i--) {
    const call = path[i];
    if (call?.kind === 'class' || call?.kind === 'function' || call?.kind === 'lambda') return undefined;
    if (call?.kind !== 'call') continue;
    const argument = call.args.find(a => touches(a.range, position));
    if (!argument && touches(call.func.range, position)) continue;
    const module = snapshot.project.module(uri);
    const name = module && sqlalchemyName(snapshot.project.evaluator.evaluate(call.func, { module, frames: [] }));
    const plain = call.func.kind === 'name' ? call.func.id : '';
    const known = name ?? (plain === 'getattr' || plain === 'hasattr' || plain === 'setattr' ? plain : undefined);
    if (known === undefined) return undefined;
    const outer = path.slice(0, i).findLast((n): n is Call => n.kind === 'call');
    const positional = call.args.filter(a => !a.name);
    const index = argument ? positional.indexOf(argument) : positional.length;
    return {
      name: known,
      call,
      argument,
      keyword: argument?.name?.id === 'sa_relationship_kwargs' ? keyOfEntry(argument, position) : argument?.name?.id,
      position: index,
      outer,
    };
  }
  return undefined;
}

function keyOfEntry(argument: Argument, position: Position): string | undefined {
  if (argument.value.kind !== 'dict') return undefined;
  const entry = argument.value.entries.find(e => touches(e.value.range, position));
  return entry?.key?.kind === 'string' ? entry.key.value : undefined;
}

/** What the string at the end of a path stands for; undefined when that is nothing of ours. */
export function roleOf(path: readonly Node[], position: Position, uri: string, snapshot: Snapshot): StringRole | undefined {
  const place = callAround(path, position, uri, snapshot);
  if (!place) return path.some(n => n.kind === 'assign' || n.kind === 'function') ? { kind: 'annotation' } : undefined;
  const { name, call, keyword, outer } = place;
  if (relationshipCalls.has(name)) {
    const attributes = snapshot.project.declaredBy(uri, call.range);
    return ofKeyword(keyword ?? (place.position === 0 ? 'argument' : place.position === 1 ? 'secondary' : ''), attributes, call, false);
  }
  if (name === 'backref' && outer) {
    const attributes = snapshot.project.declaredBy(uri, outer.range);
    if (keyword === undefined ? place.position === 0 : keyword === 'name') return { kind: 'backref', attributes, call: outer };
    const reverse = attributes.flatMap(a => a.reverse.filter(r => r.provenance.kind === 'backref'));
    return ofKeyword(keyword ?? '', reverse, outer, true);
  }
  if (name === 'ForeignKey' && (keyword === undefined ? place.position === 0 : keyword === 'column')) return { kind: 'foreign-key' };
  if (name === 'Field' && keyword === 'foreign_key') return { kind: 'foreign-key' };
  if (name === 'ForeignKeyConstraint' && (keyword === 'refcolumns' || place.position === 1)) return { kind: 'foreign-key' };
  if (name === 'association_proxy' && (place.position === 0 || place.position === 1)) return { kind: 'proxy', position: place.position, call };
  if ((name === 'getattr' || name === 'hasattr' || name === 'setattr') && place.position === 1) return { kind: 'getattr', call };
  return undefined;
}

function ofKeyword(keyword: string, attributes: readonly RelationshipAttribute[], call: Call, reverse: boolean): StringRole | undefined {
  const kind = byKeyword[keyword];
  if (kind) return { kind, attributes, call };
  if (expressions.has(keyword)) return { kind: 'expression', keyword, attributes };
  return keyword === 'lazy' || keyword === 'cascade' ? { kind: keyword, attributes, reverse } : undefined;
}

/** The characters of a string up to a position; undefined where the string's text cannot be told from its spelling. */
export function typedUpTo(string: Str, position: Position): string | undefined {
  const { content } = string;
  if (!content || content.start.line !== position.line) return content && string.value === '' ? '' : undefined;
  return string.value.slice(0, Math.max(0, position.character - content.start.character));
}
