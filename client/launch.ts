import {
  type CancellationToken,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type RenameProvider,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type NodeModule,
  type ProtocolRequestType,
  RenameRequest,
  type RequestParam,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type WorkspaceEdit,
} from 'vscode-languageclient/node';
import { commands, type InitializationOptions, indexStatus, pythonEnvironments } from '../server/protocol.ts';
import type { Server, ServerStatus } from './app.ts';
import { documentSelector } from './documents.ts';
import { rulePages } from './pages.ts';
import { hasPythonServer } from './python-servers.ts';
import { PythonTypes } from './python-types.ts';
import { leaveToOthers } from './rename-order.ts';

/**
 * The most megabytes for young objects; V8 takes them only when that many survive. A project that is made anew lives until the next edit: with the usual
 * 16 MB, or 64, it is copied more often while it is made (`npm run bench`, 2,000 models).
 */
const roomForProjects = '--max-semi-space-size=128';

/** Begins to start the server; what comes of it is its `status`. */
export function launch(context: ExtensionContext): Server {
  const server = new ServerProcess(Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath);
  void server.restart();
  return server;
}

/** A client that keeps to the log: that the server is gone, the status item says. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * One server after another. Each start makes a new client, since a client whose start has failed cannot start again; within the life of
 * one client its own policy restarts a server that dies, and gives up when that happens too often.
 */
class ServerProcess implements Server {
  readonly log: LogOutputChannel = window.createOutputChannel('Backref', { log: true });
  readonly #module: string;
  readonly #changed = new EventEmitter<ServerStatus>();
  readonly onDidChangeStatus = this.#changed.event;
  #status: ServerStatus = { state: 'stopped' };
  #client: LanguageClient | undefined;
  /** What was said last of the Python environments; undefined while nobody knows. */
  #python: Readonly<Record<string, string>> | undefined;
  readonly #types = new PythonTypes();
  /** Starts and stops, one at a time. */
  #pending: Promise<void> = Promise.resolve();

  constructor(module: string) {
    this.#module = module;
  }

  get status(): ServerStatus {
    return this.#status;
  }

  async ask<P, R, O>(request: ProtocolRequestType<P, R, never, void, O>, params: NoInfer<RequestParam<P>>, token?: CancellationToken): Promise<R | undefined> {
    const client = this.#client;
    if (client === undefined || !client.isRunning()) return undefined;
    try {
      return await client.sendRequest(request, params, token);
    } catch (error) {
      if (token?.isCancellationRequested !== true) this.log.error(`${request.method}:`, String(error));
      return undefined;
    }
  }

  renameProvider(document: TextDocument): RenameProvider | undefined {
    return this.#client?.isRunning() ? this.#client.getFeature(RenameRequest.method).getProvider(document) : undefined;
  }

  async apply(edit: WorkspaceEdit): Promise<boolean> {
    const converted = await this.#client?.protocol2CodeConverter.asWorkspaceEdit(edit);
    return converted !== undefined && workspace.applyEdit(converted, { isRefactoring: true });
  }

  /** Resolves when the new server is on its way: were its first answer awaited, a server that hangs could not be restarted. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end();
      this.#begin();
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#end());
  }

  dispose(): void {
    void this.stop().finally(() => {
      this.#changed.dispose();
      this.log.dispose();
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#pending = this.#pending.then(step, step);
    return this.#pending;
  }

  #begin(): void {
    const run: NodeModule = { module: this.#module, transport: TransportKind.ipc, options: { execArgv: [roomForProjects] } };
    const debug: NodeModule = { ...run, options: { execArgv: [roomForProjects, '--nolazy', '--inspect=6009'] } };
    const client = new QuietClient('backref', 'Backref', { run, debug }, this.#options());
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#clientBecame(client, newState));
    this.#types.serve(client);
    client.onNotification(indexStatus, status => {
      if (client === this.#client) this.#become(status);
    });
    client
      .start()
      .then(() => this.#tellPython(client))
      .catch((error: unknown) => {
        this.log.error('The language server did not start:', String(error));
        this.#clientBecame(client, client.state);
      });
  }

  usePython(byFolder: Readonly<Record<string, string>>): void {
    this.#python = byFolder;
    const client = this.#client;
    if (client?.isRunning())
      void this.#tellPython(client).catch((error: unknown) => this.log.warn('The server was not told of the Python environment:', String(error)));
  }

  /** Nothing is said until something is known: the server would read everything twice. */
  async #tellPython(client: LanguageClient): Promise<void> {
    if (this.#python !== undefined) await client.sendNotification(pythonEnvironments, { byFolder: this.#python });
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // A server that is gone, or hangs, cannot say goodbye; the client sees to it that its process ends.
      this.log.debug('The language server was not stopped in good order:', String(error));
    }
    this.#become({ state: 'stopped' });
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: (): InitializationOptions => ({ pythonLanguageServer: hasPythonServer(), commands: true, rulePages }),
      // An invalid answer to `initialize` is a failed start like any other; without this handler the client would show it in a dialog.
      initializationFailedHandler: () => false,
      middleware: {
        ...this.#types.middleware,
        ...leaveToOthers(this),
        // The server reports its progress for editors that show nothing of their own; here the status item shows it.
        handleWorkDoneProgress: (token, progress, next) => {
          if (progress.kind === 'end') next(token, progress);
        },
      },
      markdown: { isTrusted: { enabledCommands: [commands.open, commands.revealInTree] }, supportThemeIcons: true },
    };
  }

  #clientBecame(client: LanguageClient, state: State): void {
    if (client !== this.#client) return; // we have let go of it: whatever it says now is not about the present server
    if (state === State.Starting) this.#become({ state: 'starting' });
    else if (state !== State.Running) this.#become({ state: 'failed' });
  }

  #become(status: ServerStatus): void {
    this.#status = status;
    this.#changed.fire(status);
  }
}
