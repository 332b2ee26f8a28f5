import { cardinality, isImplicit, label, restsOn, typeOf } from '../features/words.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { callOf, classesOf, tableName } from './describe.ts';
import { inspection } from './inspection.ts';
import type { Opened } from './open.ts';
import { columns, paint } from './output.ts';

/** The mapped classes for people: grouped by class, both sides of each relationship, implicit attributes marked. */
export function inspectText(opened: Opened, colours: boolean): string {
  const { bold, dim, cyan } = paint(colours);
  const classes = classesOf(opened.snapshot.project, opened.within);
  const lines: string[] = [];
  for (const cls of classes) {
    const table = tableName(cls);
    const facts = [
      table === undefined ? '' : `table ${table}`,
      cls.parent ? `inherits ${cls.parent.name}` : '',
      `${opened.relative(cls.at.uri)}:${cls.at.range.start.line + 1}`,
    ];
    lines.push(`${bold(cls.name)}  ${dim(facts.filter(f => f !== '').join(' · '))}`);
    const relationships = opened.snapshot.project.relationships(cls);
    const rows = relationships.map(it => [isImplicit(it) ? '*' : ' ', it.name, typeOf(it), cardinality(it), otherSides(it), notes(it, cls, opened)]);
    lines.push(...columns(rows, (cell, column) => (column === 0 ? cyan(cell) : column > 2 ? dim(cell) : cell)).map(row => `  ${row}`), '');
  }
  const { unresolved, failures, sqlalchemy } = inspection(opened);
  if (failures.length > 0) {
    const rows = failures.map(f => [`${f.file}:${f.line}`, f.of.slice(f.of.indexOf(':') + 1), f.kind.replaceAll('-', ' ')]);
    lines.push(bold('Refused by SQLAlchemy'), ...columns(rows).map(row => `  ${row}`), '');
  }
  if (unresolved.length > 0) lines.push(bold('Not known'), ...columns(unresolved.map(u => [`${u.file}:${u.line}`, u.what, u.why])).map(row => `  ${row}`), '');
  const own = classes.flatMap(c => [...c.own.values()]);
  const implicit = own.filter(isImplicit).length;
  if (classes.length > 0)
    for (const { version, source } of sqlalchemy)
      lines.push(dim(`SQLAlchemy ${version} (${source === null ? 'taken for granted: nothing says which' : source})`));
  lines.push(`${count(classes.length, 'model')}, ${count(own.length, 'relationship')}${implicit > 0 ? `, ${implicit} of them implicit (*)` : ''}.`);
  return `${lines.join('\n')}\n`;
}

const otherSides = (it: RelationshipAttribute): string => (it.reverse.length === 0 ? '' : `<-> ${it.reverse.map(label).join(', ')}`);

function notes(it: RelationshipAttribute, seenOn: MappedClass, opened: Opened): string {
  const { provenance } = it;
  const call = callOf(it);
  return [
    restsOn(it),
    provenance.kind === 'backref' ? `made by backref of ${label(provenance.source)}, ${opened.relative(call.uri)}:${call.line}` : '',
    it.owner === seenOn ? '' : `from ${it.owner.name}`,
    it.viewonly === true ? 'viewonly' : '',
  ]
    .filter(t => t !== '')
    .join(' · ');
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
