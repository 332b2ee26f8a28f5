/** Answers that take their time, over a real connection: others are served meanwhile, progress is told, and nobody works for nothing. */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes, ProgressType, type WorkspaceEdit } from 'vscode-languageserver-protocol';
import { type Feature, Refusal } from '../../server/features/feature.ts';
import { features } from '../../server/features/index.ts';
import { type Migration, migration } from '../../server/protocol.ts';
import { folder } from '../cli/run.ts';
import { type Client, connect, pulling, uriOf } from './client.ts';

const models = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
`;
const service = 'from models import Post\ndef f(post: Post, x):\n    return post.author, x.author\n';
const declaration = { line: 6, character: 42 };

/** Works longer than a slice of time in each step. */
function* slow(steps: number): Generator<{ readonly done: number; readonly total: number; readonly part: readonly number[] }, readonly number[]> {
  for (let done = 1; done <= steps; done++) {
    const until = performance.now() + 20;
    while (performance.now() < until);
    yield { done, total: steps, part: [done] };
  }
  return Array.from({ length: steps }, (_, i) => i + 1);
}
const taking = (method: string, steps: number): Feature => ({ method, capabilities: {}, handle: () => slow(steps) });

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
});
async function start(more: readonly Feature[] = [], capabilities = pulling): Promise<{ readonly client: Client; readonly root: string }> {
  const client = connect([...features, ...more]);
  clients.push(client);
  const root = folder({ 'models.py': models, 'service.py': service });
  await client.start([root], capabilities);
  await client.ready();
  return { client, root };
}

test('progress is told under the token of the client, from begin to end', async () => {
  const { client } = await start([taking('test/slow', 3)]);
  const kinds: unknown[] = [];
  client.connection.onProgress(new ProgressType<{ kind: string; percentage?: number }>(), 'work', ({ kind, percentage }) => void kinds.push(kind, percentage));
  expect(await client.connection.sendRequest('test/slow', { workDoneToken: 'work' })).toEqual([1, 2, 3]);
  expect(kinds).toEqual(['begin', 0, 'report', 33, 'report', 67, 'report', 100, 'end', undefined]);
});

test('parts that were sent are not sent again', async () => {
  const { client } = await start([taking('test/slow', 3)]);
  const parts: number[] = [];
  client.connection.onProgress(new ProgressType<number[]>(), 7, part => void parts.push(...part));
  expect(await client.connection.sendRequest('test/slow', { partialResultToken: 7 })).toEqual([]);
  expect(parts).toEqual([1, 2, 3]);
});

test('others are served meanwhile, and an answer that is not wanted any more is given up', async () => {
  const { client } = await start([taking('test/endless', Number.POSITIVE_INFINITY)]);
  const source = new CancellationTokenSource();
  const endless = client.connection.sendRequest('test/endless', {}, source.token);
  expect(await client.tree()).toEqual(['models > User', 'models > Post']);
  source.cancel();
  await expect(endless).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

test('a text that changes meanwhile ends the answer: half of it would be about another text', async () => {
  const { client, root } = await start([taking('test/endless', Number.POSITIVE_INFINITY)]);
  const endless = client.connection.sendRequest('test/endless', {});
  await client.open(join(root, 'service.py'), `${service}# more\n`);
  await expect(endless).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
});

test('a step that refuses says why', async () => {
  const refusing: Feature = {
    method: 'test/refuses',
    capabilities: {},
    *handle() {
      yield { done: 0, total: 1, part: [] };
      throw new Refusal('it is read-only');
    },
  };
  const { client } = await start([refusing]);
  await expect(client.connection.sendRequest('test/refuses', {})).rejects.toMatchObject({ code: LSPErrorCodes.RequestFailed, message: 'it is read-only' });
});

test('references and rename over the wire; what needs to be confirmed only where the client can ask', async () => {
  const ask = async (capabilities: typeof pulling): Promise<WorkspaceEdit> => {
    const { client, root } = await start([], { ...pulling, ...capabilities });
    const textDocument = { uri: uriOf(join(root, 'models.py')) };
    const params = { textDocument, position: declaration };
    expect(await client.connection.sendRequest('textDocument/references', { ...params, context: { includeDeclaration: true } })).toHaveLength(2);
    expect(await client.connection.sendRequest('textDocument/prepareRename', params)).toMatchObject({ placeholder: 'author' });
    return client.connection.sendRequest('textDocument/rename', { ...params, newName: 'writer' });
  };
  const plain = await ask({});
  expect(Object.values(plain.changes ?? {}).map(edits => edits.length)).toEqual([1, 1]);
  const rich = await ask({ workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } });
  expect(rich.documentChanges?.map(c => ('edits' in c ? c.edits.map(e => ('annotationId' in e ? e.annotationId : '')) : []))).toEqual([[''], ['', 'open']]);
  expect(rich.changeAnnotations?.open?.needsConfirmation).toBe(true);
});

test('backrefs are converted in steps: progress is told by backref', async () => {
  const { client } = await start();
  const { method } = migration;
  const messages: (string | undefined)[] = [];
  client.connection.onProgress(new ProgressType<{ kind: string; message?: string }>(), 'convert', ({ message }) => void messages.push(message));
  const answer = await client.connection.sendRequest<Migration>(method, { workDoneToken: 'convert' });
  expect([answer.converted, answer.left]).toEqual([1, 0]);
  // Of so small a workspace it may be done within the first slice of time.
  expect(messages.slice(1, -1).every(it => /^[01] of 1 backrefs$/.test(it ?? ''))).toBe(true);
  expect(messages.length).toBeGreaterThanOrEqual(2);
});
