import { type DocumentHighlight, DocumentHighlightKind, DocumentHighlightRequest } from 'vscode-languageserver-protocol';
import { usesInPython } from '../uses/in-python.ts';
import { TemplateSearch } from '../uses/in-template.ts';
import { rendersText } from '../uses/renderings.ts';
import { finish } from '../uses/search.ts';
import { subjectAt } from '../uses/subject-at.ts';
import { defineFeature } from './feature.ts';

/** The places of one file that name the relationship or mapped class at the cursor. */
export const documentHighlight = defineFeature(
  DocumentHighlightRequest.type,
  { documentHighlightProvider: true },
  (snapshot, { textDocument: { uri }, position }): DocumentHighlight[] | null => {
    const at = subjectAt(snapshot, uri, position);
    if (!at) return null;
    const uses = snapshot.tree(uri) ? finish(usesInPython(snapshot, at.subject, uri)).uses : [];
    const inTemplates = !snapshot.tree(uri) || rendersText(snapshot, uri) ? new TemplateSearch(snapshot).usesIn(uri, at.subject) : [];
    return [...uses, ...inTemplates]
      .filter(u => u.certainty !== 'open')
      .map(({ range, kind }) => ({ range, kind: kind === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write }));
  },
);
