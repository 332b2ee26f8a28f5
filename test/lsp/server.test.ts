/** The server over a real connection, on folders on disk: what is announced, asked, told, cancelled and survived. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  ErrorCodes,
  FileChangeType,
  LSPErrorCodes,
  ProgressType,
  RegistrationRequest,
  ResponseError,
} from 'vscode-languageserver-protocol';
import { type Feature, Refusal } from '../../server/features/feature.ts';
import { features } from '../../server/features/index.ts';
import { indexReport, modelTree, pythonEnvironments } from '../../server/protocol.ts';
import { folder } from '../cli/run.ts';
import { type Client, connect, pulling, uriOf } from './client.ts';

const base = 'from sqlalchemy import Column, ForeignKey, Integer\nfrom sqlalchemy.orm import declarative_base, relationship\nBase = declarative_base()\n';
const model = (name: string, more = ''): string =>
  `class ${name}(Base):\n    __tablename__ = "${name.toLowerCase()}"\n    id = Column(Integer, primary_key=True)\n${more}`;
const sound = `${base}${model('User', '    posts = relationship("Post", backref="author")\n')}${model('Post', '    user_id = Column(ForeignKey("user.id"))\n')}`;
const unsound = sound.replace('"Post", backref', '"Pst", backref');
const both = ['models > User', 'models > Post'];

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
});
function connected(served?: readonly Feature[]): Client {
  const client = connect(served);
  clients.push(client);
  return client;
}
async function start(
  folders: readonly string[],
  capabilities = pulling,
  before: (client: Client) => void = () => {},
  served?: readonly Feature[],
): Promise<Client> {
  const client = connected(served);
  before(client);
  await client.start(folders, capabilities);
  return client;
}

test('announces what every feature announces, and itself', async () => {
  const { capabilities, serverInfo } = await connected().start([folder({})]);
  expect(serverInfo).toEqual({ name: 'Backref', version: 'test' });
  for (const feature of features) expect(capabilities).toMatchObject(feature.capabilities);
  expect(capabilities).toMatchObject({ textDocumentSync: { openClose: true, change: 2 }, workspace: { workspaceFolders: { supported: true } } });
});

test('reads the folders and reports what it found', async () => {
  const root = folder({ 'models.py': sound, 'large.py': `x = "${'x'.repeat(3_000_000)}"` });
  const client = await start([root]);
  expect(await client.ready()).toEqual({ state: 'ready', files: 2, skipped: 1, models: 2, relationships: 2, implicit: 1 });
  expect(await client.tree()).toEqual(both);
  expect(await client.connection.sendRequest(indexReport, {})).toContain('2 models');
  expect(client.logs.join('\n')).toMatch(/large\.py: left out: larger than 2000 kB/);
});

test('the SQLAlchemy of the project and the chosen environment, and their changes', async () => {
  const other = folder({ 'lib/python3.12/site-packages/SQLAlchemy-1.4.46.dist-info/METADATA': '' });
  const root = folder({ 'models.py': sound, 'requirements.txt': 'SQLAlchemy==2.1.0\n' });
  const client = await start([root]);
  const report = async () => (/SQLAlchemy (\S+), because (.*)\./.exec(await client.connection.sendRequest(indexReport, {})) ?? []).slice(1);
  expect(await report()).toEqual(['2.1', `\`${join(root, 'requirements.txt')}\` says so`]);
  writeFileSync(join(root, 'requirements.txt'), 'SQLAlchemy>=1.4\n');
  await client.touched(join(root, 'requirements.txt'), FileChangeType.Changed);
  await client.connection.sendNotification(pythonEnvironments, { byFolder: { [uriOf(root)]: other } });
  expect((await report())[0]).toBe('1.4');
  await client.connection.sendNotification(pythonEnvironments, { byFolder: {} });
  expect((await report())[0]).toBe('2.1');
});

test('answers requests that come before the index is complete, from the complete index', async () => {
  const client = await start([folder({ 'models.py': sound })]);
  expect(await client.tree()).toEqual(both);
});

test('a request that is sent before `initialized` is answered after it', async () => {
  const client = connected();
  await client.connection.sendRequest('initialize', { processId: null, rootUri: uriOf(folder({ 'models.py': sound })), capabilities: {} });
  const early = client.tree();
  await client.connection.sendNotification('initialized', {});
  expect(await early).toEqual(both);
});

test('a client that pulls gets diagnostics of the text in its editor, and nothing is pushed to it', async () => {
  const root = folder({ 'models.py': sound });
  const path = join(root, 'models.py');
  const client = await start([root]);
  expect(await client.codes(path)).toEqual([]);
  await client.open(path, unsound);
  expect(await client.codes(path)).toEqual(['unknown-target']);
  await client.change(path, sound);
  expect(await client.codes(path)).toEqual([]);
  await client.change(path, unsound, 3);
  await client.close(path);
  expect(await client.codes(path)).toEqual([]);
  expect(client.published.size).toBe(0);
});

test('each finding leads to the page of its rule where the client says how', async () => {
  const root = folder({ 'models.py': unsound });
  const client = connected();
  await client.start([root], pulling, { rulePages: 'backref:/rules/*.md' });
  const { items } = await client.connection.sendRequest<{ items: readonly object[] }>('textDocument/diagnostic', {
    textDocument: { uri: uriOf(join(root, 'models.py')) },
  });
  expect(items).toMatchObject([{ code: 'unknown-target', codeDescription: { href: 'backref:/rules/unknown-target.md' } }]);
});

test('a client that cannot pull is sent diagnostics, and told when they are gone', async () => {
  const root = folder({ 'models.py': sound });
  const path = join(root, 'models.py');
  const client = await start([root], {});
  const published = (count: number) => client.until(() => client.published.get(uriOf(path))?.length === count);
  await client.open(path, unsound);
  await published(1);
  expect(client.published.get(uriOf(path))).toMatchObject([{ code: 'unknown-target', source: 'backref', severity: 1 }]);
  await client.change(path, sound);
  await published(0);
  await client.change(path, unsound, 3);
  await published(1);
  await client.close(path);
  await published(0);
});

test('incremental changes in UTF-16 columns give the text the editor shows', async () => {
  const root = folder({ 'models.py': sound });
  const path = join(root, 'models.py');
  const client = await start([root]);
  await client.open(path, `# 😀 x\n${unsound}`);
  const edit = (line: number, from: number, to: number, text: string) => ({ range: { start: { line, character: from }, end: { line, character: to } }, text });
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: uriOf(path), version: 2 },
    contentChanges: [edit(0, 4, 6, ' y\n# z'), edit(8, 27, 30, 'Post')],
  });
  expect(await client.codes(path)).toEqual([]);
  expect(await client.tree()).toEqual(both);
});

test('settings and excluded files are asked for, a bad value is named, and a change of them reads anew', async () => {
  const root = folder({ 'models.py': unsound, 'gen/models.py': sound });
  const client = await start([root], pulling, c => {
    c.configuration = { backref: { rules: { 'unknown-target': 'off' }, maxFileSize: 'big' }, 'files.exclude': { '**/gen': true, '**/models.py': false } };
  });
  expect((await client.ready()).files).toBe(1);
  expect(await client.codes(join(root, 'models.py'))).toEqual([]);
  expect(client.logs.join('\n')).toContain('backref.maxFileSize: "big" does not fit');
  client.configuration = {};
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  expect((await client.ready(s => s.files === 2)).models).toBe(4);
  expect(await client.codes(join(root, 'models.py'))).toEqual(['unknown-target']);
});

