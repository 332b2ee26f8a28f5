import { Disposable, extensions, workspace } from 'vscode';
import type { App } from './app.ts';
import { hasPythonServer } from './python-servers.ts';

/** Restarts the server when what it was told at its start is no longer true: a Python language server came or went. */
export function register({ server }: App): Disposable {
  let told = hasPythonServer();
  const compare = () => {
    const now = hasPythonServer();
    if (now === told) return;
    told = now;
    if (server.status.state === 'stopped') return; // it was stopped on purpose, and learns it when it is started again
    server.log.info(`Another Python language server is now ${now ? 'active' : 'inactive'}: restarting`);
    void server.restart();
  };
  return Disposable.from(extensions.onDidChange(compare), workspace.onDidChangeConfiguration(compare));
}
