import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  PrepareRenameRequest,
  type Range,
  RenameRequest,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { badRelationshipName, fixedRelationship } from '../edits/rename-attribute.ts';
import { badClassName, fixedClass, keepTableName } from '../edits/rename-class.ts';
import { badTableName, fixedTable } from '../edits/rename-table.ts';
import { Change } from '../edits/source.ts';
import { search } from '../uses/search.ts';
import type { Subject } from '../uses/subject.ts';
import { subjectAt } from '../uses/subject-at.ts';
import type { Use } from '../uses/use.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature, defineSearch, Refusal } from './feature.ts';

/** The name under the cursor, when it is a relationship's or a mapped class's and can be changed. */
export const prepareRename = defineFeature(
  PrepareRenameRequest.type,
  {},
  (snapshot, { textDocument, position }): { range: Range; placeholder: string } | null => {
    const at = renamable(snapshot, textDocument.uri, position);
    if (!at) return null;
    const answer = { range: at.range, placeholder: at.name };
    refuse(at.why, answer);
    return answer;
  },
);

/** Edits every place that names the relationship or mapped class; those that are not certain only after the user has said so. */
export const rename = defineSearch(
  RenameRequest.type,
  { renameProvider: { prepareProvider: true, workDoneProgress: true } },
  function* (snapshot, { textDocument, position, newName }) {
    const at = renamable(snapshot, textDocument.uri, position);
    if (!at) return null;
    const { subject, name } = at;
    refuse(at.why);
    if (newName === name) return unchanged;
    if (subject.kind === 'relationship') refuse(badRelationshipName(snapshot, subject.attributes, newName));
    else if (subject.kind === 'table') refuse(badTableName(snapshot, subject.table, newName));
    else refuse(badClassName(snapshot, subject.cls, newName, [subject.cls.at.uri]));
    const steps = search(snapshot, subject);
    for (let step = steps.next(); ; step = steps.next()) {
      if (!step.done) {
        yield { done: step.value.done, total: step.value.total, part: [] };
        continue;
      }
      const { uses, obstacles } = step.value;
      const [obstacle] = obstacles;
      if (obstacle)
        throw new Refusal(`${obstacle.uri.slice(obstacle.uri.lastIndexOf('/') + 1)}, line ${obstacle.range.start.line + 1}: ${obstacle.why}`, unchanged);
      const change = new Change(snapshot);
      if (subject.kind === 'class') {
        refuse(badClassName(snapshot, subject.cls, newName, new Set(uses.map(u => u.uri))));
        refuse(keepTableName(snapshot, subject.cls, newName, change));
      }
      return workspaceEdit(snapshot, uses, newName, change.finish() ?? new Map());
    }
  },
);

/** What is renamed at a position, and why it has to keep its name, if it has; null when it is not ours, so that other tools are asked. */
function renamable(snapshot: Snapshot, uri: string, position: Range['start']): Renamable | null {
  const at = subjectAt(snapshot, uri, position);
  if (!at) return null;
  const { subject, range } = at;
  // A string that is being typed is not asked for another name.
  if (subject.kind === 'table' && snapshot.tree(uri)?.broken) return null;
  const { name } = at;
  const why =
    subject.kind === 'class'
      ? fixedClass(snapshot, subject.cls)
      : subject.kind === 'table'
        ? fixedTable(snapshot, subject.table)
        : fixedRelationship(snapshot, subject.attributes);
  if (subject.names.has(name)) return { subject, name, range, why };
  // `Writer = aliased(User)` names the class in its own way, which is a matter of Python alone.
  return subject.kind !== 'class' ? { subject, name, range, why: why ?? 'the name stands in a string that is put together of several parts' } : null;
}

interface Renamable {
  readonly subject: Subject;
  readonly name: string;
  readonly range: Range;
  readonly why: string | undefined;
}

const unchanged: WorkspaceEdit = { changes: {} };

/** Beside a Python language server nothing is edited `instead`: an error would leave the rename to that one, which knows no strings. */
function refuse(why: string | undefined, instead: unknown = unchanged): void {
  if (why !== undefined) throw new Refusal(`Cannot rename: ${why}.`, instead);
}

const annotations: Readonly<Record<'probable' | 'open', ChangeAnnotation>> = {
  probable: { label: 'Probable uses', description: 'what the name is read from is not certain', needsConfirmation: true },
  open: { label: 'Same name', description: 'nothing is known of what the name is read from', needsConfirmation: true },
};

/** Uses that are not certain are edited only by editors that ask the user first. */
function workspaceEdit(snapshot: Snapshot, uses: readonly Use[], newText: string, more: ReadonlyMap<string, readonly TextEdit[]>): WorkspaceEdit {
  const { documentChanges, confirmation } = snapshot.editor;
  const asks = documentChanges && confirmation;
  const edits = new Map<string, (TextEdit | AnnotatedTextEdit)[]>([...more].map(([uri, list]) => [uri, [...list]]));
  const used = new Set<'probable' | 'open'>();
  for (const { uri, range, certainty } of uses) {
    if (certainty !== 'certain' && !asks) continue;
    const list = edits.get(uri) ?? [];
    edits.set(uri, list);
    list.push(certainty === 'certain' ? { range, newText } : { range, newText, annotationId: certainty });
    if (certainty !== 'certain') used.add(certainty);
  }
  if (!documentChanges) return { changes: Object.fromEntries(edits) };
  return {
    documentChanges: [...edits].map(([uri, list]): TextDocumentEdit => ({ textDocument: { uri, version: snapshot.version(uri) }, edits: list })),
    ...(used.size > 0 ? { changeAnnotations: Object.fromEntries([...used].map(id => [id, annotations[id]])) } : {}),
  };
}
