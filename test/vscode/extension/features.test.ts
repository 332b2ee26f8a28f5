import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type CodeAction,
  type CodeLens,
  CompletionItemKind,
  type CompletionList,
  commands,
  type Hover,
  type Location,
  type LocationLink,
  languages,
  Range,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { until } from '../until.ts';
import { described, open, positionOf } from './workspace.ts';

describe('VS Code asked for', () => {
  it('the hover on an implicit attribute', async () => {
    const document = await open('blog/services/users.py');
    const text = await until('a hover', async () => {
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, positionOf(document, 'in user.foll$0owers if'));
      const texts = hovers.flatMap(hover => hover.contents.map(part => (typeof part === 'string' ? part : part.value)));
      return texts.find(it => it.includes('followers'));
    });
    match(text, /following/);
  });

  it('the definition of an implicit attribute', async () => {
    const document = await open('blog/services/digest.py');
    const found = await until('a definition', async () => {
      const at = positionOf(document, '{post.auth$0or.username}');
      const places = await commands.executeCommand<(Location | LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, at);
      return places.length > 0 ? places : undefined;
    });
    deepEqual(await Promise.all(found.map(described)), ['blog/models/user.py: posts = db.relationship("Post", backref="author", lazy=True)']);
  });

  it('all references to an implicit attribute, in code and templates', async () => {
    const document = await open('blog/services/digest.py');
    const found = await until('references', async () => {
      const at = positionOf(document, '{post.auth$0or.username}');
      const places = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', document.uri, at);
      return places.length > 0 ? places : undefined;
    });
    const files = new Set(found.map(place => workspace.asRelativePath(place.uri)));
    for (const file of ['blog/models/user.py', 'blog/models/post.py', 'blog/services/posts.py', 'blog/templates/macros.html'])
      ok(files.has(file), `${file} is among ${[...files].join(', ')}`);
  });

  it('the rename of an implicit attribute', async () => {
    const document = await open('blog/services/digest.py');
    const edit = await until('an edit', async () => {
      const at = positionOf(document, '{post.auth$0or.username}');
      const found = await commands.executeCommand<WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at, 'writer');
      return found.size > 0 ? found : undefined;
    });
    const files = edit.entries().map(([uri]) => workspace.asRelativePath(uri));
    for (const file of ['blog/models/user.py', 'blog/services/posts.py', 'blog/templates/macros.html'])
      ok(files.includes(file), `${file} is among ${files.join(', ')}`);
  });

  it('completions after a mapped object', async () => {
    const document = await open('blog/services/comments.py');
    const at = positionOf(document, 'people.add(post.$0author)');
    const labels = await until('completions', async () => {
      const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
      // VS Code adds the words of the file, as plain text.
      const names = list.items.filter(({ kind }) => kind !== CompletionItemKind.Text).map(({ label }) => (typeof label === 'string' ? label : label.label));
      return names.includes('likes') ? names : undefined;
    });
    for (const name of ['author', 'bookmarks', 'comments', 'tags']) ok(labels.includes(name), `${name} is among ${labels.join(', ')}`);
  });

  it('code lenses: uses, what is created, what is received', async () => {
    const titles = async (file: string): Promise<string[]> => {
      const { uri } = await open(file);
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
      return lenses.map(lens => `${lens.range.start.line + 1}: ${lens.command?.title}`);
    };
    const users = await until('lenses', async () => {
      const found = await titles('blog/models/user.py');
      return found.length > 0 ? found : undefined;
    });
    for (const wanted of [/^\d+: \d+ references?$/, /: creates Post\.author$/, /: \d+ references to author$/, /: implicit: comments, likes/])
      ok(
        users.some(title => wanted.test(title)),
        `${wanted} among ${users.join(', ')}`,
      );
    await workspace.getConfiguration('backref').update('codeLens', false);
    try {
      await until('no lenses', async () => (await titles('blog/models/user.py')).length === 0 || undefined);
    } finally {
      await workspace.getConfiguration('backref').update('codeLens', undefined);
    }
  });

  it('problems and what fixes them', async () => {
    const document = await open('blog/models/comment.py');
    const text = document.getText();
    const at = positionOf(document, 'back_populates="$0comments"');
    const breakIt = new WorkspaceEdit();
    breakIt.replace(document.uri, new Range(at, at.translate(0, 'comments'.length)), 'coments');
    await workspace.applyEdit(breakIt);
    const problem = await until('the problem', async () => languages.getDiagnostics(document.uri).find(({ range }) => range.contains(at)));

    const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range);
    const fix = actions.find(({ title, edit }) => edit !== undefined && title.includes('comments'));
    ok(fix?.edit, `a fix is among ${actions.map(action => action.title).join(', ')}`);
    await workspace.applyEdit(fix.edit);
    equal(document.getText(), text);
    await until('the problem to go away', async () => languages.getDiagnostics(document.uri).length === 0 || undefined);
  });
});
