import { Uri, ViewColumn, window, workspace } from 'vscode';
import { type Migration, migration, typing } from '../server/protocol.ts';
import type { App } from './app.ts';

/** What is asked for, and how it is spoken of. */
interface Wording {
  readonly one: string;
  readonly many: string;
  readonly done: string;
  readonly none: string;
}

const backrefs: Wording = { one: 'backref', many: 'backrefs', done: 'converted', none: 'There is no backref.' };
const types = {
  annotations: { one: 'relationship', many: 'relationships', done: 'annotated', none: 'There is no relationship without a type.' },
  declarations: { one: 'implicit attribute', many: 'implicit attributes', done: 'declared', none: 'All implicit attributes are declared.' },
} as const;

/** Converts all backrefs of the workspace, or of the file or folder the command was called for, once the user has agreed in the preview. */
export const convertAll = (app: App, resource: unknown): Promise<void> => change(app, app.server.ask(migration, within(resource)), backrefs);

/** Writes the types of all relationships, or declares all implicit attributes for type checkers, in the same way. */
export const writeTypes = (app: App, what: keyof typeof types, resource: unknown): Promise<void> =>
  change(app, app.server.ask(typing, { what, ...within(resource) }), types[what]);

const within = (resource: unknown): { readonly within?: string } => (resource instanceof Uri ? { within: resource.toString() } : {});

async function change({ server }: App, asked: Promise<Migration | undefined>, { one, many, done, none }: Wording): Promise<void> {
  const answer = await asked;
  if (!answer) {
    void window.showWarningMessage(`The language server could not look for ${many}. The output says more.`);
    return;
  }
  const { converted, left, edit, report } = answer;
  if (converted + left === 0) {
    void window.showInformationMessage(none);
    return;
  }
  if (converted > 0 && !(await server.apply(edit))) return;
  const rest = left === 0 ? '' : `${left} ${left === 1 ? 'is' : 'are'} left as ${left === 1 ? 'it is' : 'they are'}.`;
  const message = `${converted === 0 ? `No ${one} can be ${done}.` : `${converted} ${converted === 1 ? one : many} ${done}.`} ${rest}`.trim();
  if ((await window.showInformationMessage(message, 'Show Report')) === undefined) return;
  await window.showTextDocument(await workspace.openTextDocument({ content: report, language: 'markdown' }), { viewColumn: ViewColumn.Beside });
}
