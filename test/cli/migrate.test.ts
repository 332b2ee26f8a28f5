/** `backref migrate` as a user runs it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backref, folder } from './run.ts';

const models = (eol = '\n', note = ''): string =>
  `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()
${note}

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref=backref("author", lazy="joined"))


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`.replaceAll('\n', eol);
const migrated = (eol = '\n', note = ''): string =>
  models('\n', note)
    .replace('backref, ', '')
    .replace('backref=backref("author", lazy="joined")', 'back_populates="author"')
    .concat('\n    author = relationship("User", back_populates="posts", lazy="joined")\n')
    .replaceAll('\n', eol);
const broken = 'from sqlalchemy.orm import relationship\nx = relationship("X", backref="y"\n';

describe('migrate', () => {
  test('prints a diff that patch takes, and changes nothing', async () => {
    const root = folder({ 'models.py': models() });
    const { code, stdout, stderr } = await backref(['migrate', root]);
    expect([code, stderr]).toEqual([1, '1 backref can be converted in 1 file.\n']);
    expect(stdout).toContain('--- a/models.py\n+++ b/models.py\n@@ -1,5 +1,5 @@\n');
    expect(readFileSync(join(root, 'models.py'), 'utf8')).toBe(models());
    execFileSync('git', ['apply', '-'], { cwd: root, input: stdout });
    expect(readFileSync(join(root, 'models.py'), 'utf8')).toBe(migrated());
  });

  test('writes, once', async () => {
    const root = folder({ 'models.py': models() });
    expect(await backref(['migrate', root, '--check'])).toEqual({ code: 1, stdout: '', stderr: '1 backref can be converted in 1 file.\n' });
    expect(await backref(['migrate', join(root, 'models.py'), '--write'])).toEqual({ code: 0, stdout: '', stderr: '1 backref converted in 1 file.\n' });
    expect(readFileSync(join(root, 'models.py'), 'utf8')).toBe(migrated());
    expect(await backref(['migrate', root, '--write'])).toEqual({ code: 0, stdout: '', stderr: 'There is no backref.\n' });
    expect(readdirSync(root)).toEqual(['models.py']);
  });

  test.each([
    ['line breaks', Buffer.from(models('\r\n')), Buffer.from(migrated('\r\n'))],
    ['byte order mark', Buffer.from(`\ufeff${models()}`), Buffer.from(`\ufeff${migrated()}`)],
    ['encoding', Buffer.from(`# coding: latin-1\n${models('\n', '# é')}`, 'latin1'), Buffer.from(`# coding: latin-1\n${migrated('\n', '# é')}`, 'latin1')],
  ])('keeps the %s', async (_, before, after) => {
    const root = folder({ 'models.py': before });
    chmodSync(join(root, 'models.py'), 0o640);
    expect((await backref(['migrate', root, '--write'])).code).toBe(0);
    expect(readFileSync(join(root, 'models.py')).equals(after)).toBe(true);
    expect(statSync(join(root, 'models.py')).mode & 0o777).toBe(0o640);
  });

  test('lays out what it writes as the project formats its code', async () => {
    const reverse = async (settings: string): Promise<string> => {
      const root = folder({ 'models.py': models(), 'pyproject.toml': settings });
      await backref(['migrate', root, '--write']);
      const text = readFileSync(join(root, 'models.py'), 'utf8');
      return text.slice(text.indexOf('    author ='));
    };
    expect(await reverse('')).toBe('    author = relationship("User", back_populates="posts", lazy="joined")\n');
    expect(await reverse('[tool.black]\nline-length = 60\n')).toBe(
      '    author = relationship(\n        "User", back_populates="posts", lazy="joined"\n    )\n',
    );
  });

  test('writes all files or none', async () => {
    const [user, post] = models().split('\n\n\nclass Post');
    const root = folder({
      'app/__init__.py': 'from app import post, user\n',
      'app/user.py': `${user}\n`,
      'app/post.py': `from app.user import *\n\n\nclass Post${post}`,
    });
    chmodSync(join(root, 'app/post.py'), 0o444);
    const { code, stderr } = await backref(['migrate', root, '--write']);
    expect([code, stderr]).toEqual([2, `backref: '${join(root, 'app/post.py')}' is read-only; nothing is changed\n`]);
    expect(readFileSync(join(root, 'app/user.py'), 'utf8')).toBe(`${user}\n`);
  });

  test('says what is left and why', async () => {
    const root = folder({ 'models.py': models().replace('"author"', '"metadata"'), 'broken.py': broken });
    const { code, stderr } = await backref(['migrate', root, '--write']);
    expect(code).toBe(1);
    expect(stderr).toContain("models.py:10  User.posts  'metadata' cannot be written in a class body\n");
    expect(stderr).toContain('broken.py:1               it is not valid Python\n');
    const json = JSON.parse((await backref(['migrate', root, '--check', '--format', 'json'])).stdout);
    expect([json.converted, json.files, json.left.length]).toEqual([[], [], 2]);
    expect((await backref(['migrate', join(root, 'broken.py')])).stderr).toContain('is not valid Python: nothing is changed');
  });

  test('runs no code that nobody has allowed', async () => {
    const root = folder({ 'models.py': `import pathlib\npathlib.Path("ran").touch()\n${models()}` });
    const python = join(folder({ python: '' }), 'python');
    const { code, stderr } = await backref(['migrate', root, '--write', '--verify', '--python', python]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^--verify runs the code of the project: .*\nbackref: --verify runs the code of the project, which --yes allows where nobody can be asked/,
      ),
    ]);
    expect(readdirSync(root)).toEqual(['models.py']);
    const unusable = await backref(['migrate', root, '--verify', '--yes', '--python', python]);
    expect([unusable.code, unusable.stderr]).toEqual([2, expect.stringContaining(`${python} cannot be run`)]);
    const none = await backref(['migrate', root, '--verify', '--yes']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is no Python environment to run the project in')]);
    expect((await backref(['migrate', root, '--verify', '--yes', '--python', 'nowhere'])).stderr).toContain("there is no Python interpreter at 'nowhere'");
    expect((await backref(['migrate', root, '--yes'])).stderr).toContain('--yes and --python are for --verify');
  });

  test('takes one path and one mode', async () => {
    expect((await backref(['migrate', 'a', 'b'])).stderr).toContain('migrate takes one path');
    expect((await backref(['migrate', '--diff', '--write'])).stderr).toContain('one of --diff, --write and --check');
  });
});
