import { CancellationTokenSource, Disposable, EventEmitter, type TextEditor, type TreeDataProvider, type TreeItem, type TreeView, Uri, window } from 'vscode';
import { modelTree, modelTreePath, type TreeNode } from '../server/protocol.ts';
import type { App, Server } from './app.ts';
import { Debounced } from './debounced.ts';
import { isOurs } from './documents.ts';
import { rangeOf, row } from './tree-rows.ts';

/** The "Relationships" view. */
export function register({ server }: App): RelationshipTree {
  return new RelationshipTree(server);
}

/** A mirror of what the server answers, unfolded lazily; while the view is visible, its selection follows the cursor. */
export class RelationshipTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #server: Server;
  readonly #view: TreeView<TreeNode>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** For `getParent`: what `reveal` climbs up by. */
  readonly #parents = new Map<string, TreeNode>();
  readonly #refresh = new Debounced(200);
  readonly #follow = new Debounced(250);
  readonly #disposable: Disposable;
  /** Whether there has been an index since the server started; before, the view says that it is being made. */
  #indexed = false;
  #question = new CancellationTokenSource();

  constructor(server: Server) {
    this.#server = server;
    this.#view = window.createTreeView('backref.relationships', { treeDataProvider: this, showCollapseAll: true });
    this.#disposable = Disposable.from(
      this.#view,
      this.#changed,
      this.#refresh,
      this.#follow,
      server.onDidChangeStatus(({ state }) => {
        // Between two states of the index the rows stay: they are nearly right, and an empty view would flicker.
        if (state === 'indexing') return;
        this.#indexed = state === 'ready';
        this.refresh();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#followCursor(textEditor)),
      window.onDidChangeActiveTextEditor(editor => this.#followCursor(editor)),
      this.#view.onDidChangeVisibility(() => this.#followCursor(window.activeTextEditor)),
    );
  }

  dispose(): void {
    this.#question.dispose();
    this.#disposable.dispose();
  }

  /** The row that the keyboard is at. */
  get selected(): TreeNode | undefined {
    return this.#view.selection[0];
  }

  /** Asks the server again, for all rows that are unfolded. */
  refresh(): void {
    this.#refresh.run(() => this.#changed.fire(undefined));
  }

  /** Shows the view and selects the class at the cursor; false when there is none. */
  async revealCursor(): Promise<boolean> {
    const editor = window.activeTextEditor;
    const node = editor === undefined ? undefined : await this.#classAt(editor);
    if (node === undefined) return false;
    await this.#view.reveal(node, { select: true, focus: true, expand: true });
    return true;
  }

  getTreeItem(node: TreeNode): TreeItem {
    return row(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node.id);
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (!this.#indexed) return [];
    const children = (await this.#server.ask(modelTree, parent === undefined ? {} : { parent: parent.id })) ?? [];
    for (const child of children) this.#remember(child, parent);
    return [...children];
  }

  #remember(node: TreeNode, parent: TreeNode | undefined): void {
    if (parent === undefined) this.#parents.delete(node.id);
    else this.#parents.set(node.id, parent);
  }

  #followCursor(editor: TextEditor | undefined): void {
    if (!this.#view.visible || !this.#indexed || editor === undefined || !isOurs(editor.document)) return;
    this.#follow.run(async () => {
      const [selected] = this.#view.selection;
      // A click on the row has brought us here, perhaps to another class, where its backref is written: the row stays selected.
      if (selected !== undefined && leadsTo(selected, editor)) return;
      const node = await this.#classAt(editor);
      if (node === undefined || node.id === selected?.id || !this.#view.visible) return;
      await this.#reveal(node);
    });
  }

  async #reveal(node: TreeNode): Promise<void> {
    try {
      await this.#view.reveal(node, { select: true, focus: false, expand: false });
    } catch (error) {
      // The model changed between question and answer, and the row is no longer there. The next move of the cursor asks again.
      this.#server.log.debug('No such row:', String(error));
    }
  }

  async #classAt({ document, selection }: TextEditor): Promise<TreeNode | undefined> {
    this.#question.cancel();
    this.#question.dispose();
    this.#question = new CancellationTokenSource();
    const where = { textDocument: { uri: document.uri.toString() }, position: { line: selection.active.line, character: selection.active.character } };
    const path = (await this.#server.ask(modelTreePath, where, this.#question.token)) ?? [];
    path.forEach((node, i) => {
      this.#remember(node, path[i - 1]);
    });
    return path.at(-1);
  }
}

/** Whether the cursor stands where a click on the row has put it. */
function leadsTo({ at }: TreeNode, { document, selection }: TextEditor): boolean {
  return at !== undefined && Uri.parse(at.uri).toString() === document.uri.toString() && rangeOf(at.range).contains(selection.active);
}
