import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import type { Session } from '../../server/workspace/session.ts';
import { distribution, type Files, folder, indexed, installed, write } from './folder.ts';

/** The version that a file's project runs on, and what says so. */
function version(session: Session, root: string, file = 'app.py'): string {
  const { version: number, source } = session.snapshot().sqlalchemy(uriOf(join(root, file)));
  return `${number} ${source.kind === 'file' ? relative(root, source.path) : source.kind}`;
}

const environment = (release: string, name?: string): Files => installed(distribution(release), name);
const site = '.venv/lib/python3.12/site-packages';

test.each<readonly [what: string, files: Files, expected: string]>([
  ['nothing says', {}, '2.0 assumed'],
  ['a pinned requirement', { 'requirements.txt': 'SQLAlchemy==1.4.46' }, '1.4 requirements.txt'],
  ['a range that leaves one line', { 'pyproject.toml': '[project]\ndependencies = ["sqlalchemy>=1.4,<2"]' }, '1.4 pyproject.toml'],
  ['a range that leaves several', { 'setup.cfg': '[options]\ninstall_requires =\n  SQLAlchemy>=1.4' }, '2.1 setup.cfg'],
  [
    'a lock beside a range',
    { 'pyproject.toml': '[project]\ndependencies = ["sqlalchemy"]', 'uv.lock': '[[package]]\nname = "sqlalchemy"\nversion = "1.4.1"' },
    '1.4 uv.lock',
  ],
  ['constraints beside a range', { 'requirements.txt': 'SQLAlchemy>=1.4', 'constraints.txt': 'SQLAlchemy==2.0.1' }, '2.0 constraints.txt'],
  ['an environment', environment('1.4.54'), `1.4 ${site}/sqlalchemy-1.4.54.dist-info`],
  ['an environment beside a pin', { ...environment('2.0.1'), 'requirements.txt': 'SQLAlchemy==1.4.46' }, '1.4 requirements.txt'],
  ['an environment beside a range', { ...environment('1.4.54'), 'requirements.txt': 'SQLAlchemy>=1.4' }, `1.4 ${site}/sqlalchemy-1.4.54.dist-info`],
  ['an environment of another name', environment('2.1.0b1', 'venv'), '2.1 venv/lib/python3.12/site-packages/sqlalchemy-2.1.0b1.dist-info'],
  ['an old release', { 'requirements.txt': 'SQLAlchemy==1.2.19' }, '1.4 requirements.txt'],
  ['a broken lock', { 'uv.lock': '[[package', 'requirements.txt': 'SQLAlchemy<2' }, '1.4 requirements.txt'],
])('%s', async (_, files, expected) => {
  const root = folder({ 'app.py': '', ...files });
  expect(version(await indexed(root), root)).toBe(expected);
});

test('each project of a folder has its own', async () => {
  const root = folder({
    'requirements.txt': 'SQLAlchemy==2.0.1',
    'app.py': '',
    'old/requirements.txt': 'SQLAlchemy==1.4.1',
    'old/pkg/models.py': '',
    'new/pyproject.toml': '[project]\nname = "new"',
    'new/models.py': '',
  });
  const session = await indexed(root);
  expect(['app.py', 'old/pkg/models.py', 'new/models.py'].map(file => version(session, root, file))).toEqual([
    '2.0 requirements.txt',
    '1.4 old/requirements.txt',
    '2.0 requirements.txt',
  ]);
});

test('a workspace folder inside a project belongs to it', async () => {
  const root = folder({ '.git/HEAD': '', 'requirements.txt': 'SQLAlchemy<2', 'src/app.py': '', ...environment('1.4.1') });
  expect(version(await indexed(join(root, 'src')), root, 'src/app.py')).toBe('1.4 requirements.txt');
});

test('the setting is above all', async () => {
  const root = folder({ 'app.py': '', 'requirements.txt': 'SQLAlchemy==2.0.1' });
  const session = await indexed(root);
  session.configure(uriOf(root), { ...defaultConfig, sqlalchemyVersion: '1.4' });
  expect(version(session, root)).toBe('1.4 setting');
});