test('a client that refuses to answer about settings or progress is served all the same', async () => {
  const client = await start([folder({ 'models.py': sound })], { ...pulling, window: { workDoneProgress: true } }, c => {
    const refuse = () => new ResponseError(ErrorCodes.InternalError, 'no');
    c.connection.onRequest('workspace/configuration', refuse);
    c.connection.onRequest('window/workDoneProgress/create', refuse);
  });
  expect(await client.tree()).toEqual(both);
});

test('asks to be told of files and settings where the client offers it', async () => {
  const dynamicRegistration = true;
  const client = await start([folder({})], { workspace: { didChangeWatchedFiles: { dynamicRegistration }, didChangeConfiguration: { dynamicRegistration } } });
  await client.until(() => client.registered.length === 2);
  expect(client.registered.sort()).toEqual(['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles']);
});

test('files that come, change and go on disk come, change and go in the model', async () => {
  const root = folder({ 'models.py': base + model('User') });
  const client = await start([root]);
  const path = join(root, 'more.py');
  await client.ready(s => s.models === 1);

  writeFileSync(path, `from models import Base, Column, Integer\n${model('Post')}`);
  await client.touched(path, FileChangeType.Created);
  await client.ready(s => s.models === 2);

  writeFileSync(path, `from models import Base, Column, Integer\n${model('Post')}${model('Tag')}`);
  await client.touched(path, FileChangeType.Changed);
  await client.ready(s => s.models === 3);

  rmSync(path);
  await client.touched(path, FileChangeType.Deleted);
  expect(await client.tree()).toEqual(['models > User']);
});

