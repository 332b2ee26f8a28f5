import { commands, Disposable, EventEmitter, extensions, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { indexReport } from '../server/protocol.ts';
import type { App } from './app.ts';

const at = (name: string): Uri => Uri.from({ scheme: 'backref', path: `/${name}.md` });
const index = at('Backref Index');
/** What was written on pages, by their uri; on the page of the index the server writes. */
const written = new Map<string, string>();
const changed = new EventEmitter<Uri>();

/**
 * A link to the page of a rule, with `*` for its code. No command, which hovers do not follow, and no file, whose source would be opened: package.json associates
 * these documents with the Markdown preview (`workbench.editorAssociations`).
 */
export const rulePages = 'backref:/rules/*.md';

/** The documents behind "Show Index", which is written anew when the index has changed, behind reports, and the pages of the rules, which lie in the extension. */
export function register({ context, server }: App): Disposable {
  const rule = async (uri: Uri): Promise<string | undefined> => {
    const code = /^\/rules\/([\w-]+)\.md$/.exec(uri.path)?.[1];
    if (code === undefined) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'docs', 'rules', `${code}.md`)));
  };
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async uri =>
      written.get(uri.toString()) ??
      (await rule(uri)) ??
      (await server.ask(indexReport, {})) ??
      'The language server has no index to show. The output says more.\n',
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(index.scheme, provider),
    server.onDidChangeStatus(({ state }) => {
      if (state !== 'indexing') changed.fire(index); // nobody asks again unless the page is open
    }),
  );
}

/** Opens the report of the index. */
export const showIndexReport = (): Promise<void> => show(index);

/**
 * Opens a report that stays as it is until another one of the same name is shown; nothing has to be saved when it is closed. As text, because its links lead to
 * lines of files, which VS Code's Markdown preview does not follow.
 */
export async function showPage(name: string, markdown: string): Promise<void> {
  written.set(at(name).toString(), markdown);
  changed.fire(at(name));
  await window.showTextDocument(at(name));
}

/** As a rendered page, or as text where VS Code's own Markdown extension is switched off. */
async function show(page: Uri): Promise<void> {
  // Not `markdown.showPreview`: that page would turn to whichever Markdown document is looked at next.
  if (extensions.getExtension('vscode.markdown-language-features') !== undefined) {
    await commands.executeCommand('vscode.openWith', page, 'vscode.markdown.preview.editor');
  } else {
    await window.showTextDocument(page);
  }
}
