import {
  type CancellationToken,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  LSPErrorCodes,
  ResponseError,
  type ResultProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { diagnosticOf, findingsByRule, resultIdOf } from '../features/diagnostics.ts';
import { normalUri } from '../workspace/disk.ts';
import { Kept } from '../workspace/kept.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { Published, type Sender } from './diagnostics.ts';
import { slice } from './steps.ts';

/** What it needs to know of the server. */
interface Server {
  /** The workspace as it is, once no reading is under way. */
  readonly snapshot: () => Promise<Snapshot>;
  readonly isCurrent: (snapshot: Snapshot) => boolean;
  /** Uris of the documents that are open: their diagnostics come another way. */
  readonly open: () => ReadonlySet<string>;
}

/**
 * Diagnostics of files that are not open, where the setting `diagnosticMode` asks for them. A few milliseconds at a time; begun anew when a text
 * changes, and then only files are looked into of which something else may have to be said. A client that pulls gets an answer when there is something to say that it does not know: until then its request is held.
 */
export class WorkspaceDiagnostics {
  readonly #connection: Sender;
  readonly #server: Server;
  readonly #published = new Published();
  #waiting: (() => void)[] = [];
  #changes = 0;
  readonly #kept = new Kept<readonly Diagnostic[]>();
  readonly #closed = new Set<string>();

  constructor(connection: Sender, server: Server) {
    this.#connection = connection;
    this.#server = server;
  }

  /** Something has changed and come to rest. */
  changed(): void {
    this.#changes++;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** An editor has closed a document: what it shows of it must be told anew, for it keeps what it was told last. */
  closed(uri: string): void {
    this.#closed.add(normalUri(uri));
  }

  /** Answers `workspace/diagnostic`. A client that takes no partial results is answered at once. */
  async pull(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    parts: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport | ResponseError<DiagnosticServerCancellationData>> {
    const known = new Map(previousResultIds.map(({ uri, value }) => [normalUri(uri), { uri, value }]));
    token.onCancellationRequested(() => this.changed());
    for (;;) {
      const changes = this.#changes;
      const snapshot = await this.#server.snapshot();
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      let news = 0;
      const report = (uri: string, diagnostics: readonly Diagnostic[]): void => {
        const resultId = resultIdOf(diagnostics);
        const before = known.get(uri);
        if (before?.value === resultId && !this.#closed.has(uri)) {
          items.push({ kind: 'unchanged', uri: before.uri, version: null, resultId });
          return;
        }
        if (!before && diagnostics.length === 0 && !this.#closed.has(uri)) return;
        news++;
        const full = { kind: 'full' as const, uri: before?.uri ?? uri, version: null, resultId, items: [...diagnostics] };
        this.#closed.delete(uri);
        if (!parts) {
          items.push(full);
          return;
        }
        known.set(uri, { uri: full.uri, value: resultId });
        parts.report({ items: [full] });
      };
      const whole = await this.#look(snapshot, token, report);
      if (whole) {
        for (const uri of [...known.keys(), ...this.#closed]) if (!whole.has(uri) && !this.#server.open().has(uri)) report(uri, []);
        if (news > 0 || !parts) return { items };
      }
      // Nothing new, or the texts are being changed: when that has come to rest it is worth another look.
      if (changes === this.#changes) await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  /** For clients that do not pull. */
  async publish(snapshot: Snapshot): Promise<void> {
    const found = new Map<string, readonly Diagnostic[]>();
    const whole = await this.#look(snapshot, undefined, (uri, diagnostics) => {
      if (diagnostics.length > 0) found.set(uri, diagnostics);
    });
    for (const uri of this.#server.open()) this.#published.forget(uri);
    if (whole) this.#published.publish(this.#connection, found);
  }

  /** The files that were looked at; undefined when the texts changed meanwhile, or nobody wants to know any more. */
  async #look(
    snapshot: Snapshot,
    token: CancellationToken | undefined,
    report: (uri: string, diagnostics: readonly Diagnostic[]) => void,
  ): Promise<ReadonlySet<string> | undefined> {
    const open = this.#server.open();
    const looked = new Set<string>();
    let last = performance.now();
    for (const uri of snapshot.uris) {
      if (open.has(uri) || snapshot.config(uri).diagnosticMode !== 'workspace') continue;
      const known = this.#kept.get(snapshot, uri);
      const found: Diagnostic[] = [...(known ?? [])];
      const watched = this.#kept.watch(snapshot);
      for (const some of known ? [[]] : findingsByRule(watched.snapshot, uri)) {
        found.push(...some.map(it => diagnosticOf(it, snapshot)));
        if (performance.now() - last < slice) continue;
        await new Promise(resolve => setImmediate(resolve));
        if (token?.isCancellationRequested || !this.#server.isCurrent(snapshot)) return undefined;
        last = performance.now();
      }
      if (!known) watched.keep(uri, found);
      looked.add(uri);
      report(uri, found);
    }
    return looked;
  }
}
