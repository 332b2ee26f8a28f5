import type { CancellationToken, Disposable, Event, ExtensionContext, LogOutputChannel, RenameProvider, TextDocument } from 'vscode';
import type { ProtocolRequestType, RequestParam, WorkspaceEdit } from 'vscode-languageclient/node';
import type { IndexStatus } from '../server/protocol.ts';

/** What the server is doing: what it reports of its index, or why there is nothing to report. */
export type ServerStatus = IndexStatus | { readonly state: 'starting' | 'stopped' | 'failed' };

/** The language server as the parts of the client see it; who runs it, and how often it was started, is not their business. */
export interface Server extends Disposable {
  readonly status: ServerStatus;
  readonly onDidChangeStatus: Event<ServerStatus>;
  readonly log: LogOutputChannel;
  /** The answer, or undefined when there is no server to ask or it could not answer; the log knows why. */
  ask<P, R, O>(request: ProtocolRequestType<P, R, never, void, O>, params: NoInfer<RequestParam<P>>, token?: CancellationToken): Promise<R | undefined>;
  /** What renames in a document; undefined while no server runs. */
  renameProvider(document: TextDocument): RenameProvider | undefined;
  /** Makes the edits of an answer, after the user has seen them where they ask for that; false when they are not made. */
  apply(edit: WorkspaceEdit): Promise<boolean>;
  /** Says which Python environments are chosen, by the uri of the workspace folder; a server that starts later learns it too. */
  usePython(byFolder: Readonly<Record<string, string>>): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** What each part of the client is given. Declared in a leaf, so that the parts need not import one another. */
export interface App {
  readonly context: ExtensionContext;
  readonly server: Server;
}
