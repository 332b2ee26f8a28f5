import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import {
  CompletionItem,
  type CompletionList,
  commands,
  Disposable,
  extensions,
  type Hover,
  Location,
  type LocationLink,
  languages,
  Position,
  Range,
  Selection,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { until } from '../until.ts';
import { open, positionOf, uriOf } from './workspace.ts';

const file = 'blog/services/beside.py';
const code = `from somewhere import latest

from blog.models.post import Post


def show(post: Post):
    entry = latest(Post)
    print(post.tags, post.author, entry.author)
`;

const shown = (uri: Uri, { start, end }: Range): string => `${uri.path}:${start.line}:${start.character}-${end.line}:${end.character}`;

/** Beside another Python language server: one that knows what stands in class bodies, and that `entry` is a Post. */
describe('beside a Python language server', () => {
  const selector = { language: 'python', scheme: 'file' };
  const servers: Disposable[] = [];
  let document: TextDocument;
  let tags: Location;
  let post: Location;
  let asked = 0;

  before(async () => {
    await workspace.fs.writeFile(uriOf(file), Buffer.from(code));
    const models = await workspace.openTextDocument(uriOf('blog/models/post.py'));
    const name = (marked: string, length: number): Location => {
      const start = positionOf(models, marked);
      return new Location(models.uri, new Range(start, start.translate(0, length)));
    };
    tags = name('$0tags = db.relationship(', 'tags'.length);
    post = name('class $0Post', 'Post'.length);
    await extensions.getExtension('ms-python.python')?.activate();
    // Backref is there first, as after a start of VS Code: the other server takes longer.
    await until('Backref', async () => extensions.getExtension('backref.backref')?.isActive || undefined);
    await workspace.getConfiguration().update('python.languageServer', 'Pylance', true);
    document = await open(file);
    servers.push(
      languages.registerDefinitionProvider(selector, {
        provideDefinition: (it, at) => (it.getText(it.getWordRangeAtPosition(at)) === 'tags' ? tags : undefined),
      }),
      languages.registerCompletionItemProvider(
        selector,
        { provideCompletionItems: () => ['id', 'title', 'tags'].map(label => new CompletionItem(label)) },
        '.',
      ),
      languages.registerTypeDefinitionProvider(selector, {
        provideTypeDefinition: (it, at) => {
          asked++;
          return it.getText(it.getWordRangeAtPosition(at)) === 'entry' ? post : undefined;
        },
      }),
    );
  });
  after(async () => {
    Disposable.from(...servers).dispose();
    await workspace.getConfiguration().update('python.languageServer', undefined, true);
    await workspace.fs.delete(uriOf(file));
  });

  const hover = async (marked: string): Promise<string> => {
    const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, positionOf(document, marked));
    return found.flatMap(it => it.contents.map(part => (typeof part === 'string' ? part : part.value))).join('\n');
  };
  const definitions = async (marked: string): Promise<ReadonlySet<string>> => {
    const found = await commands.executeCommand<(Location | LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, positionOf(document, marked));
    return new Set(found.map(it => ('targetUri' in it ? shown(it.targetUri, it.targetSelectionRange ?? it.targetRange) : shown(it.uri, it.range))));
  };

  it('a written attribute is defined at one place, the same for both', async () => {
    const found = await until('the definition', async () => {
      const places = await definitions('post.ta$0gs');
      return (await hover('post.ta$0gs')).includes('Post.tags') ? places : undefined;
    });
    deepEqual([...found], [shown(tags.uri, tags.range)]);
  });

  it('completion lists every attribute once', async () => {
    const labels = await until('an implicit attribute', async () => {
      const at = positionOf(document, 'post.$0tags');
      const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
      const names = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return names.includes('author') ? names : undefined;
    });
    for (const name of ['id', 'title', 'tags', 'author']) equal(labels.filter(label => label === name).length, 1, `${name} in ${labels.join(', ')}`);
  });

  it('the whole rename is made: of a written attribute, with the strings that name it', async () => {
    // Registered after ours, it would be the one that VS Code asks.
    servers.push(
      languages.registerRenameProvider(selector, {
        // As all of them do: the code, not the strings.
        provideRenameEdits: (it, at, newName) => {
          const edit = new WorkspaceEdit();
          const range = it.getWordRangeAtPosition(at);
          if (range) edit.replace(it.uri, range, newName);
          return edit;
        },
      }),
    );
    const editor = await window.showTextDocument(document);
    const at = positionOf(document, 'post.ta$0gs');
    const edit = await until('the whole edit', async () => {
      editor.selection = new Selection(new Position(0, 0), new Position(0, 0));
      editor.selection = new Selection(at, at);
      const found = await commands.executeCommand<WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at, 'labels');
      return found.size > 1 ? found : undefined;
    });
    const strings = edit.entries().flatMap(([uri, edits]) => (uri.path.endsWith('/models/post.py') ? edits : []));
    ok(strings.length > 0, `the model is among ${edit.entries().map(([uri]) => uri.path)}`);
  });

  it('a rename that Backref refuses is not half made by the other server', async () => {
    const at = positionOf(document, 'post.ta$0gs');
    const edit = await commands.executeCommand<WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at, 'title');
    equal(edit.size, 0);
  });

  it('what Backref leaves to others is renamed by the other server', async () => {
    const edit = await commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      positionOf(document, 'entr$0y = latest'),
      'found',
    );
    deepEqual(
      edit.entries().map(([uri, edits]) => [workspace.asRelativePath(uri), edits.map(it => it.newText)]),
      [[file, ['found']]],
    );
  });

  it('what only the other server knows is shown as probable', async () => {
    const text = await until('a hover', async () => {
      const found = await hover('entry.auth$0or');
      return found.includes('Post.author') ? found : undefined;
    });
    ok(text.includes('the Python language server says Post'), text);
    equal((await definitions('entry.auth$0or')).size, 1);
  });

  it('the other server is not asked when a setting forbids it', async () => {
    const settings = workspace.getConfiguration('backref', document.uri);
    await settings.update('askPythonLanguageServer', false);
    try {
      await until('no hover', async () => !(await hover('entry.auth$0or')).includes('Post.author') || undefined);
      asked = 0;
      await hover('entry.auth$0or');
      equal(asked, 0);
    } finally {
      await settings.update('askPythonLanguageServer', undefined);
    }
  });
});
