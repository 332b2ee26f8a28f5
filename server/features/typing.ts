import type { ChangeAnnotation, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { planTypes, type Typing, type TypingPlan } from '../edits/typing-plan.ts';
import { type Migration, typing as request } from '../protocol.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature } from './feature.ts';

/** Types for the whole workspace, or a file or folder, with a report of what stays without one. */
export const typing = defineFeature(request, {}, (snapshot, { what, within }): Migration => {
  const made = planTypes(snapshot, what, uri => within === undefined || uri === within || uri.startsWith(`${within}/`));
  return { converted: made.done.length, left: made.left.length, edit: workspaceEdit(snapshot, what, made), report: report(snapshot, what, made) };
});

const titles = { annotations: 'Types of relationships', declarations: 'Implicit attributes for type checkers' } as const;

/** Where an editor can ask, the edits are shown before they are made, those of a file together. */
function workspaceEdit(snapshot: Snapshot, what: Typing, { edits }: TypingPlan): WorkspaceEdit {
  const { documentChanges, confirmation } = snapshot.editor;
  if (!documentChanges || !confirmation) return { changes: Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]])) };
  const annotation: ChangeAnnotation = { label: titles[what], needsConfirmation: true };
  return {
    documentChanges: [...edits].map(([uri, list]) => ({
      textDocument: { uri, version: snapshot.version(uri) },
      edits: list.map(edit => ({ ...edit, annotationId: what })),
    })),
    changeAnnotations: { [what]: annotation },
  };
}

/** What is written and what is left, as Markdown. */
function report(snapshot: Snapshot, what: Typing, { done, left }: TypingPlan): string {
  const path = (uri: string): string => {
    const folder = snapshot.folders.find(f => uri.startsWith(`${f.uri}/`));
    return decodeURIComponent(folder ? uri.slice(folder.uri.length + 1) : uri);
  };
  const row = ({ at: { uri, range }, relationship }: TypingPlan['done'][number]): string =>
    `- [${path(uri)}:${range.start.line + 1}](${uri}#L${range.start.line + 1}) \`${relationship}\``;
  return [
    `# ${titles[what]}`,
    '',
    `${done.length} of ${done.length + left.length}.`,
    ...(left.length > 0 ? ['', '## Left as they are', '', ...left.map(it => `${row(it)}: ${it.reason}`)] : []),
    ...(done.length > 0 ? ['', '## Written', '', ...done.map(row)] : []),
    '',
  ].join('\n');
}
