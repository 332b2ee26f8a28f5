import { ok } from 'node:assert/strict';
import { type Location, type LocationLink, type Position, type TextDocument, Uri, window, workspace } from 'vscode';

/** The address of a file in the open sample. */
export function uriOf(file: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  ok(folder, 'a folder is open');
  return Uri.joinPath(folder.uri, file);
}

/** Opens a file of the sample in an editor. */
export async function open(file: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uriOf(file));
  await window.showTextDocument(document);
  return document;
}

/** The position of `$0` in the first occurrence of `marked`, such as `user.po$0sts`. */
export function positionOf(document: TextDocument, marked: string): Position {
  const start = document.getText().indexOf(marked.replace('$0', ''));
  ok(start >= 0, `${document.uri.path} contains ${marked}`);
  return document.positionAt(start + marked.indexOf('$0'));
}

/** A place as `file:line: text of the line`, which a failing test can be read by. */
export async function described(place: Location | LocationLink): Promise<string> {
  const [uri, range] = 'targetUri' in place ? [place.targetUri, place.targetSelectionRange ?? place.targetRange] : [place.uri, place.range];
  const document = await workspace.openTextDocument(uri);
  return `${workspace.asRelativePath(uri)}: ${document.lineAt(range.start.line).text.trim()}`;
}