test('a folder that is deleted takes its files with it, even if only the folder is reported', async () => {
  const root = folder({
    'a.py': base + model('User'),
    'old/b.py': base + model('Post'),
    'old/deep/c.py': base + model('Tag'),
    'older/d.py': base + model('Kept'),
  });
  const client = await start([root]);
  await client.ready(s => s.models === 4);
  rmSync(join(root, 'old'), { recursive: true });
  await client.touched(join(root, 'old'), FileChangeType.Deleted);
  expect((await client.ready(s => s.models === 2)).files).toBe(2);
});

test('an open editor counts before the disk, until it is closed', async () => {
  const root = folder({ 'models.py': base + model('User') });
  const path = join(root, 'models.py');
  const client = await start([root]);
  await client.open(path, base + model('User') + model('Post'));
  writeFileSync(path, base + model('Tag'));
  await client.touched(path, FileChangeType.Changed);
  expect(await client.tree()).toEqual(both);
  await client.close(path);
  expect(await client.tree()).toEqual(['models > Tag']);
});

test('folders come and go', async () => {
  const [one, two] = [folder({ 'one.py': base + model('User') }), folder({ 'two.py': base + model('Post') })];
  const client = await start([one]);
  expect(await client.tree()).toEqual(['one > User']);
  const named = (folders: readonly string[]) => folders.map(f => ({ uri: uriOf(f), name: 'x' }));
  const change = (added: readonly string[], removed: readonly string[]) =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: named(added), removed: named(removed) } });
  await change([two], []);
  expect((await client.tree()).map(l => l.replace(/^.*? > /, '')).sort()).toEqual(['one > User', 'two > Post']);
  await change([], [one]);
  expect(await client.tree()).toEqual(['two > Post']);
  await change([], [two]);
  expect(await client.tree()).toEqual([]);
});

test('works without any folder, on the files that are open', async () => {
  const client = await start([]);
  const path = join(folder({}), 'alone.py');
  await client.open(path, unsound);
  expect(await client.codes(path)).toEqual(['unknown-target']);
});

test('a request that is cancelled while the index is read is told so; the next one is answered', async () => {
  let answer = (): void => {};
  const held = new Promise<readonly null[]>(resolve => {
    answer = () => resolve([null, null]);
  });
  const client = connected();
  const asked = new Promise<void>(resolve => {
    client.connection.onRequest('workspace/configuration', () => {
      resolve();
      return held;
    });
  });
  await client.start([folder({ 'models.py': sound })], pulling);
  await asked;
  const source = new CancellationTokenSource();
  const [cancelled, kept] = [client.connection.sendRequest(modelTree, {}, source.token), client.tree()];
  source.cancel();
  await client.open(join(folder({}), 'other.py'), '');
  answer();
  await expect(cancelled).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  expect(await kept).toEqual(both);
});

test('a feature that throws gives null and a line in the log; one that refuses says why; the next request is answered', async () => {
  const throwing = (method: string, error: Error): Feature => ({
    method,
    capabilities: {},
    handle: () => {
      throw error;
    },
  });
  const served = [...features, throwing('test/fails', new TypeError('a slip')), throwing('test/refuses', new Refusal('it is read-only'))];
  const client = await start([folder({ 'models.py': sound })], pulling, undefined, served);
  expect(await client.connection.sendRequest('test/fails', {})).toBe(null);
  await client.until(() => client.logs.some(l => l.includes('test/fails: TypeError: a slip')));
  await expect(client.connection.sendRequest('test/refuses', {})).rejects.toMatchObject({ code: LSPErrorCodes.RequestFailed, message: 'it is read-only' });
  expect(await client.tree()).toEqual(both);
});

