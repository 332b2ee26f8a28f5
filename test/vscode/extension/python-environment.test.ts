import { deepEqual, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands, extensions, type Hover, type TextDocument, workspace } from 'vscode';
import { until } from '../until.ts';
import { open, positionOf, uriOf } from './workspace.ts';

/** The stand-in for the Python extension. */
interface Interpreters {
  choose(environment: string): void;
}

const mixin = `from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import declared_attr, relationship

class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("user.id"))

    @declared_attr
    def owner(cls):
        return relationship("User", backref="badges")
`;
const models = `from badges import Owned

from blog.extensions import db
from blog.models.user import User


class Badge(Owned, db.Model):
    id = db.Column(db.Integer, primary_key=True)


def count(user: User) -> int:
    return len(user.badges)
`;

describe('the environment chosen in the Python extension', () => {
  const environment = mkdtempSync(join(tmpdir(), 'backref-environment-'));
  const file = 'blog/models/badge.py';
  let interpreters: Interpreters;

  before(async () => {
    const packages = join(environment, 'lib/python3.12/site-packages');
    for (const folder of ['badges', 'sqlalchemy-2.0.44.dist-info']) mkdirSync(join(packages, folder), { recursive: true });
    writeFileSync(join(environment, 'pyvenv.cfg'), 'version = 3.12.1\n');
    writeFileSync(join(packages, 'badges/__init__.py'), mixin);
    writeFileSync(join(packages, 'sqlalchemy-2.0.44.dist-info/METADATA'), 'Metadata-Version: 2.1\nName: SQLAlchemy\nVersion: 2.0.44\n');
    await workspace.fs.writeFile(uriOf(file), Buffer.from(models));
    const extension = extensions.getExtension<Interpreters>('ms-python.python');
    ok(extension, 'the stand-in is there');
    interpreters = await extension.activate();
  });
  after(async () => {
    interpreters.choose('python');
    await workspace.fs.delete(uriOf(file));
    rmSync(environment, { recursive: true, force: true });
  });

  const hovers = async (document: TextDocument, marked: string): Promise<readonly string[]> => {
    const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, positionOf(document, marked));
    return found.flatMap(hover => hover.contents.map(part => (typeof part === 'string' ? part : part.value)));
  };

  it('tells what a base class of an installed package brings', async () => {
    const document = await open(file);
    // The model is known, what its base brings is not.
    await until('the model', async () => (await hovers(document, 'class Bad$0ge')).find(it => it.includes('Badge')));
    deepEqual(
      (await hovers(document, 'user.bad$0ges')).filter(it => it.includes('badges')),
      [],
    );
    interpreters.choose(environment);
    const text = await until('what the backref makes', async () => (await hovers(document, 'user.bad$0ges')).find(it => it.includes('Badge.owner')));
    ok(text.includes('User.badges'), text);
  });
});
