/** What is told of all files after edits is what a server would tell that has just been started, in both modes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { parseConfig } from '../../server/config.ts';
import { diagnosticsOf } from '../../server/features/diagnostics.ts';
import { WorkspaceDiagnostics } from '../../server/lsp/workspace-diagnostics.ts';
import { rules } from '../../server/rules/index.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import type { Session } from '../../server/workspace/session.ts';
import { pathOf, root, uriOf, workspace } from '../support/fixture.ts';

/** Rules that are off show what they read as well. */
const { config } = parseConfig({
  diagnosticMode: 'workspace',
  rules: Object.fromEntries(rules.map(r => [r.code, r.severity === 'off' ? 'hint' : 'default'])),
});

const samples = resolve(import.meta.dirname, '../workspaces');
const sampled: ReadonlyMap<string, string> = new Map(
  readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter(f => f.endsWith('.py'))
    .map(f => [f.replaceAll('\\', '/'), readFileSync(join(samples, f), 'utf8')]),
);

/** Findings that rest on what stands in the functions of other files. */
const led: ReadonlyMap<string, string> = new Map([
  ['app/__init__.py', ''],
  [
    'app/models.py',
    `from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    posts = relationship("Post", backref="author")


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`,
  ],
  [
    'app/find.py',
    `from app.models import Post, User


class Finder:
    def __init__(self, session):
        self.session = session

    def find(self):
        return self.session.query(User).first()


def one(session):
    return Finder(session).find()
`,
  ],
  ['app/between.py', 'from app.find import one\n\n\ndef handed(session):\n    result = one(session)\n    return result\n'],
  [
    'app/use.py',
    `from app.between import handed
from app.models import Post, User


def run(session):
    user = handed(session)
    user.posts = Post()
    for post in session.query(Post):
        print(post.author.name)


def show(item):
    item.posts = Post()
    item.author = [User()]
`,
  ],
  ['app/calls.py', 'from app.models import Post\nfrom app.use import show\n\n\ndef call():\n    show(Post())\n'],
]);

const change: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc
    .tuple(fc.nat(), fc.constantFrom('# note', '', '    # note', 'x = 1', '    pass', 'import os', 'from app.models import *'))
    .map(([at, line]) => (text: string) => {
      const lines = text.split('\n');
      lines.splice(at % (lines.length + 1), 0, line);
      return lines.join('\n');
    }),
  fc.nat().map(at => (text: string) => {
    const lines = text.split('\n');
    lines.splice(at % lines.length, 1);
    return lines.join('\n');
  }),
  fc
    .constantFrom(
      ['User', 'Post'],
      ['Post', 'User'],
      ['author', 'writer'],
      ['posts', 'entries'],
      ['first()', 'all()'],
      ['return ', 'return not '],
      ['def find', 'def found'],
      ['show', 'shown'],
      ['= user', '= [user]'],
      ['backref=', 'back_populates='],
    )
    .map(
      ([from = '', to = '']) =>
        (text: string) =>
          text.replaceAll(from, to),
    ),
  fc.constant((text: string) => `# the beginning\n\n${text}`),
  fc.constantFrom('User', 'Post').map(cls => (text: string) => `${text}\nfrom app.models import ${cls}\nfrom app.use import show\n\nshow(${cls}())\n`),
  fc.constant(() => ''),
);

/** Of a file that is not valid Python the session remembers what it was. */
const isSound = (all: ReadonlyMap<string, string>): boolean => [...all.values()].every(text => !parseModule(text).broken);

type Told = Readonly<Record<string, readonly Diagnostic[]>>;

function started(texts: ReadonlyMap<string, string>): Session {
  const session = workspace(texts);
  session.configure(root, config);
  return session;
}

/** What is told of each file that is asked for. */
function asked(session: Session): Told {
  const snapshot = session.snapshot();
  return Object.fromEntries(snapshot.uris.flatMap(uri => (it => (it.length > 0 ? [[pathOf(uri), it]] : []))(diagnosticsOf(snapshot, uri))));
}

/** A client that is sent the diagnostics of all files, and shows what it was sent last. */
class Shown {
  readonly #all = new Map<string, readonly Diagnostic[]>();
  readonly #session: Session;
  readonly #diagnostics: WorkspaceDiagnostics;

  constructor(session: Session) {
    this.#session = session;
    const sendDiagnostics = ({ uri, diagnostics }: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }): Promise<void> => {
      // Over the wire.
      if (diagnostics.length > 0) this.#all.set(pathOf(uri), JSON.parse(JSON.stringify(diagnostics)));
      else this.#all.delete(pathOf(uri));
      return Promise.resolve();
    };
    const server = {
      snapshot: () => Promise.resolve(session.snapshot()),
      isCurrent: (it: unknown) => session.snapshot() === it,
      open: () => new Set<string>(),
    };
    this.#diagnostics = new WorkspaceDiagnostics({ sendDiagnostics }, server);
  }

  async now(): Promise<Told> {
    await this.#diagnostics.publish(this.#session.snapshot());
    return Object.fromEntries(this.#all);
  }
}

const plain = (told: Told): Told => JSON.parse(JSON.stringify(told));
const runs = (few: number, many: number): number => (process.env['BACKREF_FULL'] ? many : few);

for (const [name, texts, numRuns] of [
  ['sample files', sampled, runs(10, 60)],
  ['files that lead to others', led, runs(60, 1500)],
] as const) {
  const paths = [...texts.keys()];
  const edits = fc.array(fc.tuple(fc.nat(paths.length - 1), change, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 8 });
  test(`after edits of ${name} both modes tell what a fresh server tells`, { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(edits, async steps => {
        const now = new Map(texts);
        const session = started(now);
        const shown = new Shown(session);
        await shown.now();
        for (const [which, edit, undone, silent] of steps) {
          const path = paths[which] ?? '';
          const before = now.get(path) ?? '';
          const after = edit(before);
          session.edit(uriOf(path), after);
          if (undone) {
            await shown.now();
            session.edit(uriOf(path), before);
          } else now.set(path, after);
          if (!isSound(now) || (undone && !isSound(new Map([[path, after]])))) return;
          // Several edits may come before anybody asks.
          if (silent) continue;
          const expected = plain(asked(started(now)));
          expect(await shown.now()).toEqual(expected);
          expect(plain(asked(session))).toEqual(expected);
        }
      }),
      { numRuns, seed: 11 },
    );
  });
}

test('the files that lead to others have findings', () => {
  expect(Object.entries(asked(started(led))).map(([path, found]) => `${path}: ${found.map(d => d.code).join(' ')}`)).toMatchInlineSnapshot(`
    [
      "app/models.py: no-backref",
      "app/use.py: collection-value collection-value",
    ]
  `);
});

test('a file that begins to call a function elsewhere changes what is told there', async () => {
  const calling = (statement: string): string => `from app import use\nfrom app.models import Post\n\n\ndef call():\n    ${statement}\n`;
  const session = started(new Map([...led, ['app/calls.py', calling('print(use, Post)')]]));
  const { project } = session.snapshot();
  const shown = new Shown(session);
  const count = async (): Promise<number | undefined> => (await shown.now())['app/use.py']?.length;
  expect(await count()).toBe(1);
  session.edit(uriOf('app/calls.py'), calling('use.show(Post())'));
  expect(await count()).toBe(2);
  session.edit(uriOf('app/calls.py'), calling('print(use, Post)'));
  expect(await count()).toBe(1);
  expect(session.snapshot().project).toBe(project);
});