test('requests about files that are not there, not Python or not on disk get an answer', async () => {
  const client = await start([folder({ 'models.py': sound })]);
  const position = { line: 900, character: 90 };
  const uris = [
    'file:///nowhere/x.py',
    'untitled:Untitled-1',
    'vscode-notebook-cell:/x.ipynb#a',
    'git:/x.py?ref',
    'nonsense',
    uriOf(join(folder({ 'a.txt': '' }), 'a.txt')),
  ];
  for (const uri of uris) {
    for (const { method } of features.filter(f => f.method.startsWith('textDocument/'))) {
      const params = {
        textDocument: { uri },
        position,
        range: { start: position, end: position },
        context: { diagnostics: [], includeDeclaration: true },
        newName: 'x',
      };
      await client.connection.sendRequest(method, params).catch((error: unknown) => expect(error).toMatchObject({ code: LSPErrorCodes.RequestFailed }));
    }
  }
  expect(client.logs.filter(l => /Error/.test(l))).toEqual([]);
});

test('a folder that does not exist is reported and does no harm', async () => {
  const root = folder({ 'models.py': sound });
  const client = await start([join(root, 'nowhere'), root]);
  expect((await client.ready()).models).toBe(2);
  expect(client.logs.join('\n')).toContain('it does not exist');
});

test('a project file is followed, and what is wrong with it is told where it stands', async () => {
  const root = folder({ 'models.py': unsound, 'pyproject.toml': '[tool.backref.rules]\nunknown-target = "loud"\n' });
  const client = await start([root]);
  await client.ready();
  const [models, project] = [join(root, 'models.py'), join(root, 'pyproject.toml')];
  await client.until(() => (client.published.get(uriOf(project)) ?? []).length > 0);
  expect(client.published.get(uriOf(project))).toMatchObject([{ code: 'settings', severity: 1, range: { start: { line: 1, character: 0 } } }]);
  expect(await client.codes(models)).toEqual(['unknown-target']);
  writeFileSync(project, '[tool.backref.rules]\nunknown-target = "off"\n');
  await client.touched(project, FileChangeType.Changed);
  await client.until(() => client.published.get(uriOf(project))?.length === 0);
  expect(await client.codes(models)).toEqual([]);
  writeFileSync(project, '[tool.backref]\nexclude = ["models.py"]\n');
  await client.touched(project, FileChangeType.Changed);
  await client.ready(s => s.files === 0);
});

const workspaceMode = { backref: { diagnosticMode: 'workspace' } };
interface Report {
  readonly items: readonly { readonly kind: string; readonly uri: string; readonly resultId?: string; readonly items?: readonly { readonly code: string }[] }[];
}
/** A pull of all files: `path kind codes`, and the ids for the next one. */
async function pulled(client: Client, root: string, previous: readonly { uri: string; value: string }[] = []) {
  const { items } = await client.connection.sendRequest<Report>('workspace/diagnostic', { previousResultIds: previous });
  return {
    told: items.map(it => `${it.uri.slice(uriOf(root).length + 1)} ${it.kind}${(it.items ?? []).map(d => ` ${d.code}`).join('')}`),
    ids: items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' })),
  };
}
const user = `${base}${model('User', '    posts = relationship("Post", back_populates="author")\n')}`;
const post = `from user import *\n${model('Post', '    user_id = Column(ForeignKey("user.id"))\n    author = relationship("User", back_populates="posts")\n')}`;

test('the whole workspace is pulled, and what an edit breaks in a file that is not open', async () => {
  const root = folder({ 'user.py': user, 'post.py': post, 'wrong.py': unsound });
  const client = await start([root], pulling, c => {
    c.configuration = workspaceMode;
  });
  const first = await pulled(client, root);
  expect(first.told).toEqual(['wrong.py full unknown-target']);
  expect((await pulled(client, root, first.ids)).told).toEqual(['wrong.py unchanged']);
  await client.open(join(root, 'post.py'), post.replace('    author =', '    writer ='));
  const second = await pulled(client, root, first.ids);
  expect(second.told).toEqual(['user.py full unknown-back-populates', 'wrong.py unchanged']);
  await client.change(join(root, 'post.py'), post);
  expect((await pulled(client, root, second.ids)).told).toEqual(['user.py full', 'wrong.py unchanged']);
});

