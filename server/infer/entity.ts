import type { Position, Range } from 'vscode-languageserver-protocol';
import { sameRange } from '../base/ranges.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { ClassAttribute } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Column, Table } from '../model/values.ts';
import { type Node, pathTo } from '../syntax/locate.ts';
import { parseInside } from '../syntax/parse.ts';
import type { Expr, Name, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Answer, certainly, explain, probably } from './answers.ts';
import type { Environment } from './environment.ts';
import type { Certainty, Evidence } from './evidence.ts';
import type { Inference } from './infer.ts';
import { mappedBelow } from './members.ts';
import { callAround, roleOf } from './roles.ts';
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

const sure: Sure = { certainty: 'certain', evidence: [] };

/** What is under the cursor, for certain or probably; undefined when it is nothing of ours. */
export function entityAt(snapshot: Snapshot, uri: string, position: Position): Entity | undefined {
  const certain = seen(snapshot, certainly(snapshot), uri, position);
  if (certain.entity || !certain.guessable) return certain.entity;
  const { entity } = seen(snapshot, probably(snapshot), uri, position);
  return entity?.kind === 'relationship' || entity?.kind === 'column' ? entity : undefined;
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

function seen(
  snapshot: Snapshot,
  inference: Inference,
  uri: string,
  position: Position,
): { readonly entity?: Entity | undefined; readonly guessable: boolean } {
  const here = inference.at(uri, position);
  const leaf = here?.path.at(-1);
  if (!here || !leaf) return { guessable: false };
  const at: Place = { snapshot, inference, uri, position, path: here.path, env: here.env };
  const parent = here.path.at(-2);
  const guessable = (parent?.kind === 'attribute' && parent.attr === leaf) || (parent?.kind === 'call' && !parent.args.some(a => a.value === leaf && a.name));
  if (leaf.kind === 'string') return { entity: inString(leaf, at), guessable };
  if (leaf.kind === 'fstring') return { entity: computedBackref(leaf, at), guessable: false };
  if (leaf.kind === 'constant') return { entity: lazyConstant(leaf, at), guessable: false };
  return { entity: leaf.kind === 'name' ? atName(leaf, at) : undefined, guessable };
}

interface Place {
  readonly snapshot: Snapshot;
  readonly inference: Inference;
  readonly uri: string;
  readonly position: Position;
  readonly path: readonly Node[];
  readonly env: Environment;
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
  const owner = path.findLast(n => n.kind === 'class');
  if (parent.kind === 'assign' && parent.targets.includes(leaf) && path.at(-3) === owner) return declared(leaf, at);
  if (parent.kind === 'function' && parent.name === leaf) return declared(leaf, at);
  if (parent.kind === 'call') {
    const argument = parent.args.find(a => a.name === leaf);
    if (argument) return keyword(leaf, parent, at);
  }
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

/** The name on the left of `posts = relationship(...)`, in a model or in a mixin. */
function declared(leaf: Name, { snapshot, uri }: Place): Entity | undefined {
  const { project } = snapshot;
  const made = project.classes
    .flatMap(c => [...c.own.values()])
    .filter(r => r.provenance.kind === 'declared' && r.at.uri === uri && sameRange(r.at.range, leaf.range));
  const [first, ...others] = made;
  if (first) return { kind: 'relationship', attribute: first, others, range: leaf.range, inString: false, isDeclaration: true, ...sure };
  const cls = project.inFile(uri).find(c => c.members.some(m => m.uri === uri && sameRange(m.name.range, leaf.range)));
  const column = cls?.columns.get(leaf.id);
  return column && { kind: 'column', column, on: cls, range: leaf.range, inString: false, ...sure };
}

/** `Post(author=...)`, `filter_by(author=...)`, or a keyword of relationship() itself. */
function keyword(leaf: Name, call: Extract<Expr, { kind: 'call' }>, at: Place): Entity | undefined {
  const { inference, env, uri, snapshot } = at;
  const place = callAround(at.path, at.position, uri, snapshot);
  if (place?.call === call && ['relationship', 'relation', 'dynamic_loader', 'backref', 'Relationship'].includes(place.name))
    return { kind: 'keyword', name: leaf.id, range: leaf.range };
  const callee = inference.typeOf(call.func, env);
  if (callee.kind === 'class') return ofType({ kind: 'instance', cls: callee.cls }, leaf.id, leaf.range, at, false);
  if (callee.kind === 'method' && callee.name === 'filter_by' && (callee.of.kind === 'query' || callee.of.kind === 'statement')) {
    const entity = callee.of.items.at(-1);
    return entity && ofType(entity, leaf.id, leaf.range, at, false);
  }
  return undefined;
}

/** An attribute read from something of a known type; `from` is that something where it is written. */
function ofType(type: Type, name: string, range: Range, at: Place, inString: boolean, from?: Expr): Entity | undefined {
  if (type.kind === 'module' || type.kind === 'class-object') {
    const member = at.inference.member(type, name);
    if (member.kind === 'class') return { kind: 'class', cls: member.cls, range, inString };
    return member.kind === 'instance' || member.kind === 'collection' || member.kind === 'query' ? { kind: 'value', type: member, range } : undefined;
  }
  const { project } = at.snapshot;
  const found: ClassAttribute[] = [];
  for (const one of possible(type)) {
    const classes = one.kind === 'instance' || one.kind === 'class' ? [one.cls] : one.kind === 'object' ? mappedBelow(at.inference, one.cls) : [];
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

function ofAttribute(
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

function lazyConstant(leaf: Extract<Expr, { kind: 'constant' }>, at: Place): Entity | undefined {
  const role = roleOf(at.path, at.position, at.uri, at.snapshot);
  if (role?.kind !== 'lazy') return undefined;
  const value = { True: 'select', False: 'joined', None: 'noload', '...': '', __debug__: '' }[leaf.value];
  return value === '' ? undefined : { kind: 'lazy', value, attribute: role.attributes[0], range: leaf.range };
}

function inString(leaf: Str, at: Place): Entity | undefined {
  const { snapshot, inference, env, position, uri } = at;
  const { project } = snapshot;
  const role = roleOf(at.path, position, uri, snapshot);
  const range = leaf.content ?? leaf.range;
  if (!role) return undefined;
  switch (role.kind) {
    case 'annotation': {
      const name = innerName(leaf, position);
      const type = name && inference.typeOf(name.expr, env);
      const cls = type?.kind === 'class' ? type.cls : name ? classNamed(name.path, at) : undefined;
      return cls && name ? { kind: 'class', cls, range: name.range, inString: true } : undefined;
    }
    case 'target': {
      const cls = role.attributes.map(a => sole(a.target)).find(c => c !== undefined);
      return cls && { kind: 'class', cls, range: lastPart(leaf), inString: true };
    }
    case 'backref': {
      const made = role.attributes.flatMap(a => a.reverse.filter(r => r.provenance.kind === 'backref' && r.provenance.source === a));
      const [first, ...others] = made;
      return first && { kind: 'relationship', attribute: first, others, range, inString: true, isDeclaration: true, ...sure };
    }
    case 'back-populates': {
      for (const { target } of role.attributes) {
        const cls = sole(target);
        const found = cls && sole(project.attribute(cls, leaf.value));
        if (found) return ofAttribute(found, range, true);
      }
      return undefined;
    }
    case 'overlaps':
      return overlapping(leaf, role.attributes, at);
    case 'secondary': {
      const table = role.attributes.map(a => a.secondary && sole(a.secondary)).find(t => t !== undefined);
      return table && { kind: 'table', table, range };
    }
    case 'lazy':
      return { kind: 'lazy', value: leaf.value, attribute: role.attributes[0], range };
    case 'cascade': {
      const word = wordAt(leaf, position, /[\w-]+/g);
      return word && { kind: 'cascade', token: word.text, range: word.range };
    }
    case 'foreign-key':
      return foreignKey(leaf, at);
    case 'expression':
      return inExpression(leaf, role.attributes[0], at);
    case 'proxy': {
      const owner = project.at(uri, position);
      const first = role.call.args[0]?.value;
      if (!owner || first?.kind !== 'string') return undefined;
      if (role.position === 0) return ofType({ kind: 'instance', cls: owner }, leaf.value, range, at, true);
      const through = sole(project.attribute(owner, first.value));
      const target = through?.kind === 'relationship' ? sole(through.attribute.target) : undefined;
      return target && ofType({ kind: 'instance', cls: target }, leaf.value, range, at, true);
    }
    case 'getattr': {
      const subject = role.call.args[0];
      return subject && ofType(inference.receiver(subject.value, leaf.value, env), leaf.value, range, at, true, subject.value);
    }
  }
}

/** `backref=f"{cls.__name__.lower()}s"`: the attributes it makes, one for each class of the mixin. */
function computedBackref(leaf: Extract<Expr, { kind: 'fstring' }>, at: Place): Entity | undefined {
  const role = roleOf(at.path, at.position, at.uri, at.snapshot);
  return role?.kind === 'backref' ? inString({ kind: 'string', value: '', range: leaf.range }, at) : undefined;
}

function classNamed(path: string, { snapshot, uri, position }: Place): MappedClass | undefined {
  const owner = snapshot.project.at(uri, position);
  const found = owner && sole(snapshot.project.lookup(owner, path));
  return found?.kind === 'class' ? found.mapper : undefined;
}

/** The last part of a dotted string: the class of `"blog.models.Post"`. */
function lastPart(leaf: Str): Range {
  const { content, value } = leaf;
  if (!content || content.start.line !== content.end.line) return content ?? leaf.range;
  const trimmed = value.trimEnd();
  return {
    start: { line: content.start.line, character: content.start.character + trimmed.lastIndexOf('.') + 1 },
    end: { line: content.start.line, character: content.start.character + trimmed.length },
  };
}

/** The name at a position inside a quoted expression, with the dotted path up to it. */
function innerName(leaf: Str, position: Position): { readonly expr: Expr; readonly path: string; readonly range: Range } | undefined {
  const inside = parseInside(leaf);
  if (!inside || !leaf.content) return undefined;
  const path = pathTo({ body: [{ kind: 'expr', value: inside, range: inside.range }], broken: false, range: inside.range }, position);
  const name = path.at(-1);
  if (name?.kind === 'string') return innerName(name, position);
  if (name?.kind !== 'name') return undefined;
  const parent = path.at(-2);
  const expr = parent?.kind === 'attribute' && parent.attr === name ? parent : name;
  return { expr, path: text(expr), range: name.range };
}

const text = (expr: Expr): string => (expr.kind === 'name' ? expr.id : expr.kind === 'attribute' ? `${text(expr.value)}.${expr.attr.id}` : '');

/** Classes, tables and attributes in `primaryjoin="User.id == Post.author_id"`. */
function inExpression(leaf: Str, attribute: RelationshipAttribute | undefined, at: Place): Entity | undefined {
  const owner = attribute?.owner ?? at.snapshot.project.at(at.uri, at.position);
  const name = innerName(leaf, at.position);
  if (!owner || !name) return undefined;
  const { project } = at.snapshot;
  const named = sole(project.lookup(owner, name.path));
  if (named?.kind === 'class') return { kind: 'class', cls: named.mapper, range: name.range, inString: true };
  if (named?.kind === 'table') return { kind: 'table', table: named.table, range: name.range };
  const dot = name.path.lastIndexOf('.');
  if (dot < 0) return undefined;
  const of = name.path.slice(0, dot).replace(/\.(?:c|columns)$/, '');
  const holder = sole(project.lookup(owner, of));
  const attr = name.path.slice(dot + 1);
  if (holder?.kind === 'class') return ofType({ kind: 'class', cls: holder.mapper }, attr, name.range, at, true);
  const column = holder?.kind === 'table' ? holder.table.columns.get(attr) : undefined;
  return column && { kind: 'column', column, on: project.ofTable(column.table), range: name.range, inString: true, ...sure };
}

function foreignKey(leaf: Str, { snapshot, uri, position }: Place): Entity | undefined {
  const { project } = snapshot;
  const dot = leaf.value.lastIndexOf('.');
  if (dot < 0 || !leaf.content) return undefined;
  const owner = project.at(uri, position);
  const table = project.tables.named(leaf.value.slice(0, dot), owner?.registry.metadata)[0];
  if (!table) return undefined;
  const { line, character } = leaf.content.start;
  const split = character + dot;
  if (position.character <= split) return { kind: 'table', table, range: { start: leaf.content.start, end: { line, character: split } } };
  const column = table.columns.get(leaf.value.slice(dot + 1));
  return (
    column && {
      kind: 'column',
      column,
      on: project.ofTable(table),
      range: { start: { line, character: split + 1 }, end: leaf.content.end },
      inString: true,
      ...sure,
    }
  );
}

function overlapping(leaf: Str, attributes: readonly RelationshipAttribute[], at: Place): Entity | undefined {
  const word = wordAt(leaf, at.position, /\w+/g);
  if (!word) return undefined;
  for (const { owner, target } of attributes) {
    for (const cls of [owner, sole(target)]) {
      const found = cls && sole(at.snapshot.project.attribute(cls, word.text));
      if (found?.kind === 'relationship') return ofAttribute(found, word.range, true);
    }
  }
  return undefined;
}

/** The word at a position inside a string. */
function wordAt(leaf: Str, position: Position, pattern: RegExp): { readonly text: string; readonly range: Range } | undefined {
  const { content } = leaf;
  if (!content || content.start.line !== position.line) return undefined;
  const offset = position.character - content.start.character;
  for (const match of leaf.value.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (match.index > offset || offset > end) continue;
    const { line, character } = content.start;
    return { text: match[0], range: { start: { line, character: character + match.index }, end: { line, character: character + end } } };
  }
  return undefined;
}
