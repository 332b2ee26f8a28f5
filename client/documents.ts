import { languages, type TextDocument } from 'vscode';

const python = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
];

/** The documents that the server is told about: Python, and what the server takes for a template. */
export const documentSelector = [
  ...python,
  { scheme: 'file', pattern: '**/templates/**/*.{html,htm,txt,xml}' },
  { scheme: 'file', pattern: '**/*.{jinja,jinja2,j2}' },
];

/** Whether a document is Python that the server knows. */
export const isOurs = (document: TextDocument): boolean => languages.match(python, document) > 0;
