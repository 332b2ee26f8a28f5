/** `backref migrate --verify` with the real SQLAlchemy. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import setup from '../../cli/bundles.ts';
import { backref, folder } from '../../cli/run.ts';
import { environment, versions } from '../environments.ts';

setup();

const base = 'from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n';
const user = `from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship
from shop.base import Base


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author", order_by="Post.id", cascade="all, delete-orphan")
`;
const post = `from sqlalchemy import Column, ForeignKey, Integer
from shop.base import Base


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;
/** A package in `src`, and a module that would hide one of Python's own if it were looked for in the wrong place. */
const files = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  'pyproject.toml': '',
  'json.py': 'raise RuntimeError("not for import")\n',
  'src/shop/__init__.py': 'print("noise")\n',
  'src/shop/base.py': base,
  'src/shop/user.py': user,
  'src/shop/post.py': post,
  ...more,
});
const run = async (root: string, python: string, ...args: readonly string[]) =>
  backref(['migrate', root, '--verify', '--yes', '--python', python, '--all-loaded', ...args]);
const texts = (root: string): readonly string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();

describe.each(versions)('SQLAlchemy %s', async version => {
  const python = await environment(version);

  test('says that the mappers are the same, and writes', async () => {
    const root = folder(files());
    const before = texts(root);
    const { code, stderr } = await run(root, python, '--write');
    expect(stderr).toContain(`${python} imports shop.post, shop.user in ${root} and calls configure_mappers()`);
    expect(stderr).toMatch(/Verified: SQLAlchemy [\d.]+ \(.*\) configures 2 mappers with 2 relationships just as before\.\n$/);
    expect(code).toBe(0);
    expect(readFileSync(join(root, 'src/shop/post.py'), 'utf8')).toContain('author = relationship("User", back_populates="posts")');
    // Neither byte code nor anything else is left.
    expect(texts(root)).toEqual(before);
  });

  test('refuses what the code makes different', async () => {
    const asks = `${post}\n\nif "author" in vars(Post):\n    from sqlalchemy.orm import synonym\n    Post.__mapper__.add_property("number", synonym("id"))\n`;
    const root = folder(files({ 'src/shop/post.py': asks }));
    const { code, stderr } = await run(root, python, '--write');
    expect(stderr).toContain('makes something else of it, so nothing is written:\n  shop.post.Post: attributes was ["author","id","user_id"]');
    expect(stderr).toContain('and is ["author","id","number","user_id"]\n');
    expect(code).toBe(1);
    expect(readFileSync(join(root, 'src/shop/post.py'), 'utf8')).toBe(asks);
    const { stdout } = await run(root, python, '--format', 'json');
    expect(JSON.parse(stdout).verified).toMatchObject({ mappers: 2, relationships: 2, differences: [expect.stringContaining('attributes')], problems: {} });
  });

  test('says what cannot be imported', async () => {
    const needed = folder(files({ 'src/shop/post.py': `import nowhere\n${post}` }));
    const refused = await run(needed, python, '--write');
    expect(refused.stderr).toContain("the project cannot be verified as it is: 'shop.post' cannot be imported: ModuleNotFoundError: No module named 'nowhere'");
    expect([refused.code, readFileSync(join(needed, 'src/shop/user.py'), 'utf8')]).toEqual([2, user]);
    const beside = await run(folder(files({ 'src/shop/tag.py': `import nowhere\n${post.replaceAll('Post', 'Tag').replace('"post"', '"tag"')}` })), python);
    expect(beside.stderr).toContain("Not compared: 'shop.tag' cannot be imported: ModuleNotFoundError");
    expect(beside.stderr).toContain('Verified: ');
    const listener = 'from sqlalchemy import event, orm\n@event.listens_for(orm.Mapper, "before_configured")\ndef stop(): raise ValueError("not today")\n';
    const unconfigured = await run(folder(files({ 'src/shop/base.py': listener + base })), python);
    expect([unconfigured.code, unconfigured.stderr]).toEqual([2, expect.stringContaining('as it is: configure_mappers() fails: ValueError: not today')]);
    const ends = await run(folder(files({ 'src/shop/base.py': `${base}import os\nos._exit(3)\n` })), python);
    expect([ends.code, ends.stderr]).toEqual([2, expect.stringContaining(`the project ended ${python} with 3 while its models were imported`)]);
  });
});

test('the environment of the project is found, and one without SQLAlchemy told', async () => {
  const root = folder(files());
  const python = await environment('2.0');
  execFileSync(python, ['-m', 'venv', '--without-pip', join(root, '.venv')]);
  const { code, stderr } = await backref(['migrate', root, '--verify', '--yes', '--all-loaded']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('SQLAlchemy cannot be imported: ModuleNotFoundError')]);
  expect(stderr).toContain(join(root, '.venv'));
});
