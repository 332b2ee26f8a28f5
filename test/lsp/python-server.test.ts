/** What the client's other Python language server is asked for, and what becomes of its answers. */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type CancellationToken, type CompletionItem, type Hover, type Location, ShowMessageNotification } from 'vscode-languageserver-protocol';
import { pythonType } from '../../server/protocol.ts';
import { folder } from '../cli/run.ts';
import { type Client, connect, pulling, uriOf } from './client.ts';

const models = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;
const service = `from somewhere import latest
from models import Post

thing = latest(Post)
print(thing.author, thing.nothing)
known = Post()
print(known.author)
thing.
`;
const at = (marked: string): { readonly line: number; readonly character: number } => {
  const before = service.slice(0, service.indexOf(marked.replace('$0', '')) + marked.indexOf('$0')).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
};

type Answer = (position: { readonly line: number; readonly character: number }, token: CancellationToken) => Location[] | Promise<Location[]>;
const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
});

/** A client that answers for types of Python expressions, with what it was asked. */
async function started(answer: Answer, configuration: object = {}, pythonLanguageServer = true) {
  const root = folder({ 'models.py': models, 'service.py': service });
  const client = connect();
  clients.push(client);
  const asked: unknown[] = [];
  client.configuration = { backref: configuration };
  client.connection.onRequest(pythonType, ({ position }, token) => {
    asked.push(position);
    return answer(position, token);
  });
  await client.start([root], pulling, { pythonLanguageServer });
  const ask = <T>(method: string, marked: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(method, { textDocument: { uri: uriOf(join(root, 'service.py')) }, position: at(marked), ...more });
  return {
    asked,
    hover: async (marked: string) => JSON.stringify((await ask<Hover | null>('textDocument/hover', marked))?.contents ?? null),
    definition: (marked: string) => ask<Location[] | null>('textDocument/definition', marked),
    completions: async (marked: string) => (await ask<CompletionItem[] | null>('textDocument/completion', marked))?.map(i => i.label),
    ask,
    /** The next message that the user is shown. */
    messages: () => new Promise<string>(resolve => client.connection.onNotification(ShowMessageNotification.type, ({ message }) => resolve(message))),
    place: (line: number): Location => ({ uri: uriOf(join(root, 'models.py')), range: { start: { line, character: 6 }, end: { line, character: 10 } } }),
  };
}

test('an unknown receiver is what the other server says, which is probable', async () => {
  const client = await started(() => [client.place(12)]);
  const hover = await client.hover('thing.auth$0or');
  expect(hover).toContain('Post.author: User');
  expect(hover).toMatch(/\*\*Probably\*\*, not for certain: \[the Python language server says Post\]/);
  expect(await client.definition('thing.auth$0or')).toMatchObject([{ range: { start: { line: 9 } } }]);
  expect(client.asked).toEqual([at('$0thing.author'), at('$0thing.author')]);
});

test('completion adds what the other server does not list itself', async () => {
  const client = await started(() => [client.place(12)]);
  expect(await client.completions('\nthing.$0\n')).toEqual(['author']);
});

test('nobody is asked for what is known, for names that no relationship has, for references and rename', async () => {
  const client = await started(() => [client.place(12)]);
  expect(await client.hover('known.auth$0or')).toContain('Post.author: User');
  expect(await client.hover('thing.noth$0ing')).toBe('null');
  expect(await client.ask('textDocument/references', 'thing.auth$0or')).toBeNull();
  expect(await client.ask('textDocument/prepareRename', 'thing.auth$0or')).toBeNull();
  expect(await client.ask('textDocument/documentHighlight', 'thing.auth$0or')).toBeNull();
  expect(await client.ask('textDocument/typeDefinition', '$0thing.author')).toBeNull();
  expect(client.asked).toEqual([]);
});

test.each<[string, Answer]>([
  ['knows nothing', () => []],
  ['names a class that is not mapped', () => [{ uri: 'file:///usr/lib/python3/typing.pyi', range: { start: at('$0from'), end: at('$0from') } }]],
  ['fails', () => Promise.reject(new Error('broken'))],
])('there is no answer where the other server %s', async (_, answer) => {
  const client = await started(answer);
  expect(await client.hover('thing.auth$0or')).toBe('null');
  expect(await client.completions('\nthing.$0\n')).toEqual([]);
  expect(client.asked).toHaveLength(2);
});

test('a server that does not answer is not waited for, and is told so', async () => {
  let told = (): void => {};
  const cancelled = new Promise<void>(resolve => {
    told = resolve;
  });
  const client = await started(
    (_, token) =>
      new Promise(() => {
        token.onCancellationRequested(told);
      }),
  );
  const slow = client.hover('thing.auth$0or');
  // Others are served meanwhile.
  expect(await client.hover('known.auth$0or')).toContain('Post.author: User');
  expect(await slow).toBe('null');
  await cancelled;
});

test('a setting turns it off, and nobody is asked where there is no other server', async () => {
  const off = await started(() => [], { askPythonLanguageServer: false });
  expect(await off.hover('thing.auth$0or')).toBe('null');
  const alone = await started(() => [], {}, false);
  expect(await alone.hover('thing.auth$0or')).toBe('null');
  expect([off.asked, alone.asked]).toEqual([[], []]);
});

test('a rename that is refused is not left to the other server: the user is told, and nothing is edited', async () => {
  const beside = await started(() => []);
  const said = beside.messages();
  expect(await beside.ask('textDocument/rename', 'known.auth$0or', { newName: 'id' })).toEqual({ changes: {} });
  expect(await said).toMatch(/^Cannot rename: .*id/);
  const alone = await started(() => [], {}, false);
  await expect(alone.ask('textDocument/rename', 'known.auth$0or', { newName: 'id' })).rejects.toThrow(/^Cannot rename: .*id/);
});
