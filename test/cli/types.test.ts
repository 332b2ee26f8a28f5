/** `backref annotate` and `backref declare` as a user runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backref, folder } from './run.ts';

const models = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
    drafts = relationship("Post", viewonly=True, **options())


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"), nullable=False)
`;
const left = 'Left as they are:\n  models.py:11  User.drafts  some of its arguments are computed\n\n';

describe.each([
  {
    command: 'annotate',
    done: 'annotated',
    line: '    posts: Mapped[list["Post"]] = relationship("Post", backref="author")\n',
    report: `${left}1 relationship annotated in 1 file, 1 left.\n`,
    again: `${left}0 relationships can be annotated in 0 files, 1 left.\n`,
  },
  {
    command: 'declare',
    done: 'declared',
    line: '    if TYPE_CHECKING:\n        author: Mapped["User"]\n',
    report: '1 implicit attribute declared in 1 file.\n',
    again: 'There is no implicit attribute that is not declared.\n',
  },
])('$command', ({ command, done, line, report, again }) => {
  test('shows a diff, writes, and has nothing more to do', async () => {
    const root = folder({ 'models.py': models });
    const file = join(root, 'models.py');
    const shown = await backref([command, root]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain(`\n${line.replace(/^(?=.)/gm, '+')}`);
    expect(readFileSync(file, 'utf8')).toBe(models);
    const written = await backref([command, root, '--write']);
    expect([written.stdout, written.stderr]).toEqual(['', report]);
    expect(readFileSync(file, 'utf8')).toContain(line);
    expect((await backref([command, root, '--check'])).stderr).toBe(again);
  });

  test('as JSON', async () => {
    const { stdout } = await backref([command, folder({ 'models.py': models }), '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, [done]: [{ file: 'models.py', line: 10 }], files: ['models.py'] });
  });

  test('not a broken file', async () => {
    const root = folder({ 'models.py': `${models}x = (\n` });
    expect(await backref([command, join(root, 'models.py')])).toMatchObject({ code: 2, stdout: '' });
  });

  test('takes one path and one mode', async () => {
    expect((await backref([command, '.', '..'])).stderr).toContain(`${command} takes one path`);
    expect((await backref([command, '--diff', '--write'])).stderr).toContain(`${command} takes one of --diff, --write and --check`);
  });
});
