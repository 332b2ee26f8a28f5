import { type CompletionItem, CompletionItemKind, MarkupKind, type Position, type Range } from 'vscode-languageserver-protocol';
import type { Environment } from '../infer/environment.ts';
import type { Inference } from '../infer/infer.ts';
import { roleOf, typedUpTo } from '../infer/roles.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { snakeCase } from '../model/table-names.ts';
import type { Node } from '../syntax/locate.ts';
import type { Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { columns, relationshipItem } from './completion-items.ts';
import { cascadeWords, lazyWords } from './explain.ts';
import { label } from './words.ts';

/** What can stand in the string at the cursor. */
export function* completionsInString(
  snapshot: Snapshot,
  inference: Inference,
  uri: string,
  position: Position,
  leaf: Str,
  path: readonly Node[],
  env: Environment,
): Generator<CompletionItem> {
  const role = roleOf(path, position, uri, snapshot);
  const typed = typedUpTo(leaf, position);
  if (!role || typed === undefined) return;
  const { project } = snapshot;
  const owner = project.at(uri, position);
  const range = leaf.content ?? { start: position, end: position };
  switch (role.kind) {
    case 'target':
    case 'annotation': {
      const cls = owner ?? project.inFile(uri)[0];
      if (cls) yield* classNames(snapshot, cls, word(range, typed, position));
      return;
    }
    case 'backref':
      for (const attribute of role.attributes) yield* names(attribute, range);
      return;
    case 'back-populates':
      for (const attribute of role.attributes) yield* otherSides(snapshot, attribute, range);
      return;
    case 'secondary':
      yield* tables(snapshot, range);
      return;
    case 'overlaps':
      for (const { owner: own, target } of role.attributes) {
        for (const cls of [own, sole(target)]) if (cls) for (const it of project.relationships(cls)) yield relationshipItem(it, word(range, typed, position));
      }
      return;
    case 'lazy':
      for (const [value, { summary, since }] of Object.entries(lazyWords))
        if (since === undefined || snapshot.sqlalchemy(uri).version !== '1.4') yield item(value, CompletionItemKind.EnumMember, range, summary);
      return;
    case 'cascade': {
      const used = new Set(leaf.value.split(',').map(t => t.trim()));
      for (const [token, summary] of Object.entries(cascadeWords))
        if (!used.has(token) || typed.endsWith(token)) yield item(token, CompletionItemKind.EnumMember, word(range, typed, position), summary);
      return;
    }
    case 'foreign-key':
      yield* keyColumns(snapshot, owner, typed, range);
      return;
    case 'expression':
      yield* inExpression(snapshot, role.attributes[0]?.owner ?? owner, typed, word(range, typed, position));
      return;
    case 'proxy': {
      const first = role.call.args[0]?.value;
      if (!owner) return;
      if (role.position === 0) for (const it of project.relationships(owner)) yield relationshipItem(it, range);
      else if (first?.kind === 'string') {
        const through = sole(project.attribute(owner, first.value));
        const target = through?.kind === 'relationship' ? sole(through.attribute.target) : undefined;
        if (target) yield* members(snapshot, target, range);
      }
      return;
    }
    case 'getattr': {
      const subject = role.call.args[0];
      const type = subject && inference.typeOf(subject.value, env);
      if (type?.kind === 'instance' || type?.kind === 'class') yield* members(snapshot, type.cls, range);
      return;
    }
  }
}

function* members(snapshot: Snapshot, cls: MappedClass, range: Range): Generator<CompletionItem> {
  for (const it of snapshot.project.relationships(cls)) yield relationshipItem(it, range);
  yield* columns(cls, range);
}

const item = (text: string, kind: CompletionItemKind, range: Range, documentation?: string, detail?: string): CompletionItem => ({
  label: text,
  kind,
  textEdit: { range, newText: text },
  ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
  ...(detail === undefined ? {} : { detail }),
});

/** The part of a string's content that the word at the cursor covers: from the last separator to the cursor. */
function word(range: Range, typed: string, position: Position): Range {
  const length = /[\w-]*$/.exec(typed)?.[0].length ?? 0;
  return {
    start: { line: position.line, character: position.character - length },
    end: range.end.line === position.line && /^[\w-]*$/.test(typed) ? range.end : position,
  };
}

/** Mapped classes by the names SQLAlchemy finds them under; several of one name by their module path. */
function* classNames(snapshot: Snapshot, near: MappedClass, range: Range): Generator<CompletionItem> {
  const { project } = snapshot;
  for (const cls of project.classes) {
    if (cls.registry.id !== near.registry.id) continue;
    const found = project.lookup(near, cls.name);
    const text = found.kind === 'many' ? `${cls.symbol.module.name}.${cls.name}` : cls.name;
    yield item(text, CompletionItemKind.Class, range, undefined, cls.symbol.module.name);
  }
}

/** Sensible names for a new backref: after the foreign key, after the owner's name in the right number. */
function* names(attribute: RelationshipAttribute, range: Range): Generator<CompletionItem> {
  const { owner, join } = attribute;
  const target = sole(attribute.target);
  const single = snakeCase(owner.name);
  const proposals: string[] = [];
  const direction = join.kind === 'known' ? join.direction : undefined;
  if (direction !== 'MANYTOONE' && direction !== 'MANYTOMANY') {
    const keys = join.kind === 'known' ? join.pairs.map(([, remote]) => remote.name) : [];
    for (const key of keys) {
      const stem = /^(.+?)_?(?:id|uuid|pk|key)$/i.exec(key)?.[1];
      if (stem) proposals.push(stem);
    }
    proposals.push(single);
  }
  if (direction !== 'ONETOMANY') proposals.push(plural(single));
  const taken = new Set(target ? [...target.own.keys(), ...target.members.map(m => m.key)].filter(k => target.own.get(k)?.provenance.kind !== 'backref') : []);
  for (const [i, name] of [...new Set(proposals)].filter(n => !taken.has(n)).entries()) {
    yield { ...item(name, CompletionItemKind.Event, range, undefined, target ? `new attribute of ${target.name}` : undefined), sortText: String(i) };
  }
}

function plural(word_: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(word_)) return `${word_}es`;
  return /[^aeiou]y$/.test(word_) ? `${word_.slice(0, -1)}ies` : `${word_}s`;
}

