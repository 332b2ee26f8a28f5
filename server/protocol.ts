import {
  type Location,
  NotificationType,
  type Position,
  ProtocolRequestType,
  type TextDocumentIdentifier,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';

/** What the client tells the server when it starts it. */
export interface InitializationOptions {
  /** True when a general Python language server (Pylance, pyright, Jedi ...) runs beside ours. */
  readonly pythonLanguageServer?: boolean;
  /** True when the client has registered `commands`, so that lenses may run them. */
  readonly commands?: boolean;
  /** A link to the page of a rule, with `*` for its code. */
  readonly rulePages?: string;
}

/** The Python environments that are chosen in the editor: paths of folders or interpreters, by the uri of the workspace folder. Sent whenever they change. */
export const pythonEnvironments = new NotificationType<{ readonly byFolder: Readonly<Record<string, string>> }>('backref/pythonEnvironments');

/**
 * Asked by the server, and the only thing it asks of other tools: where the other Python language server finds the type of the expression at a position
 * written. Empty when there is none, or when it does not say.
 */
export const pythonType = new ProtocolRequestType<
  { readonly textDocument: TextDocumentIdentifier; readonly position: Position },
  readonly Location[],
  never,
  void,
  void
>('backref/pythonType');

/** The kinds of node the relationship tree shows; the client maps each to an icon. */
export type TreeNodeKind = 'folder' | 'module' | 'model' | 'to-one' | 'to-many' | 'implicit-to-one' | 'implicit-to-many';

/** One row of the relationship tree. */
export interface TreeNode {
  /** Stable while the model is; unique in the whole tree. Passed back to ask for the children. */
  readonly id: string;
  readonly kind: TreeNodeKind;
  readonly label: string;
  /** Dimmed text behind the label, such as `list[Post] · backref of Post.author`. */
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** Where a click leads: zero-based lines, UTF-16 columns. */
  readonly at?: Location;
  readonly expandable: boolean;
}

/** The children of `parent`, or the roots without it. */
export const modelTree = new ProtocolRequestType<{ readonly parent?: string }, readonly TreeNode[], never, void, void>('backref/modelTree');

/** The rows from a root down to the mapped class at a position, outermost first; empty when there is none. */
export const modelTreePath = new ProtocolRequestType<
  { readonly textDocument: TextDocumentIdentifier; readonly position: Position },
  readonly TreeNode[],
  never,
  void,
  void
>('backref/modelTreePath');

/** What the index holds, for the command "Show Index" and bug reports. Markdown. */
export const indexReport = new ProtocolRequestType<Record<string, never>, string, never, void, void>('backref/indexReport');

/** What the conversion of many backrefs would do. */
export interface Migration {
  readonly converted: number;
  readonly left: number;
  readonly edit: WorkspaceEdit;
  /** What is converted, what is left and why. Markdown. */
  readonly report: string;
}

/** Converts all backrefs of the workspace to `back_populates`, or those written in a file or below a folder. */
export const migration = new ProtocolRequestType<{ readonly within?: string }, Migration, never, void, void>('backref/migration');

/**
 * Writes types of the whole workspace, or of a file or folder: `annotations` of written relationships, or `declarations` of implicit attributes under
 * `if TYPE_CHECKING:`. `converted` counts the attributes.
 */
export const typing = new ProtocolRequestType<{ readonly what: 'annotations' | 'declarations'; readonly within?: string }, Migration, never, void, void>(
  'backref/typing',
);

/** The state of the index; sent whenever it changes. The tree asks again on `ready`. */
export type IndexStatus =
  | { readonly state: 'indexing'; readonly done: number; readonly total: number }
  | {
      readonly state: 'ready';
      readonly files: number;
      /** Files that could not be read or were left out, with the reason in the log. */
      readonly skipped: number;
      readonly models: number;
      /** Relationship attributes, each counted on the class that owns it; implicit ones included. */
      readonly relationships: number;
      readonly implicit: number;
    };
export const indexStatus = new NotificationType<IndexStatus>('backref/indexStatus');

/** A place that a list offers. */
export interface Target {
  readonly label: string;
  readonly description: string;
  readonly at: Location;
}

/** Ids of the commands the client registers. */
export const commands = {
  restartServer: 'backref.restartServer',
  stopServer: 'backref.stopServer',
  showOutput: 'backref.showOutput',
  showIndex: 'backref.showIndex',
  reportIssue: 'backref.reportIssue',
  refreshTree: 'backref.refreshTree',
  revealInTree: 'backref.revealInTree',
  convertAll: 'backref.convertAll',
  annotateAll: 'backref.annotateAll',
  declareAll: 'backref.declareAll',
  /** Argument: a row of the tree. */
  findReferences: 'backref.findReferences',
  /** Argument: a row of the tree. */
  rename: 'backref.rename',
  /** Arguments: a uri and a range; opens the place. Used by links in hovers. */
  open: 'backref.open',
  /** Arguments: a title and `Target`s; opens the only one, or the one that is picked. Used by lenses. */
  pick: 'backref.pick',
  /** Argument: a uri; saves the document. Used by actions whose edit counts only when it is on the disk. */
  save: 'backref.save',
  /** Arguments: a uri, a position, and locations, which are shown there. Used by lenses. */
  showReferences: 'backref.showReferences',
} as const;
