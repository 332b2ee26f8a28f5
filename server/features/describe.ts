import type { Location } from 'vscode-languageserver-protocol';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Column } from '../model/values.ts';
import { lazyWords } from './explain.ts';
import { cardinality, isImplicit, label, restsOn, typeOf } from './words.ts';

/** The hover texts, in Markdown. */

/** A link that VS Code and other editors open at the place. */
export const link = (text: string, { uri, range }: Location): string => `[${text}](${uri}#L${range.start.line + 1},${range.start.character + 1})`;

export function describeRelationship(attribute: RelationshipAttribute, others: readonly RelationshipAttribute[] = []): string {
  const { provenance } = attribute;
  const lines = ['```python', `(${isImplicit(attribute) ? 'implicit ' : ''}relationship) ${label(attribute)}: ${typeOf(attribute)}`, '```', ''];
  switch (provenance.kind) {
    case 'backref':
      lines.push(
        `Made by \`backref="${attribute.name}"\` on ${link(`\`${label(provenance.source)}\``, provenance.source.at)}; it is there once the mappers are configured.`,
      );
      break;
    case 'declared':
      break;
  }
  const facts = [cardinality(attribute), code(restsOn(attribute))].filter(t => t !== '');
  if (facts.length > 0) lines.push('', facts.join(' · '));
  lines.push('', otherSide(attribute));
  const lazy = attribute.lazy === undefined ? undefined : lazyWords[attribute.lazy];
  if (lazy) lines.push('', `\`lazy="${attribute.lazy}"\`: ${lazy.summary}`);
  if (others.length > 0) lines.push('', `Also on ${others.map(o => link(`\`${label(o)}\``, o.owner.at)).join(', ')}.`);
  if (attribute.target.kind === 'unknown') lines.push('', `The target is not known: ${attribute.target.why}.`);
  return lines.filter((l, i) => l !== '' || lines[i - 1] !== '').join('\n');
}

function otherSide(attribute: RelationshipAttribute): string {
  const [first, ...more] = attribute.reverse;
  if (!first)
    return attribute.viewonly ? 'Read only (`viewonly=True`).' : 'No other side: changes here do not show on related objects until they are loaded again.';
  const sides = [first, ...more].map(r => `${link(`\`${label(r)}\``, r.at)}: \`${typeOf(r)}\`${isImplicit(r) ? ' (implicit)' : ''}`);
  return `Other side: ${sides.join(', ')}`;
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

export function describeClass(cls: MappedClass, project: Project): string {
  const relationships = project.relationships(cls);
  const lines = ['```python', `(mapped class) ${cls.name}`, '```', ''];
  if (cls.table && cls.table.name !== '?')
    lines.push(`Table \`${cls.table.fullname}\`${cls.parent ? `, inherits ${link(`\`${cls.parent.name}\``, cls.parent.at)} (${cls.inheritance})` : ''}`);
  if (relationships.length > 0) {
    lines.push('');
    for (const it of relationships) {
      const from = it.provenance.kind === 'backref' ? ` — implicit, from ${link(`\`${label(it.provenance.source)}\``, it.provenance.source.at)}` : '';
      lines.push(`- ${link(`\`${it.name}\``, it.at)}: \`${typeOf(it)}\`${from}`);
    }
  }
  if (cls.open !== undefined) lines.push('', `Not wholly known: ${cls.open}.`);
  return lines.join('\n');
}

export function describeColumn(column: Column, on: MappedClass | undefined, project: Project): string {
  const lines = ['```python', `(column) ${column.table.fullname}.${column.name}`, '```', ''];
  for (const constraint of column.table.constraints) {
    for (const pair of constraint.pairs) {
      if (pair.column !== column) continue;
      const referent = project.referent(pair.target, column.table);
      if (referent.kind === 'column') {
        const cls = project.ofTable(referent.column.table);
        lines.push(`Foreign key to \`${referent.column.table.fullname}.${referent.column.name}\`${cls ? ` (${link(`\`${cls.name}\``, cls.at)})` : ''}`);
      }
    }
  }
  if (column.primaryKey) lines.push('Primary key');
  const users = [...(on?.own.values() ?? [])].filter(r => r.join.kind === 'known' && r.join.pairs.some(p => p.includes(column)));
  if (users.length > 0) lines.push('', `Used by ${users.map(r => link(`\`${label(r)}\``, r.at)).join(', ')}`);
  return lines.join('\n\n').replace('```python\n\n', '```python\n').replace('\n\n```\n', '\n```\n');
}

/** The class behind what an attribute gives. */
export const targetOf = (attribute: RelationshipAttribute): MappedClass | undefined => sole(attribute.target);
