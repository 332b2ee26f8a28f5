import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './lsp/serve.ts';
import { version } from './version.ts';

/** `--stdio`, `--node-ipc` and `--socket=` are read by createConnection itself. */
const connection = createConnection(ProposedFeatures.all);
serve(connection, version);
