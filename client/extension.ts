import type { ExtensionContext } from 'vscode';
import type { App, Server } from './app.ts';
import * as commands from './commands.ts';
import { launch } from './launch.ts';
import * as pages from './pages.ts';
import * as pythonEnvironment from './python-environment.ts';
import * as relationshipTree from './relationship-tree.ts';
import * as renameOrder from './rename-order.ts';
import * as serverRestarts from './server-restarts.ts';
import * as status from './status.ts';

let server: Server | undefined;

/** Starts the server and registers each part. VS Code calls it once, when one of the activation events happens. */
export function activate(context: ExtensionContext): void {
  server = launch(context);
  const app: App = { context, server };
  const tree = relationshipTree.register(app);
  context.subscriptions.push(
    server,
    tree,
    status.register(app),
    pages.register(app),
    serverRestarts.register(app),
    pythonEnvironment.register(app),
    renameOrder.register(app),
    commands.register(app, tree),
  );
}

/** VS Code waits for what this returns, and for nothing else, before it ends the process. */
export const deactivate = (): Promise<void> | undefined => server?.stop();