test('a pull that takes partial results is held until there is something to say, and can be given up', async () => {
  const root = folder({ 'user.py': user, 'post.py': post });
  const client = await start([root], pulling, c => {
    c.configuration = workspaceMode;
  });
  await client.ready();
  const parts: string[] = [];
  client.connection.onProgress(new ProgressType<Report>(), 'parts', ({ items }) => {
    parts.push(...items.flatMap(it => (it.items ?? []).map(d => d.code)));
  });
  let answered = false;
  const held = client.connection.sendRequest<Report>('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'parts' }).then(() => {
    answered = true;
  });
  await client.codes(join(root, 'user.py'));
  expect(answered).toBe(false);
  await client.open(join(root, 'post.py'), post.replace('    author =', '    writer ='));
  await held;
  expect(parts).toEqual(['unknown-back-populates']);
  const source = new CancellationTokenSource();
  const given = client.connection.sendRequest('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'more' }, source.token);
  source.cancel();
  await expect(given).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

test('only open files are looked at unless the setting says otherwise; what was told before is taken back', async () => {
  const root = folder({ 'models.py': unsound });
  const client = await start([root]);
  expect((await pulled(client, root)).told).toEqual([]);
  expect(await client.codes(join(root, 'models.py'))).toEqual(['unknown-target']);
  expect((await pulled(client, root, [{ uri: uriOf(join(root, 'models.py')), value: 'older' }])).told).toEqual(['models.py full']);
});

test('clients that do not pull are sent those of all files', async () => {
  const root = folder({ 'user.py': user, 'post.py': post });
  const client = await start([root], { workspace: { configuration: true } }, c => {
    c.configuration = workspaceMode;
  });
  await client.ready();
  const of = (path: string): readonly unknown[] | undefined => client.published.get(uriOf(join(root, path)))?.map(d => d.code);
  await client.open(join(root, 'post.py'), post.replace('    author =', '    writer ='));
  await client.until(() => of('user.py')?.[0] === 'unknown-back-populates');
  await client.change(join(root, 'post.py'), post);
  await client.until(() => of('user.py')?.length === 0);
});

test('a document that is as it was is not sent again', async () => {
  const root = folder({ 'models.py': unsound });
  const client = await start([root]);
  const textDocument = { uri: uriOf(join(root, 'models.py')) };
  const { resultId } = await client.connection.sendRequest<{ resultId: string }>('textDocument/diagnostic', { textDocument });
  expect(await client.connection.sendRequest('textDocument/diagnostic', { textDocument, previousResultId: resultId })).toEqual({ kind: 'unchanged', resultId });
});

test('where the client can be told later, it is asked to poll for all files only if a folder wants that', async () => {
  const capabilities = { ...pulling, textDocument: { diagnostic: { dynamicRegistration: true } } };
  const root = folder({ 'models.py': unsound });
  const client = connected();
  const options: unknown[] = [];
  client.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
    options.push(...registrations.filter(r => r.method === 'textDocument/diagnostic').map(r => r.registerOptions));
  });
  const { capabilities: announced } = await client.start([root], capabilities);
  expect(announced.diagnosticProvider).toBeUndefined();
  await client.ready();
  client.configuration = workspaceMode;
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.connection.sendRequest(modelTree, {});
  expect(options).toMatchObject([{ workspaceDiagnostics: false }, { workspaceDiagnostics: true }]);
});

test('a closed document is told anew', async () => {
  const root = folder({ 'models.py': unsound });
  const client = await start([root], pulling, c => {
    c.configuration = workspaceMode;
  });
  const { ids } = await pulled(client, root);
  await client.open(join(root, 'models.py'), sound);
  expect((await pulled(client, root, ids)).told).toEqual([]);
  await client.close(join(root, 'models.py'));
  expect((await pulled(client, root, ids)).told).toEqual(['models.py full unknown-target']);
});
