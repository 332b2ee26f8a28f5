import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';
import { folder, indexed } from './folder.ts';

const model = (name: string) =>
  `from sqlalchemy import Column, ForeignKey, Integer\nfrom sqlalchemy.orm import declarative_base, relationship\nBase = declarative_base()\nclass ${name}(Base):\n    __tablename__ = "${name.toLowerCase()}"\n    id = Column(Integer, primary_key=True)\n    up_id = Column(ForeignKey("${name.toLowerCase()}.id"))\n    ups = relationship("${name}")\n`;

const names = (session: Session): readonly string[] => session.snapshot().project.classes.map(c => c.id);

test('folders that hold no source of the project are passed over', async () => {
  const hidden = [
    '.git/a.py',
    'node_modules/x/a.py',
    '__pycache__/a.py',
    'env/lib/python3/site-packages/a.py',
    'my env/lib/a.py',
    'build/lib/a.py',
    '.tox/a.py',
    'x.egg-info/a.py',
  ];
  const root = folder({ 'app.py': model('Here'), 'my env/pyvenv.cfg': '', ...Object.fromEntries(hidden.map(path => [path, model('Hidden')])) });
  expect(names(await indexed(root))).toEqual(['app:Here']);
});

test('a package called build is source', async () => {
  expect(names(await indexed(folder({ 'build/__init__.py': '', 'build/models.py': model('Here') })))).toEqual(['build.models:Here']);
});

test('exclude patterns, with braces as in files.exclude', async () => {
  const session = new Session();
  const root = folder({ 'a.py': model('A'), 'gen/b.py': model('B'), 'old/c.py': model('C') });
  session.addFolder(uriOf(root));
  session.configure(uriOf(root), { ...defaultConfig, exclude: ['old'], maxFileSize: 2000 }, ['**/{gen,other}/**']);
  await session.index();
  expect(names(session)).toEqual(['a:A']);
});

test('binary, huge, Latin-1, CRLF, CR and BOM files', async () => {
  const log: string[] = [];
  const root = folder({
    'binary.py': new Uint8Array([0x63, 0x6c, 0, 1, 2, 255]),
    'huge.py': `${model('Huge')}${'# padding\n'.repeat(550_000)}`,
    'latin.py': Buffer.from(`# -*- coding: latin-1 -*-\n# caf\xe9\n${model('Latin')}`, 'latin1'),
    'crlf.py': model('Crlf').replaceAll('\n', '\r\n'),
    'cr.py': model('Cr').replaceAll('\n', '\r'),
    'bom.py': `\ufeff${model('Bom')}`,
  });
  const session = await indexed(root, log);
  expect(names(session)).toEqual(['bom:Bom', 'cr:Cr', 'crlf:Crlf', 'latin:Latin']);
  expect(session.skipped).toBe(2);
  expect(log.join('\n')).toMatch(/binary\.py: left out: a binary file[\s\S]*huge\.py: left out: larger than 2000 kB/);
  expect(session.snapshot().project.classes.find(c => c.name === 'Bom')?.at.range.start).toEqual({ line: 3, character: 6 });
});

test('loops of links and links into nothing', async () => {
  const root = folder({ 'pkg/__init__.py': '', 'pkg/models.py': model('Here') });
  symlinkSync(root, join(root, 'pkg/loop'));
  symlinkSync(join(root, 'nowhere'), join(root, 'pkg/broken.py'));
  symlinkSync(join(root, 'gone'), join(root, 'dead'));
  expect(names(await indexed(root))).toEqual(['pkg.models:Here']);
});

test('a folder that is not there is a line in the log', async () => {
  const log: string[] = [];
  expect(names(await indexed(join(tmpdir(), 'backref-not-there'), log))).toEqual([]);
  expect(log.join()).toContain('it does not exist');
});

test('files deleted while indexing: answers for the rest', async () => {
  const root = folder({ 'a.py': model('A'), 'b.py': model('B') });
  const session = new Session();
  session.addFolder(uriOf(root));
  const done = session.index();
  unlinkSync(join(root, 'b.py'));
  await done;
  expect(() => names(session)).not.toThrow();
  session.changed(uriOf(join(root, 'b.py')));
  expect(names(session)).toEqual(['a:A']);
});

test('files that come, change and go on disk; an open editor counts before the disk', async () => {
  const root = folder({ 'a.py': model('A') });
  const session = await indexed(root);
  writeFileSync(join(root, 'b.py'), model('B'));
  expect(session.changed(uriOf(join(root, 'b.py')))).toBe(true);
  expect(names(session)).toEqual(['a:A', 'b:B']);
  session.edit(uriOf(join(root, 'b.py')), model('Edited'));
  expect(names(session)).toEqual(['a:A', 'b:Edited']);
  session.edit(uriOf(join(root, 'b.py')), undefined);
  expect(names(session)).toEqual(['a:A', 'b:B']);
  unlinkSync(join(root, 'a.py'));
  session.changed(uriOf(join(root, 'a.py')));
  expect(names(session)).toEqual(['b:B']);
});

test('module names of packages, src layouts, namespace packages and a folder inside a package', async () => {
  const root = folder({
    'src/shop/__init__.py': '',
    'src/shop/models/__init__.py': '',
    'src/shop/models/user.py': model('User'),
    'names/space/model.py': model('Space'),
    'main.py': 'from names.space.model import Space\nimport sqlalchemy\n',
  });
  expect([...names(await indexed(root))].sort()).toEqual(['names.space.model:Space', 'shop.models.user:User']);
  expect(names(await indexed(join(root, 'src/shop/models')))).toEqual(['shop.models.user:User']);
});