test('what changes on disk changes the answer', async () => {
  const root = folder({ 'app.py': '', 'requirements.txt': 'SQLAlchemy==2.0.1' });
  const session = await indexed(root);
  const before = session.snapshot().project;
  expect(version(session, root)).toBe('2.0 requirements.txt');
  write(root, { 'requirements.txt': 'SQLAlchemy==1.4.1' });
  expect(session.changed(uriOf(join(root, 'requirements.txt')), true)).toBe(true);
  expect(version(session, root)).toBe('1.4 requirements.txt');
  expect(session.snapshot().project).not.toBe(before);
  rmSync(join(root, 'requirements.txt'));
  expect(session.changed(uriOf(join(root, 'requirements.txt')))).toBe(true);
  expect(version(session, root)).toBe('2.0 assumed');
  write(root, environment('2.1.1'));
  expect(session.changed(uriOf(join(root, site, 'sqlalchemy-2.1.1.dist-info/METADATA')))).toBe(true);
  expect(version(session, root)).toMatch(/^2\.1 /);
  expect(session.changed(uriOf(join(root, 'README.md')))).toBe(false);
});

test('the chosen environment goes before the one in the folder, one without SQLAlchemy behind it', async () => {
  const root = folder({ 'app.py': '', ...environment('1.4.1'), ...environment('2.1.0', 'other'), ...installed({}, 'empty'), 'other/bin/python': '' });
  const session = await indexed(root);
  session.choosePython({ [uriOf(root)]: join(root, 'other/bin/python') });
  expect(version(session, root)).toMatch(/^2\.1 other/);
  session.choosePython({ [uriOf(root)]: join(root, 'empty') });
  expect(version(session, root)).toMatch(/^1\.4 \.venv/);
  session.choosePython({ [uriOf(root)]: 'python' });
  expect(version(session, root)).toMatch(/^1\.4 \.venv/);
});

test('an environment that is set by hand', async () => {
  const root = folder({ 'app.py': '', ...environment('1.4.1'), ...environment('2.1.0', 'envs/new') });
  const log: string[] = [];
  const session = await indexed(root, log);
  for (const path of ['envs/new', `\${workspaceFolder}/envs/new`, join(root, 'envs/new')]) {
    session.configure(uriOf(root), { ...defaultConfig, pythonEnvironment: path });
    expect(version(session, root)).toMatch(/^2\.1 envs\/new/);
  }
  session.configure(uriOf(root), { ...defaultConfig, pythonEnvironment: 'nowhere' });
  expect(version(session, root)).toBe('2.0 assumed');
  expect(log).toContain("backref.pythonEnvironment: there is no Python environment at 'nowhere'");
});

test.each<readonly [layout: string, files: Files]>([
  ['Windows', { 'e/pyvenv.cfg': '', 'e/Scripts/python.exe': '', 'e/Lib/site-packages/SQLAlchemy-1.4.1.dist-info/METADATA': '' }],
  ['conda', { 'e/conda-meta/history': '', 'e/bin/python3.12': '', 'e/lib/python3.12/site-packages/sqlalchemy-1.4.1-py3.12.egg-info/PKG-INFO': '' }],
  ['Debian', { 'e/bin/python3.12': '', 'e/lib/python3/dist-packages/SQLAlchemy-1.4.1.egg-info/PKG-INFO': '', 'e/lib/python3.12/os.py': '' }],
  [
    'two interpreters',
    { 'e/bin/python3.12': '', ...installed(distribution('1.4.1'), 'e'), 'e/lib/python3.13/site-packages/sqlalchemy-2.1.0.dist-info/METADATA': '' },
  ],
])('the layout of %s', async (_, files) => {
  const root = folder({ 'app.py': '', ...files });
  const session = await indexed(root);
  const interpreter = Object.keys(files).find(f => /python[\d.]*(?:\.exe)?$/.test(f)) ?? '';
  session.choosePython({ [uriOf(root)]: join(root, interpreter) });
  expect(version(session, root)).toMatch(/^1\.4 e\//);
});
