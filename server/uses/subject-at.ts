import type { Position } from 'vscode-languageserver-protocol';
import type { Snapshot } from '../workspace/snapshot.ts';
import { TemplateSearch } from './in-template.ts';
import { rendersText } from './renderings.ts';
import { type SubjectAt, subjectInPython } from './subject.ts';

/** The relationship or mapped class at a position of a Python file or of a template; undefined when there is none. */
export function subjectAt(snapshot: Snapshot, uri: string, position: Position): SubjectAt | undefined {
  const found = subjectInPython(snapshot, uri, position);
  if (found || (snapshot.tree(uri) && !rendersText(snapshot, uri))) return found;
  return new TemplateSearch(snapshot).subjectAt(uri, position);
}
