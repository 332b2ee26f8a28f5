import type { AnnotatedTextEdit, ChangeAnnotation, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { Editor } from '../../workspace/snapshot.ts';
import { shownFirst } from '../shown-first.ts';
import type { Plan } from './plan.ts';

/** The group of edits that several pairs share. */
const shared = 'imports';

/**
 * The edits of a plan as an editor takes them: where it can ask about single edits, those of a pair belong together and are shown before they
 * are made; elsewhere they are made at once.
 */
export function workspaceEdit({ converted, edits }: Plan, editor: Editor): WorkspaceEdit {
  if (!editor.documentChanges || !editor.confirmation)
    return { changes: Object.fromEntries([...edits].map(([uri, list]) => [uri, list.map(({ range, newText }) => ({ range, newText }))])) };
  const annotations: Record<string, ChangeAnnotation> = {};
  for (const { id, relationship, attributes } of converted)
    annotations[id] = { label: `${relationship} and ${attributes.join(', ')}`, description: 'backref becomes back_populates' };
  if ([...edits.values()].some(list => list.some(e => e.group === undefined)))
    annotations[shared] = { label: 'Imports', description: 'what the new relationships need, or nothing uses any more' };
  const changes = [...edits].map(
    ([uri, list]): TextDocumentEdit => ({
      textDocument: { uri, version: null },
      edits: list.map(({ range, newText, group }): AnnotatedTextEdit => ({ range, newText, annotationId: group ?? shared })),
    }),
  );
  return shownFirst(changes, annotations, editor);
}
