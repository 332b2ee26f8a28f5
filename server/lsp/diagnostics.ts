import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { equal } from '../base/equal.ts';
import { diagnosticsOf } from '../features/diagnostics.ts';
import { normalUri } from '../workspace/disk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Where diagnostics are sent that nobody has asked for. */
export type Sender = Pick<Connection, 'sendDiagnostics'>;

/** For clients that do not pull: sends the diagnostics of all open documents. */
export function publishDiagnostics(connection: Sender, snapshot: Snapshot, documents: readonly TextDocument[]): void {
  for (const { uri, version } of documents) void connection.sendDiagnostics({ uri, version, diagnostics: [...diagnosticsOf(snapshot, normalUri(uri))] });
}

/** Diagnostics of files that no editor need have open. What was sent before and does not hold any more is taken back. */
export class Published {
  #sent = new Map<string, readonly Diagnostic[]>();

  /** The client has got other diagnostics of a file, or none. */
  forget(uri: string): void {
    this.#sent.delete(uri);
  }

  publish(connection: Sender, now: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const gone = [...this.#sent.keys()].filter(uri => !now.has(uri)).map(uri => [uri, []] as const);
    for (const [uri, diagnostics] of [...now, ...gone]) {
      if (!equal(this.#sent.get(uri) ?? [], diagnostics)) void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
      if (diagnostics.length > 0) this.#sent.set(uri, diagnostics);
      else this.#sent.delete(uri);
    }
  }
}
