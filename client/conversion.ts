import { Uri, ViewColumn, window, workspace } from 'vscode';
import { migration } from '../server/protocol.ts';
import type { App } from './app.ts';

/** Converts all backrefs of the workspace, or of the file or folder the command was called for, once the user has agreed in the preview. */
export async function convertAll({ server }: App, resource: unknown): Promise<void> {
  const within = resource instanceof Uri ? { within: resource.toString() } : {};
  const answer = await server.ask(migration, within);
  if (!answer) {
    void window.showWarningMessage('The language server could not look for backrefs. The output says more.');
    return;
  }
  const { converted, left, edit, report } = answer;
  if (converted + left === 0) {
    void window.showInformationMessage('There is no backref.');
    return;
  }
  const done = converted > 0 && (await server.apply(edit));
  if (converted > 0 && !done) return;
  const rest = left === 0 ? '' : `${left} ${left === 1 ? 'is' : 'are'} left as ${left === 1 ? 'it is' : 'they are'}.`;
  const message = `${converted === 0 ? 'No backref can be converted.' : `${converted} ${converted === 1 ? 'backref' : 'backrefs'} converted.`} ${rest}`.trim();
  if ((await window.showInformationMessage(message, 'Show Report')) === undefined) return;
  await window.showTextDocument(await workspace.openTextDocument({ content: report, language: 'markdown' }), { viewColumn: ViewColumn.Beside });
}
