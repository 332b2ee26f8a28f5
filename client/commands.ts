import { Disposable, Uri, commands as vscodeCommands, window } from 'vscode';
import { Location, Range } from 'vscode-languageclient/node';
import { commands } from '../server/protocol.ts';
import type { App } from './app.ts';
import { convertAll } from './conversion.ts';
import { showIndexReport } from './index-report.ts';
import { openIssueReport } from './issue-report.ts';
import type { RelationshipTree } from './relationship-tree.ts';
import { rangeOf } from './tree-rows.ts';

type CommandId = (typeof commands)[keyof typeof commands];
type Handler = (app: App, tree: RelationshipTree, ...args: readonly unknown[]) => unknown;

const handlers: { readonly [Id in CommandId]: Handler } = {
  [commands.restartServer]: ({ server }) => server.restart(),
  [commands.stopServer]: ({ server }) => server.stop(),
  [commands.showOutput]: ({ server }) => server.log.show(),
  [commands.showIndex]: () => showIndexReport(),
  [commands.reportIssue]: app => openIssueReport(app),
  [commands.refreshTree]: (_, tree) => tree.refresh(),
  [commands.revealInTree]: async (_, tree) => {
    if (!(await tree.revealCursor())) window.setStatusBarMessage('There is no mapped class at the cursor.', 4000);
  },
  [commands.convertAll]: (app, _, resource) => convertAll(app, resource),
  [commands.findReferences]: (_, __, row) => findReferences(row),
  [commands.open]: (_, __, uri, range) => open(uri, range),
};

/** Registers every command of the protocol. */
export function register(app: App, tree: RelationshipTree): Disposable {
  return Disposable.from(...Object.entries(handlers).map(([id, handler]) => vscodeCommands.registerCommand(id, (...args) => handler(app, tree, ...args))));
}

/** Links carry their arguments as text, so nothing is known of them. */
async function open(uri: unknown, range: unknown): Promise<void> {
  if (typeof uri !== 'string') return;
  await vscodeCommands.executeCommand('vscode.open', Uri.parse(uri), Range.is(range) ? { selection: rangeOf(range) } : {});
}

/** Opens what a row of the tree stands for, and shows who uses it. */
async function findReferences(row: unknown): Promise<void> {
  if (typeof row !== 'object' || row === null || !('at' in row) || !Location.is(row.at)) return;
  await open(row.at.uri, { start: row.at.range.start, end: row.at.range.start });
  await vscodeCommands.executeCommand('editor.action.goToReferences');
}
