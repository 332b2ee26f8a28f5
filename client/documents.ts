import { languages, type TextDocument } from 'vscode';

/** The documents that the server is told about. */
export const documentSelector = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
];

/** Whether the server knows a document. */
export const isOurs = (document: TextDocument): boolean => languages.match(documentSelector, document) > 0;
