import { expect, test } from 'vitest';
import { foldIntoBackref } from '../../server/edits/as-backref.ts';
import { convertBackref } from '../../server/edits/back-populates.ts';
import { declaredIn } from '../../server/edits/declared.ts';
import { applied, relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

/** The texts after a relationship has taken in the other side, or why it cannot. */
function folded(source: string, name: string): string {
  const f = fixture(source);
  const it = declaredIn(f.snapshot().project).find(r => `${r.owner.name}.${r.name}` === name);
  if (!it) throw new Error(`there is no ${name}`);
  const result = foldIntoBackref(f.snapshot(), it);
  if ('why' in result) return result.why;
  const texts = applied(f.texts, result.edits);
  const text = [...texts].map(([path, it]) => (texts.size > 1 ? `#- ${path}\n${it}` : it)).join('\n');
  const graph = (of: string): readonly string[] =>
    relationships(fixture(of))
      .map(r => r.replace(/ by .*/, ''))
      .sort();
  expect(graph(text)).toEqual(graph(source));
  return text;
}

const head = `from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
`;
const pair = (posts: string, author: string): string => `${head}class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", ${posts})
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    author = relationship("User", ${author})
`;

test('a pair becomes a relationship and its backref', () => {
  expect(folded(pair('back_populates="author", cascade="all"', 'back_populates="posts"'), 'User.posts')).toBe(
    pair('backref="author", cascade="all"', 'x').replace(/ {4}author = .*\n/, ''),
  );
});

test('with what the other side says', () => {
  const text = folded(pair('back_populates="author"', 'back_populates="posts", lazy="joined", info={"a": 1}'), 'User.posts');
  expect(text).toContain('posts = relationship("Post", backref=backref("author", lazy="joined", info={"a": 1}))');
  expect(text).toContain('import backref, declarative_base, relationship');
});

test('from either side', () => {
  expect(folded(pair('back_populates="author", order_by="Post.id"', 'back_populates="posts"'), 'Post.author')).toContain(
    '    author = relationship("User", backref=backref("posts", order_by="Post.id"))\n',
  );
});

test('what the annotation alone said is said by arguments', () => {
  const source = `from typing import Set
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[Set["Post"]] = relationship(back_populates="author")
    profile: Mapped["Profile"] = relationship(back_populates="user")
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped["User"] = relationship(back_populates="posts")
class Profile(Base):
    __tablename__ = "profile"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped["User"] = relationship(back_populates="profile")
`;
  const posts = folded(source, 'Post.author');
  expect(posts).toContain('author: Mapped["User"] = relationship(backref=backref("posts", collection_class=set))');
  expect(posts).not.toContain('import Set');
  expect(folded(source, 'Profile.user')).toContain('user: Mapped["User"] = relationship(backref=backref("profile", uselist=False))');
});

test.each([
  ['back_populates="author", viewonly=True', 'back_populates="posts"', "its 'viewonly' would hold for 'author' as well"],
  ['back_populates="author"', '', 'it is not linked with a relationship that is written in a class'],
])('not %s and %s', (posts, author, why) => {
  expect(folded(pair(posts, author), 'User.posts')).toBe(why);
});

test('there and back again', () => {
  const source = pair('backref="author", cascade="all"', 'x').replace(/ {4}author = .*\n/, '');
  const f = fixture(source);
  const [it] = declaredIn(f.snapshot().project);
  const there = it && convertBackref(f.snapshot(), it);
  if (!there || 'why' in there) throw new Error(there?.why);
  expect(folded(applied(f.texts, there.edits).get('models.py') ?? '', 'User.posts').replace(/\n\n+/g, '\n')).toBe(source);
});

test('not where a comment would be lost', () => {
  const source = pair('back_populates="author"', 'back_populates="posts"').replace('"posts")', '"posts")  # who wrote it');
  expect(folded(source, 'User.posts')).toBe("the comments of 'author' would be lost");
});
