import { type QuickPickItem, commands as vscodeCommands, window } from 'vscode';
import { commands } from '../server/protocol.ts';
import type { App, ServerStatus } from './app.ts';
import { statusSentence } from './words.ts';

interface MenuItem extends QuickPickItem {
  readonly run: () => Thenable<unknown>;
}

const item = (label: string, command: string, ...args: readonly unknown[]): MenuItem => ({ label, run: () => vscodeCommands.executeCommand(command, ...args) });

/** What can be done about a server in this state, the likeliest first. */
function menu(status: ServerStatus, extensionId: string): readonly MenuItem[] {
  const index = [item('$(type-hierarchy) Show Relationships', 'backref.relationships.focus'), item('$(list-tree) Show Index', commands.showIndex)];
  const restart = [item('$(debug-restart) Restart Server', commands.restartServer)];
  const stop = [item('$(debug-stop) Stop Server', commands.stopServer)];
  const always = [
    item('$(output) Show Output', commands.showOutput),
    item('$(gear) Open Settings', 'workbench.action.openSettings', `@ext:${extensionId}`),
    item('$(report) Report Issue', commands.reportIssue),
  ];
  switch (status.state) {
    case 'ready':
    case 'indexing':
      return [...index, ...restart, ...stop, ...always];
    case 'starting':
      return [...restart, ...stop, ...always];
    case 'stopped':
    case 'failed':
      return [...restart, ...always];
  }
}

/** The quick pick behind the status item. */
export async function showMenu({ context, server }: App): Promise<void> {
  const picked = await window.showQuickPick(menu(server.status, context.extension.id), { title: 'Backref', placeHolder: statusSentence(server.status) });
  await picked?.run();
}
