import { expect, test } from 'vitest';
import { typing } from '../../server/features/typing.ts';
import { fixture, root } from '../support/fixture.ts';

const source = `#- blog/models.py
from sqlalchemy import Column, ForeignKey, Integer
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
#- shop/models.py
from sqlalchemy import Column, Integer
`;

test.each([
  ['annotations', 'User.posts'],
  ['declarations', 'Post.author'],
] as const)('%s of a workspace, for the user to look at first', (what, name) => {
  const f = fixture(source);
  f.session.editor = { ...f.session.editor, documentChanges: true, confirmation: true };
  const { converted, left, edit, report } = typing.handle(f.snapshot(), { what });
  expect([converted, left]).toEqual([1, 0]);
  expect(Object.values(edit.changeAnnotations ?? {}).map(it => it.needsConfirmation)).toEqual([true]);
  expect(edit.documentChanges).toHaveLength(1);
  expect(report).toContain(`[blog/models.py:7](${root}/blog/models.py#L7) \`${name}\``);
});

test('of one folder', () => {
  const f = fixture(source);
  expect(typing.handle(f.snapshot(), { what: 'annotations', within: `${root}/shop` })).toMatchObject({ converted: 0, left: 0, edit: { changes: {} } });
});
