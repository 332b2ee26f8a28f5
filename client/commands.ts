import { Location as CodeLocation, Disposable, Uri, commands as vscodeCommands, window, workspace } from 'vscode';
import { Location, Position, Range } from 'vscode-languageclient/node';
import { commands, type Target } from '../server/protocol.ts';
import type { App } from './app.ts';
import { convertAll, writeTypes } from './conversion.ts';
import { openIssueReport } from './issue-report.ts';
import { showIndexReport } from './pages.ts';
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
  [commands.annotateAll]: (app, _, resource) => writeTypes(app, 'annotations', resource),
  [commands.declareAll]: (app, _, resource) => writeTypes(app, 'declarations', resource),
  [commands.findReferences]: (_, tree, row) => atRow(row ?? tree.selected, 'editor.action.goToReferences'),
  [commands.rename]: (_, tree, row) => atRow(row ?? tree.selected, 'editor.action.rename'),
  [commands.open]: (_, __, uri, range) => open(uri, range),
  [commands.pick]: (_, __, title, targets) => pick(title, targets),
  [commands.save]: (_, __, uri) => workspace.textDocuments.find(it => it.uri.toString() === Uri.parse(String(uri)).toString())?.save(),
  [commands.showReferences]: (_, __, uri, position, places) => showReferences(uri, position, places),
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

/** Opens what a row of the tree stands for, and does there what the editor does at the cursor. */
async function atRow(row: unknown, action: string): Promise<void> {
  if (typeof row !== 'object' || row === null || !('at' in row) || !Location.is(row.at)) return;
  await open(row.at.uri, { start: row.at.range.start, end: row.at.range.start });
  await vscodeCommands.executeCommand(action);
}

/** Goes to the only target, or to the one that is picked; while they are looked through, nothing is opened. */
async function pick(title: unknown, targets: unknown): Promise<void> {
  if (!Array.isArray(targets)) return;
  const items = targets.filter(isTarget);
  const [first, ...more] = items;
  const detailed = items.map(it => ({ ...it, detail: workspace.asRelativePath(Uri.parse(it.at.uri)) }));
  const chosen = more.length === 0 ? first : await window.showQuickPick(detailed, { title: String(title), matchOnDescription: true });
  if (chosen) await open(chosen.at.uri, chosen.at.range);
}

const isTarget = (it: unknown): it is Target => typeof it === 'object' && it !== null && 'label' in it && 'at' in it && Location.is(it.at);

/** Shows places in the editor's own peek. */
async function showReferences(uri: unknown, position: unknown, places: unknown): Promise<void> {
  if (typeof uri !== 'string' || !Position.is(position) || !Array.isArray(places)) return;
  const found = places.filter(Location.is).map(it => new CodeLocation(Uri.parse(it.uri), rangeOf(it.range)));
  await vscodeCommands.executeCommand('editor.action.showReferences', Uri.parse(uri), rangeOf({ start: position, end: position }).start, found);
}