/** Attributes of the target that can be the other side: those that lead back first. */
function* otherSides(snapshot: Snapshot, attribute: RelationshipAttribute, range: Range): Generator<CompletionItem> {
  const target = sole(attribute.target);
  if (!target) return;
  for (const it of snapshot.project.relationships(target)) {
    const back = sole(it.target) === attribute.owner;
    yield { ...relationshipItem(it, range), sortText: `${back ? '0' : '1'}${it.name}`, ...(back ? { detail: `leads back to ${label(attribute)}` } : {}) };
  }
}

function* tables(snapshot: Snapshot, range: Range): Generator<CompletionItem> {
  const { project } = snapshot;
  for (const table of project.tables.all()) {
    const cls = project.ofTable(table);
    // Association tables are the ones that no class is mapped to.
    yield {
      ...item(table.fullname, CompletionItemKind.Struct, range, undefined, cls ? `mapped by ${cls.name}` : 'association table'),
      sortText: `${cls ? '1' : '0'}${table.fullname}`,
    };
  }
}

/** `table.column`, primary keys first; after the dot all columns of the table. */
function* keyColumns(snapshot: Snapshot, owner: MappedClass | undefined, typed: string, range: Range): Generator<CompletionItem> {
  const { project } = snapshot;
  const tablePart = typed.includes('.') ? typed.slice(0, typed.lastIndexOf('.')) : undefined;
  for (const table of project.tables.all()) {
    if (owner && table.metadata !== undefined && table.metadata !== owner.registry.metadata && !table.metadata.startsWith(owner.registry.metadata)) continue;
    for (const column of table.columns.values()) {
      if (tablePart === undefined ? !column.primaryKey : tablePart !== table.fullname) continue;
      const text = `${table.fullname}.${column.key}`;
      const cls = project.ofTable(table);
      yield { ...item(text, CompletionItemKind.Field, range, undefined, cls ? `${cls.name}` : 'column'), sortText: `${column.primaryKey ? '0' : '1'}${text}` };
    }
  }
}

/** Classes, and behind `Class.` its columns. */
function* inExpression(snapshot: Snapshot, owner: MappedClass | undefined, typed: string, range: Range): Generator<CompletionItem> {
  if (!owner) return;
  const before = /([\w.]+)\.\w*$/.exec(typed)?.[1];
  if (before === undefined) {
    yield* classNames(snapshot, owner, range);
    for (const name of ['and_', 'or_', 'foreign', 'remote', 'desc', 'asc', 'func']) yield item(name, CompletionItemKind.Function, range);
    return;
  }
  const found = sole(snapshot.project.lookup(owner, before.replace(/\.(?:c|columns)$/, '')));
  if (found?.kind === 'class') yield* columns(found.mapper, range);
  else if (found?.kind === 'table') for (const column of found.table.columns.values()) yield item(column.key, CompletionItemKind.Field, range);
}
