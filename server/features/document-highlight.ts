import { type DocumentHighlight, DocumentHighlightKind, DocumentHighlightRequest } from 'vscode-languageserver-protocol';
import { usesInPython } from '../uses/in-python.ts';
import { finish } from '../uses/search.ts';
import { subjectAt } from '../uses/subject.ts';
import { defineFeature } from './feature.ts';

/** The places of one file that name the relationship or mapped class at the cursor. */
export const documentHighlight = defineFeature(
  DocumentHighlightRequest.type,
  { documentHighlightProvider: true },
  (snapshot, { textDocument: { uri }, position }): DocumentHighlight[] | null => {
    const at = subjectAt(snapshot, uri, position);
    if (!at) return null;
    return finish(usesInPython(snapshot, at.subject, uri))
      .uses.filter(u => u.certainty !== 'open')
      .map(({ range, kind }) => ({ range, kind: kind === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write }));
  },
);
