import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/serve.ts';
import { version } from '../version.ts';

/** Serves one client over standard input and output. */
export function listen(): void {
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout), version);
}
