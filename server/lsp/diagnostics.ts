import type { Connection } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnosticsOf } from '../features/diagnostics.ts';
import { normalUri } from '../workspace/disk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** For clients that do not pull: sends the diagnostics of all open documents. */
export function publishDiagnostics(connection: Connection, snapshot: Snapshot, documents: readonly TextDocument[]): void {
  for (const { uri, version } of documents) void connection.sendDiagnostics({ uri, version, diagnostics: [...diagnosticsOf(snapshot, normalUri(uri))] });
}
