import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backref, folder } from './run.ts';

const author = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    books = relationship("Bok", lazy="joind", back_populates="author")
`;
const book = `from author import Base
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship
class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))
    author = relationship("Author", back_populates="books")
`;

test('check --fix writes what leaves no choice, again until nothing is left to do, and says what it did', async () => {
  const root = folder({ 'author.py': `\ufeff${author.replaceAll('\n', '\r\n')}`, 'book.py': book });
  const { code, stdout, stderr } = await backref(['check', '--fix', root]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`2 fixed:
  author.py:7  unknown-target  Change to 'Book'
  author.py:7  unknown-lazy    Change to 'joined'

No problems found.
`);
  expect(readFileSync(join(root, 'author.py'), 'utf8')).toBe(`\ufeff${author.replace('Bok', 'Book').replace('joind', 'joined').replaceAll('\n', '\r\n')}`);
  expect((await backref(['check', '--fix', root])).stdout).toBe('Nothing was fixed.\n\nNo problems found.\n');
});

test('only the files asked for are changed, and no broken ones', async () => {
  const broken = `${author}x = (\n`;
  const root = folder({ 'author.py': broken, 'book.py': book });
  const result = await backref(['check', '--fix', root]);
  expect(result.stdout).toContain('author.py is not valid Python and was left as it is');
  expect(readFileSync(join(root, 'author.py'), 'utf8')).toBe(broken);
  const pair = folder({
    'author.py': author.replace('Bok', 'Book').replace('joind', 'joined'),
    'book.py': book.replace('back_populates="books"', 'lazy="joined"'),
  });
  // The fix of what is found in one file would change the other.
  const { stdout } = await backref(['check', '--fix', '--format', 'json', join(pair, 'author.py')]);
  expect(JSON.parse(stdout)).toMatchObject({ fixed: [], findings: [{ code: 'back-populates-not-mutual' }] });
  expect(readFileSync(join(pair, 'book.py'), 'utf8')).not.toContain('books');
});

test('--fix is for check', async () => {
  const { code, stderr } = await backref(['inspect', '--fix']);
  expect([code, stderr]).toEqual([2, 'backref: --fix is for check; see backref --help\n']);
});

test('the project file holds for check as it does in the editor', async () => {
  const root = folder({ 'author.py': author, 'book.py': book, 'pyproject.toml': '[tool.backref.rules]\nunknown-target = "off"\nunknown-lazy = "hint"\n' });
  const { code, stdout } = await backref(['check', join(root, 'author.py'), '--format', 'json']);
  expect(JSON.parse(stdout).findings).toMatchObject([{ code: 'unknown-lazy', severity: 'hint' }]);
  expect(code).toBe(0);
  const wrong = folder({ 'author.py': author.replace('Bok', 'Book'), 'book.py': book, 'pyproject.toml': '[tool.backref.rules]\nunknown-lazi = "off"\n' });
  const result = await backref(['check', wrong]);
  expect(result.stdout.split('\n')[0]).toBe("pyproject.toml:2:1 settings There is no rule 'unknown-lazi'; did you mean 'unknown-lazy'?");
  expect(result.code).toBe(1);
});
