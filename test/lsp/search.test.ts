/** Finding references in many files, over a real connection: parts come early, typing is answered meanwhile, and nobody works on for nothing. */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource, type Location, LSPErrorCodes, ProgressType } from 'vscode-languageserver-protocol';
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
const declaration = { line: 6, character: 42 };
const count = 150;
const inEach = 20;

/** So many files that one slice of time is not enough for them. */
const view = (n: number): string =>
  `from models import Post\n${Array.from({ length: inEach }, (_, i) => `def show_${n}_${i}(post: Post, other):\n    return post.author, other.author\n`).join('')}`;

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
});

async function start() {
  const client = connect();
  clients.push(client);
  const files = Object.fromEntries(Array.from({ length: count }, (_, n) => [`view${String(n).padStart(3, '0')}.py`, view(n)]));
  const root = folder({ 'models.py': models, ...files });
  await client.start([root], pulling);
  await client.ready();
  const params = { textDocument: { uri: uriOf(join(root, 'models.py')) }, position: declaration, context: { includeDeclaration: true } };
  const parts: Location[][] = [];
  const percentages: number[] = [];
  client.connection.onProgress(new ProgressType<Location[]>(), 'parts', part => void parts.push(part));
  client.connection.onProgress(new ProgressType<{ percentage?: number }>(), 'work', ({ percentage }) => void percentages.push(percentage ?? 100));
  /** Resolves when the first part has come. */
  const begun = (): Promise<void> =>
    new Promise(resolve => {
      client.connection.onProgress(new ProgressType<Location[]>(), 'early', () => resolve());
    });
  return { client, root, params, parts, percentages, begun };
}

test('references come in several parts, which together are the whole answer', async () => {
  const { client, params, parts, percentages } = await start();
  const streamed = await client.connection.sendRequest('textDocument/references', { ...params, partialResultToken: 'parts', workDoneToken: 'work' });
  expect(streamed).toEqual([]);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.flat()).toHaveLength(count * inEach + 1);
  expect(percentages).toEqual([...percentages].sort((a, b) => a - b));
  expect(percentages.filter(p => p > 0 && p < 100).length).toBeGreaterThan(1);
  expect(await client.connection.sendRequest('textDocument/references', params)).toEqual(parts.flat());
});

test('a search that is cancelled after its first part finds no more', async () => {
  const { client, params, begun } = await start();
  const source = new CancellationTokenSource();
  const first = begun();
  const search = client.connection.sendRequest('textDocument/references', { ...params, partialResultToken: 'early' }, source.token);
  await first;
  source.cancel();
  await expect(search).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

test('hover and completion are answered before a search that was asked for earlier', async () => {
  const { client, root, params, begun } = await start();
  const answered: string[] = [];
  const note = <T>(what: string, answer: Promise<T>): Promise<T> =>
    answer.finally(() => {
      answered.push(what);
    });
  const first = begun();
  const search = note('references', client.connection.sendRequest<unknown>('textDocument/references', { ...params, partialResultToken: 'early' }));
  await first;
  const at = { textDocument: { uri: uriOf(join(root, 'view149.py')) }, position: { line: 2, character: 18 } };
  const [hover, completion] = await Promise.all([
    note('hover', client.connection.sendRequest<unknown>('textDocument/hover', at)),
    note('completion', client.connection.sendRequest<unknown>('textDocument/completion', at)),
    search,
  ]);
  expect(hover).not.toBeNull();
  expect(completion).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'author' })]));
  expect(answered).toEqual(['hover', 'completion', 'references']);
});

test('a key that is pressed during a search is answered for the text as it is then, and the search is given up', async () => {
  const { client, root, params, begun } = await start();
  const path = join(root, 'view149.py');
  await client.open(path, view(149));
  const first = begun();
  const search = client.connection.sendRequest('textDocument/references', { ...params, partialResultToken: 'early' });
  const ended = expect(search).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
  await first;
  await client.change(path, `${view(149)}def typed(post: Post):\n    post.\n`);
  const items = await client.connection.sendRequest<unknown>('textDocument/completion', {
    textDocument: { uri: uriOf(path) },
    position: { line: 1 + inEach * 2 + 1, character: 9 },
  });
  expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'author' })]));
  await ended;
});
