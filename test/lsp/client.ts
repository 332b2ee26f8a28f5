/** A client of the server, over streams in this process or over the pipes of another. */
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import {
  ConfigurationRequest,
  type Diagnostic,
  type FileChangeType,
  type InitializeParams,
  type InitializeResult,
  LogMessageNotification,
  type MessageReader,
  type MessageWriter,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
} from 'vscode-languageserver-protocol';
import type { Feature } from '../../server/features/feature.ts';
import { features } from '../../server/features/index.ts';
import { serve } from '../../server/lsp/serve.ts';
import { type IndexStatus, type InitializationOptions, indexStatus, modelTree, type TreeNode } from '../../server/protocol.ts';

export const uriOf = (path: string): string => pathToFileURL(path).href;

type Ready = Extract<IndexStatus, { state: 'ready' }>;

/** What came from the server without being asked, and a way to wait for more of it. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly logs: string[] = [];
  readonly statuses: IndexStatus[] = [];
  readonly published = new Map<string, readonly Diagnostic[]>();
  readonly registered: string[] = [];
  /** What is answered to `workspace/configuration`, by section. */
  configuration: Readonly<Record<string, unknown>> = {};
  #waiting: { readonly met: () => boolean; readonly resolve: () => void }[] = [];

  constructor(reader: MessageReader, writer: MessageWriter) {
    this.connection = createProtocolConnection(reader, writer);
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => this.#note(() => this.logs.push(message)));
    this.connection.onNotification(indexStatus, status => this.#note(() => this.statuses.push(status)));
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => this.#note(() => this.published.set(uri, diagnostics)));
    this.connection.onRequest(RegistrationRequest.type, ({ registrations }) => this.#note(() => this.registered.push(...registrations.map(r => r.method))));
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(({ section }) => this.configuration[section ?? ''] ?? null));
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onRequest('workspace/diagnostic/refresh', () => null);
    this.connection.listen();
  }

  async start(
    folders: readonly string[],
    capabilities: InitializeParams['capabilities'] = {},
    initializationOptions: InitializationOptions = {},
  ): Promise<InitializeResult> {
    const workspaceFolders = folders.map(f => ({ uri: uriOf(f), name: f.slice(f.lastIndexOf('/') + 1) }));
    const result = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders,
      initializationOptions,
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  /** Resolves once something that came from the server makes the condition true. */
  until(met: () => boolean): Promise<void> {
    return met() ? Promise.resolve() : new Promise(resolve => this.#waiting.push({ met, resolve }));
  }

  /** The next report that the index is ready which fits. */
  async ready(fits: (status: Ready) => boolean = () => true): Promise<Ready> {
    const find = (): Ready | undefined => this.statuses.findLast((s): s is Ready => s.state === 'ready' && fits(s));
    await this.until(() => find() !== undefined);
    const found = find();
    if (!found) throw new Error('a report vanished');
    return found;
  }

  open(path: string, text: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uriOf(path), languageId: 'python', version: 1, text } });
  }

  change(path: string, text: string, version = 2): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', { textDocument: { uri: uriOf(path), version }, contentChanges: [{ text }] });
  }

  close(path: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
  }

  /** Tells the server of a change on disk. */
  touched(path: string, type: FileChangeType): Promise<void> {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path), type }] });
  }

  /** Codes of the diagnostics a client that pulls gets. */
  async codes(path: string): Promise<readonly unknown[]> {
    const { items } = await this.connection.sendRequest<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: uriOf(path) } });
    return items.map(d => d.code);
  }

  /** The labels of the tree, class by class. */
  async tree(parent?: string): Promise<readonly string[]> {
    const rows: readonly TreeNode[] = await this.connection.sendRequest(modelTree, parent === undefined ? {} : { parent });
    const below = await Promise.all(
      rows.map(async row => (row.kind === 'module' || row.kind === 'folder' ? (await this.tree(row.id)).map(l => `${row.label} > ${l}`) : [row.label])),
    );
    return below.flat();
  }

  #note(add: () => void): void {
    add();
    const met = this.#waiting.filter(w => w.met());
    this.#waiting = this.#waiting.filter(w => !met.includes(w));
    for (const { resolve } of met) resolve();
  }
}

/** A client and a server in this process. */
export function connect(served: readonly Feature[] = features): Client {
  const [up, down] = [new PassThrough(), new PassThrough()];
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), 'test', served);
  return new Client(new StreamMessageReader(down), new StreamMessageWriter(up));
}

export const pulling: InitializeParams['capabilities'] = { textDocument: { diagnostic: {} }, workspace: { configuration: true } };
