import { type DocumentSymbol, DocumentSymbolRequest, SymbolKind } from 'vscode-languageserver-protocol';
import { defineFeature } from './feature.ts';
import { isImplicit, label, typeOf } from './words.ts';

/** The models of a file with their relationships; implicit attributes stand under the class that receives them. */
export const documentSymbols = defineFeature(DocumentSymbolRequest.type, { documentSymbolProvider: { label: 'Backref' } }, (snapshot, { textDocument }) =>
  snapshot.project.inFile(textDocument.uri).map((cls): DocumentSymbol => {
    const range = cls.symbol.fact.range;
    const children = [...cls.own.values()].map((it): DocumentSymbol => {
      // An implicit attribute has no place of its own in this file; it is shown at the class's name.
      const here = it.at.uri === textDocument.uri && !isImplicit(it) && inside(it.at.range, range) ? it.at.range : cls.at.range;
      const detail = it.provenance.kind === 'backref' ? `${typeOf(it)} · implicit, backref of ${label(it.provenance.source)}` : typeOf(it);
      return { name: it.name, detail, kind: isImplicit(it) ? SymbolKind.Event : SymbolKind.Field, range: here, selectionRange: here };
    });
    return { name: cls.name, detail: cls.table?.fullname ?? '', kind: SymbolKind.Class, range, selectionRange: cls.at.range, children };
  }),
);

const inside = (inner: DocumentSymbol['range'], outer: DocumentSymbol['range']): boolean =>
  inner.start.line >= outer.start.line && inner.end.line <= outer.end.line;
