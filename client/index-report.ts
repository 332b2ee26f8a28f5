import { commands, Disposable, EventEmitter, extensions, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { indexReport } from '../server/protocol.ts';
import type { App } from './app.ts';

const place = Uri.from({ scheme: 'backref', path: '/Backref Index.md' });

/** The document behind "Show Index": a page that the server writes, and writes anew when the index has changed. */
export function register({ server }: App): Disposable {
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async () => (await server.ask(indexReport, {})) ?? 'The language server has no index to show. The output says more.\n',
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(place.scheme, provider),
    server.onDidChangeStatus(({ state }) => {
      if (state !== 'indexing') changed.fire(place); // nobody asks again unless the page is open
    }),
  );
}

/** Opens the report as a page, or as text where VS Code's own Markdown extension is switched off. */
export async function showIndexReport(): Promise<void> {
  // Not `markdown.showPreview`: that page would turn to whichever Markdown document is looked at next.
  if (extensions.getExtension('vscode.markdown-language-features') !== undefined) {
    await commands.executeCommand('vscode.openWith', place, 'vscode.markdown.preview.editor');
  } else {
    await window.showTextDocument(place);
  }
}
