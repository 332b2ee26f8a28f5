import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  CompletionRequest,
  createConnection,
  createProtocolConnection,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { serve } from '../../server/lsp/serve.ts';
import { indexStatus, modelTree } from '../../server/protocol.ts';

/** A client and a server over a real connection. */
function wire() {
  const up = new PassThrough();
  const down = new PassThrough();
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), 'test');
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return client;
}

const uri = 'file:///nowhere/models.py';
const text = `from sqlalchemy import Column, ForeignKey, Integer
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
def f(post: Post):
    return post.author
`;

async function started(capabilities: object = {}) {
  const client = wire();
  const answer = await client.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities,
    workspaceFolders: [{ uri: 'file:///nowhere', name: 'nowhere' }],
  });
  await client.sendNotification(InitializedNotification.type, {});
  await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'python', version: 1, text } });
  return { client, capabilities: answer.capabilities };
}

test('initialize, open, ask', async () => {
  const { client, capabilities } = await started();
  expect(capabilities).toMatchObject({
    hoverProvider: true,
    definitionProvider: true,
    typeDefinitionProvider: true,
    completionProvider: {},
    documentSymbolProvider: {},
    codeActionProvider: {},
  });
  const at = { textDocument: { uri }, position: { line: 12, character: 18 } };
  expect(await client.sendRequest(DefinitionRequest.type, at)).toEqual([
    { uri, range: { start: { line: 6, character: 42 }, end: { line: 6, character: 48 } } },
  ]);
  expect(JSON.stringify(await client.sendRequest(HoverRequest.type, at))).toContain('Post.author: User');
  expect(JSON.stringify(await client.sendRequest(CompletionRequest.type, at))).toContain('"author"');
  expect((await client.sendRequest(modelTree, {})).map(n => n.label)).toEqual(['models']);
  client.dispose();
});

test('diagnostics are pulled, and follow an edit', async () => {
  const { client } = await started();
  const pull = async () => JSON.stringify(await client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } }));
  expect(await pull()).toContain('"items":[]');
  await client.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: text.replace('"Post"', '"Pots"') }],
  });
  expect(await pull()).toContain('unknown-target');
  client.dispose();
});

test('a client that cannot pull is sent them, and the state of the index', async () => {
  const { client } = await started();
  const pushed = new Promise<string>(resolve => {
    client.onNotification(PublishDiagnosticsNotification.type, it => {
      if (it.diagnostics.length > 0) resolve(String(it.diagnostics[0]?.code));
    });
  });
  const ready = new Promise<number>(resolve => {
    client.onNotification(indexStatus, it => {
      if (it.state === 'ready') resolve(it.implicit);
    });
  });
  await client.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: text.replace('backref="author"', 'backref="user_id"') }],
  });
  expect(await pushed).toBe('backref-name-taken');
  expect(await ready).toBeTypeOf('number');
  client.dispose();
});
