import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type CodeAction,
  commands,
  type CompletionItem,
  type CompletionList,
  type Hover,
  type Location,
  languages,
  type LocationLink,
  type MarkdownString,
  type Range,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { until } from '../until.ts';
import { described, open, positionOf } from './workspace.ts';

describe('the language features', () => {
  it('hover on an implicit attribute', async () => {
    const document = await open('blog/services/users.py');
    const at = positionOf(document, 'in user.foll$0owers if');
    const text = await until('a hover', async () => {
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
      const texts = hovers.flatMap(hover => hover.contents.map(it => (typeof it === 'string' ? it : (it as MarkdownString).value)));
      return texts.find(it => it.includes('followers'));
    });
    match(text, /following/);
  });

  it('definition of an implicit attribute', async () => {
    const document = await open('blog/services/digest.py');
    const found = await until('a definition', async () => {
      const at = positionOf(document, '{post.auth$0or.username}');
      const places = await commands.executeCommand<(Location | LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, at);
      return places.length > 0 ? places : undefined;
    });
    deepEqual(await Promise.all(found.map(described)), ['blog/models/user.py: posts = db.relationship("Post", backref="author", lazy=True)']);
  });
});
