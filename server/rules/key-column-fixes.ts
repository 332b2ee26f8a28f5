import { findClass, insertAttribute } from '../edits/class-body.ts';
import { Imports } from '../edits/imports.ts';
import { freeNames, importOf, topLevel } from '../edits/names.ts';
import { quoted, type Source } from '../edits/source.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Member } from '../model/members.ts';
import { sole } from '../model/resolution.ts';
import type { Column } from '../model/values.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { freeName, snakeCase } from './suggestions.ts';

type ColumnMember = Extract<Member, { kind: 'column' }>;

/** A new column with a foreign key, on the side that is to hold it; on the side that the annotation or else the name tells; one for each where `uselist=False` leaves it open. */
export function addKeyColumn(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const target = sole(it.target);
  if (!target || it.secondary || it.argument('primaryjoin') || it.argument('foreign_keys') || it.argument('remote_side')) return [];
  const isPlural = /s$|ren$/.test(it.name);
  const one = it.annotation ? it.annotation.collection === undefined : isPlural ? false : it.argument('uselist') ? undefined : true;
  const toOne = one !== false && target !== it.owner ? write(snapshot, it.owner, target, it.name, it.annotation !== undefined && !it.annotation.optional) : [];
  const other = it.backref?.name ?? it.backPopulates?.name ?? snakeCase(it.owner.name);
  const toMany = one !== true ? write(snapshot, target, it.owner, other, false) : [];
  return [...toOne, ...toMany];
}

/** Writes the column into `cls` that refers to the key of `referred`, called after a relationship to it. */
function write(snapshot: Snapshot, cls: MappedClass, referred: MappedClass, role: string, required: boolean): readonly Fix[] {
  const [key, another] = [...(referred.table?.columns.values() ?? [])].filter(c => c.primaryKey);
  const attribute = key && [...referred.columns].find(([, c]) => c === key)?.[0];
  const like = cls.members.findLast((m): m is ColumnMember => m.kind === 'column' && m.definer === cls.symbol && m.construct !== undefined);
  if (!key || another || attribute === undefined || !like?.construct || cls.table === undefined || cls.inheritance === 'single') return [];
  const wanted = `${role}_${key.key}`;
  const name = freeName(snapshot.project, cls, [wanted]);
  const style = like.construct.name;
  if (name !== wanted || cls.symbol.made || (style !== 'Column' && style !== 'mapped_column')) return [];
  // A table of another MetaData is not found by its name.
  if (!snapshot.project.tables.named(key.table.fullname, cls.table.metadata).includes(key.table)) return [];
  const { func } = like.construct.call;
  const fullname = `${key.table.fullname}.${key.key}`;
  return fix(snapshot, `Add the column '${name}' with ForeignKey("${fullname}") to '${cls.name}'`, change => {
    const source = change.source(cls.at.uri);
    const statement = source && findClass(source.tree.body, cls.at.range);
    if (!source || !statement) return false;
    const imports = new Imports(change, source);
    const type = typeOf({ snapshot, source, cls }, referred, key);
    const prefix = func.kind === 'attribute' && func.value.kind === 'name' ? `${func.value.id}.` : undefined;
    // `orm.mapped_column` says nothing about where `ForeignKey` is.
    const foreignKey = prefix !== undefined && style === 'Column' ? `${prefix}ForeignKey` : imports.add('sqlalchemy', 'ForeignKey');
    const reference = `${foreignKey}(${quoted(fullname, source.quote)})`;
    const made = source.lines.slice(func.range);
    let code = `${name} = ${made}(${type.column === undefined ? '' : `${type.column}, `}${reference})`;
    if (like.annotation) {
      if (type.python === undefined) return false;
      const optional = /\bOptional\[/.test(source.text) ? `${imports.add('typing', 'Optional')}[${type.python}]` : `${type.python} | None`;
      code = `${name}: ${imports.add('sqlalchemy.orm', 'Mapped')}[${required ? type.python : optional}] = ${made}(${reference})`;
    }
    imports.write();
    const after = statement.body.find(s => s.kind === 'assign' && s.targets.some(t => t.kind === 'name' && t.id === like.key));
    return insertAttribute(change, source, statement, code, { after });
  });
}

interface Place {
  readonly snapshot: Snapshot;
  readonly source: Source;
  readonly cls: MappedClass;
}

/** The type of a key as `Column(...)` and as `Mapped[...]` would spell it in another place; undefined where that place has no name for it. */
function typeOf(place: Place, referred: MappedClass, key: Column): { readonly column: string | undefined; readonly python: string | undefined } {
  const member = referred.members.find((m): m is ColumnMember => m.kind === 'column' && m.construct !== undefined && m.construct.call === key.call);
  const source = member && place.snapshot.lines(member.uri);
  if (!member?.construct || !source || member.definer !== referred.symbol) return { column: undefined, python: undefined };
  const [first, second] = member.construct.call.args.filter(a => !a.name && !a.star);
  const given = first?.value.kind === 'string' ? second?.value : first?.value;
  // A key may itself refer to another table.
  const type = given?.kind === 'call' && /ForeignKey$/.test(source.slice(given.func.range)) ? undefined : given;
  const annotated = member.annotation?.kind === 'subscript' ? member.annotation.items[0]?.value : undefined;
  const spelled = (expr: Expr | undefined): string | undefined => (expr && isKnownIn(place, referred, expr) ? source.slice(expr.range) : undefined);
  const column = spelled(type);
  const plain = column && { Integer: 'int', BigInteger: 'int', String: 'str' }[column.replace(/^\w+\.|\(.*\)$/g, '')];
  return { column, python: spelled(annotated) ?? plain };
}

/** True when the names of an expression mean the same in both files. */
function isKnownIn({ snapshot, source, cls }: Place, from: MappedClass, expr: Expr): boolean {
  const [there, here] = [from.symbol.module, cls.symbol.module];
  if (there.uri === here.uri) return true;
  const names = freeNames(expr);
  return (
    names?.every(({ id }) => {
      const [a, b] = [topLevel(snapshot, there.uri, id), topLevel(snapshot, source.uri, id)];
      if (!a && !b) return /^(?:int|str|bytes)$/.test(id);
      const [x, y] = [importOf(snapshot.project, a, there), importOf(snapshot.project, b, here)];
      return x !== undefined && y !== undefined && x.module === y.module && x.attr === y.attr;
    }) ?? false
  );
}
