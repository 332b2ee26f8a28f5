import { Disposable, StatusBarAlignment, type TextEditor, commands as vscodeCommands, window } from 'vscode';
import type { App, ServerStatus } from './app.ts';
import { isOurs } from './documents.ts';
import { showMenu } from './menu.ts';
import { count, statusSentence } from './words.ts';

/** Only this part's item knows the command, so it is neither in the palette nor in the protocol. */
const menuCommand = 'backref.showMenu';

/** The status item, and the context key `backref.state` which the `when` clauses of package.json read. */
export function register(app: App): Disposable {
  const item = window.createStatusBarItem('backref.status', StatusBarAlignment.Right, 100);
  item.name = 'Backref';
  item.command = menuCommand;
  let relevant = true;

  const show = (status: ServerStatus) => {
    const sentence = statusSentence(status);
    item.text = shortText(status);
    item.tooltip = sentence;
    item.accessibilityInformation = { label: `Backref: ${sentence}`, role: 'button' };
    if (relevant || needsAttention(status)) item.show();
    else item.hide();
    void vscodeCommands.executeCommand('setContext', 'backref.state', status.state);
  };
  const follow = (editor: TextEditor | undefined) => {
    if (editor !== undefined && !isPartOfWorkspace(editor)) return;
    relevant = editor === undefined || isOurs(editor.document);
    show(app.server.status);
  };

  follow(window.activeTextEditor);
  return Disposable.from(
    item,
    app.server.onDidChangeStatus(show),
    window.onDidChangeActiveTextEditor(follow),
    vscodeCommands.registerCommand(menuCommand, () => showMenu(app)),
  );
}

/** Panels such as the output are text editors as well; that one has the focus says nothing about what the user works on. */
const isPartOfWorkspace = ({ document }: TextEditor): boolean => document.uri.scheme === 'file' || document.isUntitled;

const needsAttention = ({ state }: ServerStatus): boolean => state === 'indexing' || state === 'failed';

function shortText(status: ServerStatus): string {
  switch (status.state) {
    case 'starting':
      return '$(sync~spin) Backref';
    case 'indexing':
      return status.total > 0 ? `$(sync~spin) Backref: ${status.done}/${status.total}` : '$(sync~spin) Backref';
    case 'ready':
      return status.models > 0 ? `Backref: ${count(status.models, 'model')}` : 'Backref: no models';
    case 'stopped':
      return '$(circle-slash) Backref: stopped';
    case 'failed':
      return '$(error) Backref: stopped';
  }
}
