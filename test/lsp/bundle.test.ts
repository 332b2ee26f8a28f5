/** dist/server.js and `backref lsp`, as editors start them. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver-protocol/node';
import { cliPath, folder, serverPath } from '../cli/run.ts';
import { Client, pulling } from './client.ts';

const models = `from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Post", backref="author")
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

function overPipes(args: readonly string[]): { readonly client: Client; readonly child: ChildProcess } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return { client: new Client(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)), child };
}

function overIpc(): { readonly client: Client; readonly child: ChildProcess } {
  const child = fork(serverPath, ['--node-ipc'], { execArgv: [] });
  children.push(child);
  return { client: new Client(new IPCMessageReader(child), new IPCMessageWriter(child)), child };
}

const ways = [
  ['server.js --stdio', () => overPipes([serverPath, '--stdio'])],
  ['server.js --node-ipc', overIpc],
  ['backref lsp --stdio', () => overPipes([cliPath, 'lsp', '--stdio'])],
] as const;

test.each(ways)('%s answers, shuts down with 0, and can be started again', async (_, connect) => {
  const root = folder({ 'models.py': models });
  for (let round = 0; round < 2; round++) {
    const { client, child } = connect();
    const exited = new Promise<number | null>(done => child.on('exit', done));
    const { serverInfo } = await client.start([root], pulling);
    expect(serverInfo?.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await client.ready()).toMatchObject({ models: 2, implicit: 1 });
    expect(await client.tree()).toEqual(['models > User', 'models > Post']);
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    expect(await exited).toBe(0);
  }
});

test('an editor that vanishes takes the server with it', async () => {
  const { client, child } = overPipes([serverPath, '--stdio']);
  const exited = new Promise(done => child.on('exit', done));
  await client.start([folder({ 'models.py': models })], pulling);
  child.stdin?.end();
  await exited;
});
