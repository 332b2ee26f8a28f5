import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  type Disposable,
  DocumentDiagnosticRequest,
  FileChangeType,
  type InitializeParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  type ServerCapabilities,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseConfig } from '../config.ts';
import { type Feature, Refusal } from '../features/feature.ts';
import { features as allFeatures } from '../features/index.ts';
import { settingsProblems } from '../features/settings-problems.ts';
import { isImplicit } from '../features/words.ts';
import type { Project } from '../model/project.ts';
import type { InitializationOptions } from '../protocol.ts';
import { indexStatus, pythonEnvironments } from '../protocol.ts';
import { normalUri } from '../workspace/disk.ts';
import { Session } from '../workspace/session.ts';
import { Published, publishDiagnostics } from './diagnostics.ts';
import { askPython } from './python-server.ts';
import { isSteps, take } from './steps.ts';
import { WorkspaceDiagnostics } from './workspace-diagnostics.ts';

/** The one place where features meet the wire: registration, errors, cancellation, capabilities, refresh. */
export function serve(connection: Connection, version: string, features: readonly Feature[] = allFeatures): void {
  const session = new Session(message => connection.console.info(message));
  const documents = new TextDocuments(TextDocument);
  let client: InitializeParams['capabilities'] = {};
  let begin = (): void => {};
  let ready = new Promise<void>(resolve => {
    begin = resolve;
  });
  let run = 0;
  const settings = new Published();
  const others = new WorkspaceDiagnostics(connection, {
    snapshot: async () => {
      await indexed();
      return session.snapshot();
    },
    isCurrent: snapshot => session.snapshot() === snapshot,
    open: () => new Set(documents.keys().map(normalUri)),
  });

  for (const feature of features) {
    connection.onRequest(feature.method, async (params: unknown, token: CancellationToken) => {
      await indexed();
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      try {
        const snapshot = session.snapshot();
        const about = withNormalUri(params) as never;
        const answer = feature.handle(snapshot, about);
        const unknown = isNothing(answer) ? feature.unknown?.(snapshot, about) : undefined;
        if (unknown) {
          const hint = await askPython(connection, snapshot, unknown);
          return hint && session.snapshot() === snapshot ? feature.handle(snapshot, about, hint) : answer;
        }
        return isSteps(answer) ? await take(answer, connection, params, 'Backref: searching', token, () => session.snapshot() === snapshot) : answer;
      } catch (error) {
        if (error instanceof Refusal) {
          if (error.instead === undefined || !session.pythonLanguageServer) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
          void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: error.message });
          return error.instead;
        }
        connection.console.error(`${feature.method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return null;
      }
    });
  }

  connection.languages.diagnostics.onWorkspace((params, token, _, parts) => others.pull(params, token, parts));

  connection.onInitialize((params: InitializeParams) => {
    client = params.capabilities;
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    session.pythonLanguageServer = options.pythonLanguageServer === true;
    session.editor = {
      documentChanges: client.workspace?.workspaceEdit?.documentChanges === true,
      confirmation: client.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
      creation: client.workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
      commands: options.commands === true,
      ...(typeof options.rulePages === 'string' ? { rulePages: options.rulePages } : {}),
      resolvesCodeActions:
        client.textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true && client.textDocument.codeAction.dataSupport === true,
    };
    for (const folder of params.workspaceFolders ?? []) session.addFolder(folder.uri, folder.name);
    if (!params.workspaceFolders?.length && params.rootUri) session.addFolder(params.rootUri);
    const capabilities: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
    for (const feature of features) Object.assign(capabilities, feature.capabilities);
    // Registered when the settings are known, which say whether the whole workspace is to be asked for.
    if (client.textDocument?.diagnostic?.dynamicRegistration) delete capabilities.diagnosticProvider;
    return { capabilities, serverInfo: { name: 'Backref', version } };
  });

  connection.onInitialized(() => {
    void (async () => {
      const { workspace } = client;
      if (workspace?.didChangeConfiguration?.dynamicRegistration)
        await connection.client.register(DidChangeConfigurationNotification.type, { section: ['backref', 'files.exclude'] });
      if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
        // A folder that is deleted is reported by its own name alone.
        await connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*.py' }, { globPattern: projectFiles }, { globPattern: '**/*', kind: WatchKind.Delete }],
        });
      }
    })().catch((error: unknown) => connection.console.error(String(error)));
    reindex();
    begin();
  });

  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
    for (const folder of event.removed) session.removeFolder(folder.uri);
    for (const folder of event.added) session.addFolder(folder.uri, folder.name);
    reindex();
  });
  connection.onDidChangeConfiguration(() => reindex());
  connection.onDidChangeWatchedFiles(({ changes }) => {
    // Judged one by one: most changes of a checkout are of no consequence, and a folder that vanished reports its files.
    const consequential = changes.filter(c => session.changed(c.uri, c.type === FileChangeType.Changed));
    if (session.mustIndex) reindex();
    else if (consequential.length > 0) settled();
  });

  connection.onNotification(pythonEnvironments, ({ byFolder }) => {
    session.choosePython(byFolder);
    settled();
  });

  documents.onDidChangeContent(({ document }) => {
    session.edit(document.uri, document.getText(), document.version);
    settled();
  });
  documents.onDidClose(({ document }) => {
    session.edit(document.uri, undefined);
    others.closed(document.uri);
    if (!client.textDocument?.diagnostic) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    settled();
  });
  documents.listen(connection);
  connection.listen();

  /** Reads everything anew; a later call makes an earlier one stop. */
  function reindex(): void {
    const mine = ++run;
    ready = (async () => {
      // A client that does not answer these is served with the defaults, and without a progress bar.
      await configure().catch((error: unknown) => connection.console.warn(`settings: ${String(error)}`));
      await registerDiagnostics().catch((error: unknown) => connection.console.warn(`diagnostics: ${String(error)}`));
      const progress = client.window?.workDoneProgress ? await connection.window.createWorkDoneProgress().catch(() => undefined) : undefined;
      progress?.begin('Backref: reading models', 0, undefined, false);
      let last = 0;
      await session.index(
        at => {
          if (at.done - last < 50 && at.done !== at.total) return;
          last = at.done;
          progress?.report(Math.round((100 * at.done) / Math.max(at.total, 1)), `${at.done} of ${at.total} files`);
          void connection.sendNotification(indexStatus, { state: 'indexing', ...at });
        },
        () => mine !== run,
      );
      progress?.done();
    })().catch((error: unknown) => connection.console.error(`indexing: ${error instanceof Error ? (error.stack ?? '') : String(error)}`));
    void ready.then(() => {
      if (mine === run) settled();
    });
  }

  /** Resolves when no reading is under way any more: another one may begin while one is awaited. */
  async function indexed(): Promise<void> {
    let awaited: Promise<void>;
    do {
      awaited = ready;
      await awaited;
    } while (awaited !== ready);
  }

  async function configure(): Promise<void> {
    if (!client.workspace?.configuration) return;
    const items = session.folders.flatMap(f => [
      { scopeUri: f.uri, section: 'backref' },
      { scopeUri: f.uri, section: 'files.exclude' },
    ]);
    const values: unknown[] = items.length > 0 ? await connection.workspace.getConfiguration(items) : [];
    wholeWorkspace = false;
    session.folders.forEach((folder, i) => {
      const { config, problems } = parseConfig(values[2 * i]);
      for (const problem of problems) connection.console.warn(problem);
      wholeWorkspace ||= config.diagnosticMode === 'workspace';
      const excludes = values[2 * i + 1];
      const patterns = typeof excludes === 'object' && excludes !== null ? Object.entries(excludes) : [];
      session.configure(
        folder.uri,
        config,
        patterns.flatMap(([pattern, on]) => (on === true ? [pattern] : [])),
      );
    });
  }

  let wholeWorkspace = false;
  let registered: { readonly whole: boolean; readonly registration: Promise<Disposable> } | undefined;
  /** A client that polls for all files, and keeps what it knows of closed ones, does so only where a folder wants it. */
  async function registerDiagnostics(): Promise<void> {
    if (!client.textDocument?.diagnostic?.dynamicRegistration) return;
    const whole = wholeWorkspace;
    if (registered?.whole === whole) return;
    const before = registered;
    const options = { documentSelector: null, identifier: 'backref', interFileDependencies: true, workspaceDiagnostics: whole };
    registered = { whole, registration: connection.client.register(DocumentDiagnosticRequest.type, options) };
    (await before?.registration)?.dispose();
  }

  /** What the lenses in the editor are about. */
  let shown: Project | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Tells the client, a moment after the last change, that answers may have changed. */
  function settled(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void indexed()
        .then(() => {
          const snapshot = session.snapshot();
          const own = snapshot.project.ownClasses.flatMap(c => [...c.own.values()]);
          void connection.sendNotification(indexStatus, {
            state: 'ready',
            files: session.fileCount,
            skipped: session.skipped,
            models: snapshot.project.ownClasses.length,
            relationships: own.length,
            implicit: own.filter(isImplicit).length,
          });
          if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
          // Editors ask anew by themselves where they see a text change; these say what other files make of it.
          if (client.workspace?.codeLens?.refreshSupport && snapshot.project !== shown) void connection.sendRequest(CodeLensRefreshRequest.type);
          shown = snapshot.project;
          settings.publish(connection, settingsProblems(snapshot));
          others.changed();
          if (client.textDocument?.diagnostic) return;
          publishDiagnostics(connection, snapshot, documents.all());
          void others.publish(snapshot);
        })
        .catch((error: unknown) => connection.console.error(`after a change: ${error instanceof Error ? (error.stack ?? '') : String(error)}`));
    }, 250);
  }
}

const isNothing = (answer: unknown): boolean => answer === null || (Array.isArray(answer) && answer.length === 0);

/** Files that say which SQLAlchemy a project runs on, and the signs of an environment that was made or changed. */
const projectFiles =
  '**/{*.lock,pylock*.toml,Pipfile,*requirements*.txt,requirements/*.txt,requirements/*.in,requirements.in,*constraints*.txt,pyproject.toml,setup.cfg,environment.yml,environment.yaml,pyvenv.cfg,*.dist-info/METADATA}';

/** The params with the uri of the document they are about in the one spelling that the index uses. */
function withNormalUri(params: unknown): unknown {
  if (typeof params !== 'object' || params === null || !('textDocument' in params)) return params;
  const { textDocument } = params;
  if (typeof textDocument !== 'object' || textDocument === null || !('uri' in textDocument) || typeof textDocument.uri !== 'string') return params;
  return { ...params, textDocument: { ...textDocument, uri: normalUri(textDocument.uri) } };
}
