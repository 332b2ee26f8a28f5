import type { Position, Range } from 'vscode-languageserver-protocol';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { pathTo } from '../syntax/locate.ts';
import { parseInside } from '../syntax/parse.ts';
import { isSpelledAt, rangeWithin } from '../syntax/string-ranges.ts';
import type { Expr, Str } from '../syntax/tree.ts';
import { listedModel, mappedBy } from './bound-class.ts';
import { declaredAt } from './declarations.ts';
import { joinPoint, loaderRoot } from './join-point.ts';
import { ofKeyword } from './keywords.ts';
import { type Entity, ofAttribute, ofType, type Place, sure } from './meaning.ts';
import { roleOf } from './roles.ts';
import { alongPath, endOfPath, wordAt } from './string-paths.ts';
import { elementOf, unknownType } from './types.ts';

/** What a string at a place means to the mapper, or the word in it. */
export function inString(leaf: Str, at: Place): Entity | undefined {
  const { snapshot, inference, env, position, uri } = at;
  const { project } = snapshot;
  const role = roleOf(at.path, position, uri, snapshot);
  const range = leaf.content ?? leaf.range;
  if (!role) return declaredAt(range, at, true) ?? definedTable(leaf, at);
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
    case 'own': {
      const scope = at.path.findLast(n => n.kind === 'class');
      const [cls] = scope?.kind === 'class' ? mappedBy(snapshot, uri, scope) : [];
      return cls && ofType({ kind: 'instance', cls }, leaf.value, range, at, true);
    }
    case 'of-target': {
      const cls = role.attributes.map(a => sole(a.target)).find(c => c !== undefined);
      return cls && ofType({ kind: 'instance', cls }, leaf.value, range, at, true);
    }
    case 'key': {
      const of = inference.typeOf(role.of, env);
      return of.kind === 'inspection' ? ofType(of.of === 'mapper' ? { kind: 'instance', cls: of.cls } : of, leaf.value, range, at, true) : undefined;
    }
    case 'keyword':
      return ofKeyword(leaf.value, range, role.call, at, true);
    case 'getter': {
      const item = role.items ? elementOf(inference.typeOf(role.items, env)) : unknownType;
      return item.kind === 'instance' ? onPath(item.cls, leaf, at) : undefined;
    }
    case 'loader': {
      const cls = loaderRoot(role.call, role.around, at);
      return cls && onPath(cls, leaf, at);
    }
    case 'join': {
      const query = role.call.func.kind === 'attribute' ? role.call.func.value : undefined;
      const before = role.call.args.filter(a => !a.name).slice(0, role.position);
      const start = query && joinPoint(query, at);
      const cls = before.reduce((it, { value }) => (it && value.kind === 'string' ? endOfPath(project, it, value.value) : undefined), start);
      return cls && onPath(cls, leaf, at);
    }
    case 'listed': {
      const cls = listedModel(at.path, at);
      return cls && onPath(cls, leaf, at);
    }
    case 'exported': {
      const type = inference.typeOf({ kind: 'name', id: leaf.value, range: leaf.range }, inference.at(uri, endOf(at))?.env ?? env);
      return type.kind === 'class' ? { kind: 'class', cls: type.cls, range, inString: true } : undefined;
    }
  }
}

/** The end of a file, where all its names are bound. */
const endOf = ({ snapshot, uri }: Place): Position => snapshot.tree(uri)?.range.end ?? { line: 0, character: 0 };

/** The attribute at the cursor in a dotted path of attributes. */
function onPath(start: MappedClass, leaf: Str, at: Place): Entity | undefined {
  const named = alongPath(at.snapshot.project, start, leaf, at.position);
  return named && ofType({ kind: 'instance', cls: named.cls }, named.name, named.range, at, true);
}

/** `backref=f"{cls.__name__.lower()}s"`: the attributes it makes, one for each class of the mixin. */
export function computedBackref(leaf: Extract<Expr, { kind: 'fstring' }>, at: Place): Entity | undefined {
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
  const end = leaf.value.trimEnd().length;
  return rangeWithin(leaf, leaf.value.slice(0, end).lastIndexOf('.') + 1, end) ?? leaf.content ?? leaf.range;
}

/** The name at a position inside a quoted expression, with the dotted path up to it. */
function innerName(leaf: Str, position: Position): { readonly expr: Expr; readonly path: string; readonly range: Range } | undefined {
  const inside = parseInside(leaf);
  if (!inside || !isSpelledAt(leaf, position)) return undefined;
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

/** The string that gives a table its name: `__tablename__ = "user"`, `Table("user", ...)`. */
function definedTable(leaf: Str, { snapshot, uri }: Place): Entity | undefined {
  const table = snapshot.project.tables.defined(uri, leaf.range);
  return table && leaf.content && { kind: 'table', table, range: leaf.content };
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

/** `lazy=True` and the like. */
export function lazyConstant(leaf: Extract<Expr, { kind: 'constant' }>, at: Place): Entity | undefined {
  const role = roleOf(at.path, at.position, at.uri, at.snapshot);
  if (role?.kind !== 'lazy') return undefined;
  const value = { True: 'select', False: 'joined', None: 'noload', '...': '', __debug__: '' }[leaf.value];
  return value === '' ? undefined : { kind: 'lazy', value, attribute: role.attributes[0], range: leaf.range };
}
