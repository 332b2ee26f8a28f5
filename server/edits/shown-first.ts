import type { ChangeAnnotation, CreateFile, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { Editor } from '../workspace/snapshot.ts';

/** The group of an operation that does nothing but have the others shown. */
const look = 'look';

/**
 * An edit that an editor with change annotations shows before it is made, group by group. What VS Code shall ask about it leaves out unless it is ticked, edit by
 * edit; so there the question hangs on the creation of a file that exists, which it does not list, and all else is ticked.
 */
export function shownFirst(
  changes: readonly TextDocumentEdit[],
  annotations: Readonly<Record<string, Omit<ChangeAnnotation, 'needsConfirmation'>>>,
  { creation }: Editor,
): WorkspaceEdit {
  const uri = changes[0]?.textDocument.uri;
  const asking: readonly CreateFile[] = creation && uri !== undefined ? [{ kind: 'create', uri, options: { ignoreIfExists: true }, annotationId: look }] : [];
  const asked = Object.entries(annotations).map(([id, annotation]) => [id, { ...annotation, needsConfirmation: asking.length === 0 }] as const);
  return {
    documentChanges: [...asking, ...changes],
    changeAnnotations: { ...Object.fromEntries(asked), ...(asking.length > 0 ? { [look]: { label: 'Look at the changes', needsConfirmation: true } } : {}) },
  };
}
