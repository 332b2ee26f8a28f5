/** dist/cli.js as a user runs it: on folders on disk, through pipes. */
import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { generate } from '../bench/generate.ts';
import { backref, cliPath, folder } from './run.ts';

const blog = {
  'blog/__init__.py': '',
  'blog/base.py': 'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n',
  'blog/user.py': `from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship
from blog.base import Base

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author", lazy="dynamic")

class Admin(User):
    pass
`,
  'blog/post.py': `from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import relationship
from blog.base import Base

post_tags = Table("post_tags", Base.metadata, Column("post_id", ForeignKey("post.id")), Column("tag_id", ForeignKey("tag.id")))

class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    tags = relationship("Tag", secondary=post_tags, back_populates="posts")

class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", secondary="post_tags", back_populates="tags")
`,
};
const broken = {
  ...blog,
  'blog/note.py': `from blog.base import Base\nfrom sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import relationship\n\nclass Note(Base):\n    __tablename__ = "note"\n    id = Column(Integer, primary_key=True)\n    🙂 = 1\n    user = relationship("Usr")\n`,
};

describe('inspect', () => {
  test('prints the contract: classes, both sides, where each is written', async () => {
    const root = folder(blog);
    const { code, stdout, stderr } = await backref(['inspect', root, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['version', 'root', 'sqlalchemy', 'classes', 'unresolved', 'failures']);
    expect(result.sqlalchemy).toEqual([{ version: '2.0', source: null }]);
    expect([result.version, result.root, result.unresolved]).toEqual([1, root, []]);
    expect(result.classes.map((c: { class: string }) => c.class)).toEqual(['blog.post:Post', 'blog.post:Tag', 'blog.user:User', 'blog.user:Admin']);
    const [post, , , admin] = result.classes;
    const implicit = {
      key: 'author',
      state: 'configured',
      target: 'blog.user:User',
      direction: 'MANYTOONE',
      uselist: false,
      secondary: null,
      lazy: 'select',
      viewonly: false,
      generated_by_backref: true,
      backref_source: 'blog.user:User.posts',
      inherited_from: null,
      back_populates: 'posts',
      reverse: ['User.posts'],
      file: 'blog/user.py',
      line: 8,
    };
    expect(post).toEqual({
      class: 'blog.post:Post',
      module: 'blog.post',
      qualname: 'Post',
      file: 'blog/post.py',
      line: 7,
      tablename: 'post',
      inherits: null,
      inheritance: null,
      relationships: [
        {
          ...implicit,
          key: 'tags',
          target: 'blog.post:Tag',
          direction: 'MANYTOMANY',
          uselist: true,
          secondary: 'post_tags',
          generated_by_backref: false,
          backref_source: null,
          back_populates: 'posts',
          reverse: ['Tag.posts'],
          file: 'blog/post.py',
          line: 11,
        },
        implicit,
      ],
    });
    expect(admin).toMatchObject({
      inherits: 'blog.user:User',
      tablename: 'user',
      relationships: [{ key: 'posts', inherited_from: 'blog.user:User', lazy: 'dynamic', back_populates: 'author', line: 8 }],
    });
  });

  test('says which SQLAlchemy the code runs on; the environment of the shell counts', async () => {
    const release = (version: string) => ({ [`env/lib/python3.12/site-packages/SQLAlchemy-${version}.dist-info/METADATA`]: '' });
    const [root, active] = [folder({ ...blog, 'pyproject.toml': '[project]\ndependencies = ["SQLAlchemy>=1.4"]\n' }), folder(release('1.4.46'))];
    const inspected = async (env: Readonly<Record<string, string>>, ...path: readonly string[]) => {
      const { stdout } = await backref(['inspect', join(root, ...path), '--format', 'json'], undefined, env);
      return JSON.parse(stdout).sqlalchemy;
    };
    expect(await inspected({})).toEqual([{ version: '2.1', source: 'pyproject.toml' }]);
    expect(await inspected({}, 'blog', 'user.py')).toEqual([{ version: '2.1', source: '../pyproject.toml' }]);
    const source = `${relative(root, active)}/env/lib/python3.12/site-packages/SQLAlchemy-1.4.46.dist-info`;
    expect(await inspected({ VIRTUAL_ENV: join(active, 'env') })).toEqual([{ version: '1.4', source }]);
  });

  test('says what cannot be known, and why', async () => {
    const root = folder({
      'models.py': `from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base, relationship
from somewhere import NAME, Mixin
Base = declarative_base()
class A(Mixin, Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship(NAME)
    cs = relationship("A", backref=NAME)
    ds = relationship("Nobody")
`,
      'large.py': `x = "${'x'.repeat(3_000_000)}"\n`,
      'bin.py': new Uint8Array([120, 61, 0, 10]),
      'torn.py': 'class B(:\n    x = relationship(\n',
    });
    const { code, stdout } = await backref(['inspect', root, '--format', 'json']);
    expect(code).toBe(0);
    const { unresolved } = JSON.parse(stdout);
    expect(unresolved.map((u: { file: string; line: number; what: string; why: string }) => `${u.file}:${u.line} ${u.what}: ${u.why}`)).toEqual([
      'bin.py:1 file: a binary file',
      'large.py:1 file: larger than 2000 kB',
      'torn.py:1 file: it is not valid Python',
      "models.py:5 A: its base 'somewhere.Mixin' is not in the workspace",
      "models.py:8 A.bs: target: 'somewhere.NAME' is not in the workspace",
      "models.py:9 A.cs: direction: its base 'somewhere.Mixin' is not in the workspace",
      'models.py:9 A.cs: backref: its name is computed',
      'models.py:10 A.ds: target: there is nothing of this name',
    ]);
  });

  test('prints text for people: grouped by class, implicit attributes marked, no colours in a pipe', async () => {
    const { code, stdout } = await backref(['inspect'], folder(blog));
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Post  table post · blog/post.py:7
           tags    list[Tag]  many to many  <-> Tag.posts   through post_tags
        *  author  User       many to one   <-> User.posts  post.user_id = user.id · made by backref of User.posts, blog/user.py:8

      Tag  table tag · blog/post.py:13
           posts  list[Post]  many to many  <-> Post.tags  through post_tags

      User  table user · blog/user.py:5
           posts  AppenderQuery[Post]  one to many  <-> Post.author  user.id = post.user_id

      Admin  table user · inherits User · blog/user.py:10
           posts  AppenderQuery[Post]  one to many  <-> Post.author  user.id = post.user_id · from User

      SQLAlchemy 2.0 (taken for granted: nothing says which)
      4 models, 4 relationships, 1 of them implicit (*).
      "
    `);
  });

  test('a package or a file is seen with the project around it, but reported alone', async () => {
    const root = folder({ 'pyproject.toml': '', ...blog });
    for (const path of ['blog/post.py', 'blog']) {
      const { stdout } = await backref(['inspect', path, '--format', 'json'], root);
      const { root: at, classes } = JSON.parse(stdout);
      expect(at).toBe(join(root, 'blog'));
      expect(classes.map((c: { class: string; file: string }) => `${c.class} ${c.file}`)).toContain('blog.post:Post post.py');
      expect(classes[0].relationships.map((r: { key: string; file: string }) => `${r.key} ${r.file}`)).toEqual(['tags post.py', 'author user.py']);
    }
  });

  test('large output comes through a pipe whole, and a reader that stops early is no failure', async () => {
    const root = folder(Object.fromEntries(generate(400)));
    const { code, stdout } = await backref(['inspect', root, '--format', 'json']);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(300_000);
    expect(JSON.parse(stdout).classes).toHaveLength(400);
    const impatient = await new Promise<{ code: number | null; stderr: string }>(done => {
      const child = spawn(process.execPath, [cliPath, 'inspect', root, '--format', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', text => (stderr += String(text)));
      child.stdout.once('data', () => child.stdout.destroy());
      child.on('close', exit => done({ code: exit, stderr }));
    });
    expect(impatient).toEqual({ code: 0, stderr: '' });
  });

  test('files that are not valid Python, however they end, are read as far as they go', async () => {
    const whole = blog['blog/user.py'];
    const cut = Array.from({ length: 40 }, (_, i) => whole.slice(0, Math.floor((whole.length * i) / 40)));
    const texts = [
      ...cut,
      'x = ',
      'def f(:',
      'class A(',
      'print "a"',
      'a = [1, 2',
      'f"{',
      "'''",
      'x = (yield',
      '@',
      'if x',
      'for in y:',
      '1 +',
      'match x:\n  case',
      'import',
      'lambda',
    ];
    // The parser reports what is wrong inside a string in another way.
    texts.push(
      'from .base import Base\nclass Odd(Base):\n    xs = relationship("Odd", primaryjoin="1 + ", order_by="(Odd.id")\n    y: "Mapped[list[" = relationship()\n',
    );
    const root = folder({ ...blog, ...Object.fromEntries(texts.map((text, i) => [`broken/m${i}.py`, text])) });
    const { code, stdout, stderr } = await backref(['inspect', root, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).classes.length).toBeGreaterThan(2);
  });

  test('a folder without models, or without Python, is fine', async () => {
    const { code, stdout } = await backref(['inspect', folder({ 'README.md': 'nothing' })]);
    expect([code, stdout]).toEqual([0, '0 models, 0 relationships.\n']);
  });
});

describe('check', () => {
  test('finds nothing in a sound project', async () => {
    expect(await backref(['check'], folder(blog))).toEqual({ code: 0, stdout: 'No problems found.\n', stderr: '' });
  });

  test('prints findings with places counted from 1 in UTF-16 units, and ends with 1', async () => {
    const root = folder(broken);
    const { code, stdout } = await backref(['check', root, '--format', 'json']);
    expect(code).toBe(1);
    const { version, findings } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(findings).toEqual([
      {
        file: 'blog/note.py',
        line: 9,
        column: 26,
        endLine: 9,
        endColumn: 29,
        code: 'unknown-target',
        severity: 'error',
        message: expect.stringContaining("'Usr' failed to locate a name"),
        fixes: expect.any(Array),
      },
    ]);
  });

  test('text is grouped by file and counts at the end', async () => {
    const { code, stdout } = await backref(['check'], folder(broken));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^blog\/note\.py\n {2}9:26 {2}error {2}unknown-target {2}.*'Usr'.*\n\n1 error\n$/);
  });

  test('takes several paths and reports only what they hold', async () => {
    const root = folder(broken);
    const codeOf = async (...paths: string[]) => (await backref(['check', ...paths], root)).code;
    expect([await codeOf('blog/user.py', 'blog/post.py'), await codeOf('blog/user.py', 'blog/note.py'), await codeOf('blog')]).toEqual([0, 1, 1]);
  });
});

describe('the command line', () => {
  test.each([
    [['frobnicate'], "backref: there is no command 'frobnicate'; see backref --help"],
    [[], 'backref: a command is missing; see backref --help'],
    [['inspect', '--format', 'yaml'], "backref: --format is 'text' or 'json', not 'yaml'; see backref --help"],
    [['inspect', 'nowhere'], "backref: there is no file or folder 'nowhere'"],
    [['check', '.', 'nowhere'], "backref: there is no file or folder 'nowhere'"],
    [['inspect', 'a', 'b'], 'backref: inspect takes one path; see backref --help'],
    [['check', 'notes.txt'], "backref: 'notes.txt' is no Python file"],
    [['check', 'bin.py'], "backref: 'bin.py' cannot be read: a binary file"],
    [['explain'], 'backref: explain takes the code of one rule; see backref --help'],
  ])('%j ends with 2 and one line', async (args, line) => {
    expect(await backref(args, folder({ 'notes.txt': '', 'bin.py': new Uint8Array([0]) }))).toEqual({ code: 2, stdout: '', stderr: `${line}\n` });
  });

  test('an unknown option ends with 2 and one line', async () => {
    const { code, stderr } = await backref(['check', '--colour']);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('--help and --version answer with 0', async () => {
    const help = await backref(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['inspect', 'check', 'explain', 'lsp --stdio', 'Exit code']) expect(help.stdout).toContain(word);
    const version = await backref(['--version']);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^backref \d+\.\d+\.\d+\n$/) });
  });

  test('explain prints the page of a rule', async () => {
    const { code, stdout } = await backref(['explain', 'unknown-target']);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(fileURLToPath(new URL('../../docs/rules/unknown-target.md', import.meta.url)), 'utf8'));
  });

  test.each([
    ['unknown-targt', "there is no rule 'unknown-targt'; did you mean 'unknown-target'"],
    ['back_populates', "there is no rule 'back_populates'; did you mean 'unknown-back-populates'"],
    ['xyz', "there is no rule 'xyz'; the rules are backref-name-taken, unknown-target"],
  ])('explain %s', async (rule, said) => {
    const { code, stderr } = await backref(['explain', rule]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('a loop of links does not hold it up', async () => {
    const root = folder(blog);
    symlinkSync(root, join(root, 'blog', 'again'), 'junction');
    const { stdout } = await backref(['inspect', root, '--format', 'json']);
    expect(JSON.parse(stdout).classes).toHaveLength(4);
  });
});
