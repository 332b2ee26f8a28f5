import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findings } from '../../server/features/diagnostics.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { distribution, type Files, folder, indexed, installed } from './folder.ts';

/** A target that is imported for type checkers alone, which Python evaluates with the class body before 3.14 (PEP 649). */
const post = (annotation: string): string => `from typing import TYPE_CHECKING
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from base import Base

if TYPE_CHECKING:
    from user import User

class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: ${annotation} = relationship()
`;
const rest: Files = {
  'base.py': 'from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase): ...\n',
  'user.py': `from sqlalchemy.orm import Mapped, mapped_column
from base import Base

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
`,
};
const environment = (minor: number): Files =>
  Object.fromEntries(Object.entries(installed(distribution('2.0.52'))).map(([path, text]) => [path.replace('python3.12', `python3.${minor}`), text]));

test.each<readonly [what: string, files: Files, annotation: string, expected: readonly string[]]>([
  ['before 3.14', environment(12), 'Mapped[User]', ["name 'User' is not defined"]],
  ['from 3.14 on', environment(14), 'Mapped[User]', []],
  ['nothing says which', {}, 'Mapped[User]', []],
  ['a string', environment(12), 'Mapped["User"]', []],
])('a target imported for type checkers: %s', async (_, files, annotation, expected) => {
  const root = folder({ ...rest, 'post.py': post(annotation), ...files });
  const told = findings((await indexed(root)).snapshot(), uriOf(join(root, 'post.py')));
  expect(told.filter(({ rule }) => rule.code === 'annotation-import').map(({ finding }) => finding.message)).toEqual(expected);
});
