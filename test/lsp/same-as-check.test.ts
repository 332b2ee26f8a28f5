/** What an editor is told of a file is what `backref check` says of it: for every case, and in a project with settings of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { check } from '../../server/cli/check.ts';
import { folder } from '../cli/run.ts';
import { cases } from '../oracle/cases.ts';
import { fixable } from '../rules/fixable.ts';
import { layouts } from '../rules/layouts.ts';
import { type Client, connect, pulling, uriOf } from './client.ts';

const clients: Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
});

const severities = ['', 'error', 'warning', 'information', 'hint'];

/** `file:line:column-line:column severity code message`, sorted. */
async function toldTo(root: string, paths: readonly string[], unsaved: boolean): Promise<readonly string[]> {
  const client = connect();
  clients.push(client);
  await client.start([root], pulling);
  const told: string[] = [];
  if (unsaved) for (const path of paths) await client.open(join(root, path), readFileSync(join(root, path), 'utf8'));
  for (const path of paths) {
    const { items } = await client.connection.sendRequest<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri: uriOf(join(root, path)) },
    });
    for (const { range: r, severity, code, message } of items)
      told.push(
        `${path}:${r.start.line + 1}:${r.start.character + 1}-${r.end.line + 1}:${r.end.character + 1} ${severities[severity ?? 0]} ${code} ${message}`,
      );
  }
  return told.sort();
}

async function checked(root: string): Promise<readonly string[]> {
  const { text } = await check([root], 'json', false);
  const { findings }: { findings: readonly Record<string, string | number>[] } = JSON.parse(text);
  return findings.map(f => `${f['file']}:${f['line']}:${f['column']}-${f['endLine']}:${f['endColumn']} ${f['severity']} ${f['code']} ${f['message']}`).sort();
}

const settings = `[tool.backref]
exclude = ["left_out/"]
sqlalchemy-version = "2.1"
[tool.backref.rules]
no-backref = "warning"
one-sided = "hint"
unlinked-relationships = "error"
unknown-target = "off"
[tool.backref.per-file-ignores]
"tests/*" = ["no-backref"]
`;
const models = (remark = ''): string => `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    "𝒳"; posts = relationship("Post", backref="author", lazy="noload")${remark}
    other = relationship("Pst")
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    writer = relationship("User")
`;

test('in a project with settings, ignores, and a file that is left out', async () => {
  const files = {
    'models.py': models(),
    'silent.py': models('  # noqa: no-backref'),
    'tests/models.py': models(),
    'left_out/models.py': models(),
    'pyproject.toml': settings,
  };
  const root = folder(files);
  const found = await checked(root);
  const codes = found.map(line => line.split(' ').slice(1, 3).join(' '));
  for (const should of ['warning no-backref', 'error unlinked-relationships', 'warning noload']) expect(codes).toContain(should);
  expect(found.filter(line => /^left_out|^silent.*no-backref|^tests.*no-backref|unknown-target/.test(line))).toEqual([]);
  const paths = Object.keys(files).filter(p => p.endsWith('.py'));
  expect(
    await toldTo(
      root,
      paths.filter(p => !p.startsWith('left_out')),
      false,
    ),
  ).toEqual(found);
});

const programs = [
  ...[...cases.values()].map(({ name, texts }) => ({ name, files: Object.fromEntries(texts) })),
  ...[...fixable].map(([name, text]) => ({ name, files: { 'models.py': text } })),
  ...layouts.map(({ name, files }) => ({ name, files })),
];

describe('in the programs of the record', () => {
  test.each(programs.map(p => [p.name, p.files] as const))('%s', async (_, files) => {
    const root = folder(files);
    const found = await checked(root);
    const paths = Object.keys(files);
    expect(await toldTo(root, paths, false)).toEqual(found);
    expect(await toldTo(root, paths, true)).toEqual(found);
  });
});
