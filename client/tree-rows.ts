import { MarkdownString, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { TreeNode, TreeNodeKind } from '../server/protocol.ts';

const declared = new ThemeColor('charts.blue');
const implicit = new ThemeColor('charts.purple');

/** Declared relationships point away; implicit ones, which nobody wrote on this class, come back. */
const icons: { readonly [K in TreeNodeKind]: ThemeIcon } = {
  folder: ThemeIcon.Folder,
  module: ThemeIcon.File,
  model: new ThemeIcon('symbol-class', new ThemeColor('symbolIcon.classForeground')),
  'to-one': new ThemeIcon('arrow-right', declared),
  'to-many': new ThemeIcon('list-unordered', declared),
  'implicit-to-one': new ThemeIcon('reply', implicit),
  'implicit-to-many': new ThemeIcon('references', implicit),
};

/** What a screen reader says for the icon. */
const spoken: { readonly [K in TreeNodeKind]: string } = {
  folder: 'folder',
  module: 'module',
  model: 'model',
  'to-one': 'relationship to one',
  'to-many': 'relationship to many',
  'implicit-to-one': 'implicit relationship to one',
  'implicit-to-many': 'implicit relationship to many',
};

/** A node of the server's tree as a row of VS Code's. */
export function row(node: TreeNode): TreeItem {
  const { id, kind, label, description, tooltip, at } = node;
  const item = new TreeItem(label, node.expandable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = id;
  item.contextValue = kind;
  item.iconPath = icons[kind];
  item.accessibilityInformation = { label: [label, spoken[kind], description].filter(it => it !== undefined).join(', ') };
  if (description !== undefined) item.description = description;
  if (tooltip !== undefined) item.tooltip = new MarkdownString(tooltip, true);
  if (at !== undefined) {
    const uri = Uri.parse(at.uri);
    // Gives the row the file's own icon, and the colours of its problems and changes.
    if (kind === 'module') item.resourceUri = uri;
    // VS Code's own command, not ours: for it the tree knows previews, keeping the focus, and opening to the side.
    item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, { selection: rangeOf(at.range) }] };
  }
  return item;
}

/** A range of the protocol as one of VS Code's. */
export const rangeOf = ({ start, end }: { readonly start: LinePosition; readonly end: LinePosition }): Range =>
  new Range(start.line, start.character, end.line, end.character);

interface LinePosition {
  readonly line: number;
  readonly character: number;
}
