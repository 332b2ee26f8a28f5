import { Disposable, languages, type RenameProvider, window } from 'vscode';
import { type Middleware, PrepareRenameRequest } from 'vscode-languageclient/node';
import type { App, Server } from './app.ts';
import { Debounced } from './debounced.ts';
import { documentSelector, isOurs } from './documents.ts';
import { hasPythonServer } from './python-servers.ts';
import { rangeOf } from './tree-rows.ts';

/**
 * Sees to it that our rename is asked before that of another Python language server. VS Code takes the answer of the provider that was registered last, and
 * nobody says when others register theirs; so ours is registered again when the cursor comes to rest, which it does before a rename.
 */
export function register({ server }: App): Disposable {
  const provider: RenameProvider = {
    prepareRename: (document, position, token) => server.renameProvider(document)?.prepareRename?.(document, position, token),
    provideRenameEdits: (document, position, newName, token) => server.renameProvider(document)?.provideRenameEdits(document, position, newName, token),
  };
  const rest = new Debounced(100);
  let latest: Disposable | undefined;
  const renew = (): void => {
    const earlier = latest;
    latest = hasPythonServer() ? languages.registerRenameProvider(documentSelector, provider) : undefined;
    earlier?.dispose();
  };
  return Disposable.from(
    rest,
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (isOurs(textEditor.document)) rest.run(renew);
    }),
    new Disposable(() => latest?.dispose()),
  );
}

/** Leaves to others what is not ours. The language client would reject it, and VS Code say so to the user where another server does not prepare its renames. */
export const leaveToOthers = (server: Server): Pick<Middleware, 'prepareRename'> => ({
  prepareRename: async (document, position, token, next) => {
    if (!hasPythonServer()) return next(document, position, token);
    const { line, character } = position;
    const found = await server.ask(PrepareRenameRequest.type, { textDocument: { uri: document.uri.toString() }, position: { line, character } }, token);
    return found && 'placeholder' in found ? { range: rangeOf(found.range), placeholder: found.placeholder } : undefined;
  },
});
