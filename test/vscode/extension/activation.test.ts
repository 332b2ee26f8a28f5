import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands, type Extension, extensions, workspace } from 'vscode';
import { commands as ours } from '../../../server/protocol.ts';

describe('the extension', () => {
  let extension: Extension<unknown>;

  before(() => {
    const found = extensions.getExtension('backref.backref');
    ok(found, 'VS Code does not know backref.backref');
    extension = found;
  });

  it('activates on a workspace with Python files', async () => {
    ok((await workspace.findFiles('**/*.py', undefined, 1)).length > 0, 'the sample workspace is open');
    await extension.activate();
    equal(extension.isActive, true);
  });

  it('registers every command it speaks of', async () => {
    const known = await commands.getCommands(true);
    deepEqual(
      Object.values(ours).filter(id => !known.includes(id)),
      [],
    );
  });
});
