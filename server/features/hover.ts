import { HoverRequest, MarkupKind, type Range } from 'vscode-languageserver-protocol';
import { entityAt } from '../infer/entity.ts';
import type { Certainty, Evidence } from '../infer/evidence.ts';
import { unknownReceiver } from '../infer/told.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { describeClass, describeColumn, describeRelationship, link } from './describe.ts';
import { cascadeWords, keywordWords, lazyWords } from './explain.ts';
import { defineAsking } from './feature.ts';
import { label } from './words.ts';

export const hover = defineAsking(
  HoverRequest.type,
  { hoverProvider: true },
  (snapshot, { textDocument, position }, hint) => {
    const entity = entityAt(snapshot, textDocument.uri, position, hint);
    if (!entity) return null;
    const value = content(entity, snapshot);
    return value === undefined ? null : answer(value, entity.range);
  },
  (snapshot, { textDocument, position }) => unknownReceiver(snapshot, textDocument.uri, position),
);

const answer = (value: string, range: Range) => ({ contents: { kind: MarkupKind.Markdown, value }, range });

function content(entity: NonNullable<ReturnType<typeof entityAt>>, snapshot: Snapshot): string | undefined {
  const { project } = snapshot;
  switch (entity.kind) {
    case 'relationship':
      return withReasons(describeRelationship(entity.attribute, entity.others), entity);
    case 'class':
      return describeClass(entity.cls, project);
    case 'table': {
      const cls = project.ofTable(entity.table);
      const uses = project.classes.flatMap(c => [...c.own.values()]).filter(r => r.secondary?.kind === 'one' && r.secondary.value === entity.table);
      const lines = ['```python', `(table) ${entity.table.fullname}`, '```', ''];
      if (cls) lines.push(`Mapped by ${link(`\`${cls.name}\``, cls.at)}`);
      if (entity.table.columns.size > 0) lines.push('', `Columns: ${[...entity.table.columns.keys()].map(c => `\`${c}\``).join(', ')}`);
      if (uses.length > 0) lines.push('', `Association table of ${uses.map(r => link(`\`${label(r)}\``, r.at)).join(', ')}`);
      return lines.join('\n');
    }
    case 'column':
      return withReasons(describeColumn(entity.column, entity.on, project), entity);
    case 'lazy': {
      const words = lazyWords[entity.value];
      return words && `\`lazy="${entity.value}"\`\n\n${words.summary}${words.since ? `\n\nSince ${words.since}.` : ''}`;
    }
    case 'cascade': {
      const words = cascadeWords[entity.token];
      return words && `cascade \`${entity.token}\`\n\n${words}`;
    }
    case 'keyword': {
      const words = keywordWords[entity.name];
      return words && `\`${entity.name}\`\n\n${words}`;
    }
    case 'value':
      return undefined;
  }
}

/** The text with how the receiver is known; what is only probable says so. */
function withReasons(text: string, { certainty, evidence }: { readonly certainty: Certainty; readonly evidence: readonly Evidence[] }): string {
  const reasons = evidence.map(e => (e.at ? link(e.text.replaceAll('`', ''), e.at) : e.text)).join('; ');
  if (certainty === 'probable') return `${text}\n\n**Probably**, not for certain: ${reasons === '' ? 'not all of the code is understood' : reasons}.`;
  return reasons === '' ? text : `${text}\n\nReceiver: ${reasons}`;
}
