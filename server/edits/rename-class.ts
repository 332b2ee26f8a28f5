/** Whether a mapped class can have another name, and what must be written so that its table keeps its own. */
import type { MappedClass } from '../model/mapped.ts';
import { tableNameFor } from '../model/table-names.ts';
import { type ClassSymbol, stringOf } from '../model/values.ts';
import { walk } from '../syntax/locate.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { findClass, insertAttribute } from './class-body.ts';
import { badName } from './python-names.ts';
import { type Change, lineStart, quoted } from './source.ts';

/** Why the class cannot be renamed, whatever the new name; undefined when it can. */
export function fixedClass(snapshot: Snapshot, cls: MappedClass): string | undefined {
  if (snapshot.installed(cls.at.uri)) return `${cls.name} belongs to an installed package`;
  if (snapshot.tree(cls.at.uri)?.broken) return `the file of ${cls.name} is not valid Python now`;
  if (snapshot.lines(cls.at.uri)?.slice(cls.at.range) !== cls.name) return `the name of ${cls.name} is computed`;
  const computed = computedFromName(snapshot, cls);
  return computed === undefined ? undefined : `'${computed}' is computed from the name of the class`;
}

/** A `declared_attr` other than the table's name that reads `cls.__name__`: what it makes would change. */
function computedFromName({ project }: Snapshot, cls: MappedClass): string | undefined {
  for (const it of project.hierarchy.mro(cls.symbol)) {
    for (const [name, bindings] of project.evaluator.classBindings(it.fact)) {
      const body: readonly unknown[] = bindings.map(b => (b.kind === 'function' ? b.func.body : b.kind === 'value' ? [b.value] : []));
      let reads = false;
      walk(body, node => {
        reads ||= node.kind === 'attribute' && (node.attr.id === '__name__' || node.attr.id === '__qualname__');
      });
      if (reads && name !== '__tablename__') return name;
    }
  }
  return undefined;
}

/** Why the class cannot have this name; undefined when it can. `uris`: the files in which it would stand. */
export function badClassName(snapshot: Snapshot, cls: MappedClass, name: string, uris: Iterable<string>): string | undefined {
  const bad = badName(name);
  if (bad !== undefined) return bad;
  const known = snapshot.project.names.classNamed(cls, name);
  if (known.kind === 'one' || known.kind === 'many') return `there is a mapped class '${name}' already`;
  const using = new Set(snapshot.mentioning(name));
  for (const uri of uris) {
    if (meansSeveral(snapshot, cls, uri)) return `'${cls.name}' means several things in ${uri.slice(uri.lastIndexOf('/') + 1)}`;
    const tree = using.has(uri) ? snapshot.tree(uri) : undefined;
    let line: number | undefined;
    walk(tree?.body ?? [], (node, parents) => {
      const parent = parents.at(-1);
      if (node.kind !== 'name' || node.id !== name || (parent?.kind === 'attribute' && parent.attr === node)) return;
      if (parent?.kind === 'call' && parent.args.some(a => a.name === node)) return;
      line ??= node.range.start.line + 1;
    });
    if (line !== undefined) return `'${name}' means something else in ${uri.slice(uri.lastIndexOf('/') + 1)}, line ${line}`;
  }
  return undefined;
}

/** True where a module has another class of the same name beside it: which of them a name means depends on when it is read. */
function meansSeveral(snapshot: Snapshot, cls: MappedClass, uri: string): boolean {
  const bindings = snapshot.facts(uri)?.scope.bindings.filter(b => b.name.id === cls.name) ?? [];
  return bindings.length > 1 && bindings.some(b => b.kind === 'class' && b.cls !== cls.symbol.fact);
}

/**
 * Writes `__tablename__` into the class where its table is named after it, as Flask-SQLAlchemy, SQLModel and many mixins do: the table in the
 * database keeps its name. Returns why that cannot be done; undefined when it is done or not needed.
 */
export function keepTableName(snapshot: Snapshot, cls: MappedClass, name: string, change: Change): string | undefined {
  const { project } = snapshot;
  const { table, symbol } = cls;
  if (!table || cls.inheritance === 'single' || (cls.parent && cls.parent.table === table)) return undefined;
  const renamed: ClassSymbol = { ...symbol, id: symbol.id.replace(/[^.:]*$/, name), fact: { ...symbol.fact, name: { ...symbol.fact.name, id: name } } };
  const after = tableNameFor(renamed, project.hierarchy, project.evaluator, cls);
  const text = stringOf(after);
  if (text === table.name || (after === undefined && table.name !== '?')) return undefined;
  if (text === undefined || table.name === '?') return `the name of the table of ${cls.name} is computed`;
  const refused = writeTableName(snapshot, cls, table.name, change);
  // The name that a mixin computes is read from the nearest class that has one, which would be this one.
  const inheriting = project.hierarchy.setting(symbol, '__tablename__')
    ? descendants(cls).filter(it => !project.hierarchy.written(it.symbol, '__tablename__'))
    : [];
  return inheriting.reduce<string | undefined>(
    (why, it) => why ?? writeTableName(snapshot, it, it.table && it.table !== it.parent?.table ? it.table.name : undefined, change),
    refused,
  );
}

const descendants = (cls: MappedClass): readonly MappedClass[] => cls.children.flatMap(it => [it, ...descendants(it)]);

/** Writes `__tablename__` into a class; None for one that has no table of its own. Returns why that cannot be done. */
function writeTableName(snapshot: Snapshot, cls: MappedClass, name: string | undefined, change: Change): string | undefined {
  if (snapshot.installed(cls.at.uri) || name === '?') return `the name of the table of ${cls.name} is computed`;
  const source = change.source(cls.at.uri);
  const definition = source && findClass(source.tree.body, cls.at.range);
  if (!source || !definition) return `the file of ${cls.name} cannot be edited`;
  const code = `__tablename__ = ${name === undefined ? 'None' : quoted(name, source.quote)}`;
  const first = definition.body.find(s => !(s.kind === 'expr' && s.value.kind === 'string'));
  const start = first && ((first.kind === 'function' || first.kind === 'class') && first.decorators[0] ? first.decorators[0] : first).range.start;
  const isFiller = first?.kind === 'pass' || (first?.kind === 'expr' && first.value.kind === 'constant');
  if (start && !isFiller && start.line > cls.at.range.end.line) {
    const offset = source.lines.offset(start);
    const at = lineStart(source.text, offset);
    change.insert(source, at, `${source.text.slice(at, offset)}${code}${source.eol}`);
    return undefined;
  }
  return insertAttribute(change, source, definition, code) ? undefined : `there is no place for '__tablename__' in ${cls.name}`;
}
