import type { WorkspaceEdit } from 'vscode-languageserver-protocol';
import { shownFirst } from '../edits/shown-first.ts';
import { planTypes, type Typing, type TypingPlan } from '../edits/typing-plan.ts';
import { type Migration, typing as request } from '../protocol.ts';
import { normalUri } from '../workspace/disk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature } from './feature.ts';

/** Types for the whole workspace, or a file or folder, with a report of what stays without one. */
export const typing = defineFeature(request, {}, (snapshot, { what, within }): Migration => {
  const under = within === undefined ? undefined : normalUri(within);
  const made = planTypes(snapshot, what, uri => under === undefined || uri === under || uri.startsWith(`${under}/`));
  return { converted: made.done.length, left: made.left.length, edit: workspaceEdit(snapshot, what, made), report: report(snapshot, what, made) };
});

const titles = { annotations: 'Types of relationships', declarations: 'Implicit attributes for type checkers' } as const;

/** Where an editor can ask, the edits are shown before they are made, those of a file together. */
function workspaceEdit(snapshot: Snapshot, what: Typing, { edits }: TypingPlan): WorkspaceEdit {
  if (!snapshot.editor.documentChanges || !snapshot.editor.confirmation)
    return { changes: Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]])) };
  const changes = [...edits].map(([uri, list]) => ({
    textDocument: { uri, version: snapshot.version(uri) },
    edits: list.map(edit => ({ ...edit, annotationId: what })),
  }));
  return shownFirst(changes, { [what]: { label: titles[what] } }, snapshot.editor);
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
