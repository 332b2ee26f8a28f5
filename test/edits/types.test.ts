import { describe, expect, test } from 'vitest';
import { defaultConfig, type SqlalchemyVersion } from '../../server/config.ts';
import { annotate, lacksType } from '../../server/edits/annotate.ts';
import { declare, undeclared } from '../../server/edits/declare.ts';
import { declaredIn } from '../../server/edits/declared.ts';
import { Rewrite } from '../../server/edits/rewrite.ts';
import { applied, report } from '../support/ask.ts';
import { fixture, root, workspace } from '../support/fixture.ts';

const written = (texts: ReadonlyMap<string, string>): string => [...texts].map(([path, text]) => (texts.size > 1 ? `#- ${path}\n${text}` : text)).join('\n');

/** The texts after all relationships got their types; what is left stands behind it. */
function annotated(source: string, version: SqlalchemyVersion = '2.0'): string {
  const f = fixture(source);
  f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const rewrite = new Rewrite(f.snapshot());
  const left = declaredIn(f.snapshot().project)
    .filter(lacksType)
    .flatMap(it => {
      const why = annotate(rewrite, it);
      return why === undefined ? [] : [`${it.name}: ${why}`];
    });
  const texts = applied(f.texts, rewrite.finish() ?? new Map());
  return [...(left.length < declaredIn(f.snapshot().project).filter(lacksType).length ? [written(texts)] : []), ...left].join('\n');
}

/** The texts after all implicit attributes were declared; what is left stands behind it. */
function declared(source: string, version: SqlalchemyVersion = '2.0'): string {
  const f = fixture(source);
  f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const rewrite = new Rewrite(f.snapshot());
  const left = f
    .snapshot()
    .project.classes.flatMap(cls => declare(rewrite, cls, undeclared(cls)))
    .map(({ attribute, why }) => `${attribute.name}: ${why}`);
  const edits = rewrite.finish();
  const texts = applied(f.texts, edits ?? new Map());
  if (edits) {
    const again = workspace(texts).snapshot().project;
    expect(again.classes.flatMap(cls => undeclared(cls)).map(it => it.name)).toEqual(left.map(it => it.split(':')[0]));
    expect(report(fixture(written(texts))).filter(it => it.includes('stale'))).toEqual([]);
  }
  return [...(edits ? [written(texts)] : []), ...left].join('\n');
}

const head = `from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()
`;
const user = `class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
`;
const post = `class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(ForeignKey("user.id"), nullable=False)
    editor_id = Column(ForeignKey("user.id"))
`;

describe('types of written relationships', () => {
  const typeOf = (relationship: string): string => {
    const out = annotated(`${head}${user}    ${relationship}\n${post}`);
    return (
      /^ {4}(\w+: .*?) = |: (.*)$/m
        .exec(out.slice(out.indexOf('primary_key') + 1))
        ?.slice(1)
        .join('') ?? out
    );
  };
  test.each([
    ['posts = relationship("Post", foreign_keys="Post.user_id")', 'posts: Mapped[list["Post"]]'],
    ['posts = relationship("Post", foreign_keys="Post.user_id", collection_class=set)', 'posts: Mapped[set["Post"]]'],
    ['posts = relationship("Post", foreign_keys="Post.user_id", uselist=False)', 'posts: Mapped["Post | None"]'],
    ['posts = relationship("Post", foreign_keys="Post.user_id", lazy="dynamic")', 'posts: DynamicMapped["Post"]'],
    ['posts = relationship("Post", foreign_keys="Post.user_id", lazy="write_only")', 'posts: WriteOnlyMapped["Post"]'],
  ])('%s', (relationship, type) => {
    expect(typeOf(relationship)).toBe(type);
  });

  test('by the nullability of the key', () => {
    expect(
      annotated(`${head}${user}${post}    author = relationship("User", foreign_keys=[user_id])
    editor = relationship("User", foreign_keys=[editor_id])
`),
    ).toContain(`    author: Mapped["User"] = relationship("User", foreign_keys=[user_id])
    editor: Mapped["User | None"] = relationship("User", foreign_keys=[editor_id])
`);
  });

  test('of dictionaries by their keys', () => {
    const source = (keys: string): string => `from sqlalchemy.orm.collections import attribute_keyed_dict
${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id", collection_class=attribute_keyed_dict("${keys}"))
${post}`;
    expect(annotated(source('title'))).toContain('posts: Mapped[dict[str, "Post"]] = relationship(');
    expect(annotated(source('author'))).toBe('posts: the type of its collection is not known');
  });

  test('of classes in other modules are imported for type checkers', () => {
    expect(
      annotated(`#- base.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...
#- user.py
from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship

from base import Base


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", back_populates="the_author_of_the_post", order_by="Post.id")
#- post.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship

from base import Base
from user import User


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    the_author_of_the_post = relationship(User, back_populates="posts")
`),
    ).toBe(`#- base.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): ...
#- user.py
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer
from sqlalchemy.orm import Mapped, relationship

from base import Base

if TYPE_CHECKING:
    from post import Post


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts: Mapped[list["Post"]] = relationship(
        "Post", back_populates="the_author_of_the_post", order_by="Post.id"
    )
#- post.py
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Mapped, relationship

from base import Base
from user import User


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
    the_author_of_the_post: Mapped["User | None"] = relationship(
        User, back_populates="posts"
    )
`);
  });

  test('of what a mixin gives', () => {
    const mixin = `${head}from sqlalchemy.orm import declared_attr
class Owned:
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def owner(cls):
        return relationship("User")
${user}
class A(Owned, Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
class B(Owned, Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
`;
    expect(annotated(mixin)).toContain('    def owner(cls) -> Mapped["User | None"]:\n');
    expect(annotated(mixin).match(/Mapped\[/g)).toHaveLength(1);
  });

  test.each([
    ['a dataclass', 'class User(MappedAsDataclass, Base):', '', 'the class is a dataclass: with a type it would become a field'],
    ['__allow_unmapped__', 'class User(Base):', '\n    __allow_unmapped__ = True', 'the class asks for __allow_unmapped__'],
    ['arguments that are not seen', 'class User(Base):', '', 'some of its arguments are computed'],
    ['no name for the class', 'class User(Base):', '\n    Post = 1', 'its module cannot name the type'],
  ])('%s', (what, header, more, why) => {
    const open = what.startsWith('arguments') ? ', **options()' : '';
    expect(
      annotated(`from sqlalchemy.orm import MappedAsDataclass
from somewhere import options
${head}${user.replace('class User(Base):', header + more)}    posts = relationship("Post", foreign_keys="Post.user_id"${open})
${post}`),
    ).toBe(`posts: ${why}`);
  });

  test("with SQLAlchemy's own relationship() in the place of Flask-SQLAlchemy's, which type checkers take for another thing", () => {
    const flask = (posts: string): string => `from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = ${posts}
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
`;
    expect(annotated(flask('db.relationship("Post", backref="author")'))).toBe(
      `from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, relationship
${flask('relationship("Post", backref="author")').replace('posts =', 'posts: Mapped[list["Post"]] =').split('\n').slice(1).join('\n')}`,
    );
    expect(annotated(flask('db.relationship("Post", lazy="dynamic")'))).toContain('its query class');
    expect(annotated(flask('db.relationship("Post", secondary="x", backref=db.backref("author", lazy="dynamic"))'))).toContain('its query class');
  });

  test('not on 1.4', () => {
    expect(annotated(`${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id")\n${post}`, '1.4')).toBe(
      'posts: SQLAlchemy 1.4 does not know Mapped',
    );
  });
});

describe('implicit attributes declared for type checkers', () => {
  test('behind the other attributes', () => {
    expect(
      declared(`${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id", backref="author")
    edited = relationship("Post", foreign_keys="Post.editor_id", backref="editor")

${post}
    def __str__(self):
        return self.author.name
`),
    ).toBe(`from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, declarative_base, relationship
Base = declarative_base()
${user}    posts = relationship("Post", foreign_keys="Post.user_id", backref="author")
    edited = relationship("Post", foreign_keys="Post.editor_id", backref="editor")

${post}
    if TYPE_CHECKING:
        author: Mapped["User"]
        editor: Mapped["User | Any"]

    def __str__(self):
        return self.author.name
`);
  });

  test('in the block that is there, once', () => {
    const source = `from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped
${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id", backref="author")
    edited = relationship("Post", foreign_keys="Post.editor_id", backref="editor")
${post}    if TYPE_CHECKING:
        author: Mapped["User"]
`;
    expect(declared(source)).toBe(`${source}        editor: Mapped["User | Any"]\n`.replace('TYPE_CHECKING\n', 'TYPE_CHECKING, Any\n'));
    expect(declared(`${source}        editor: Mapped["User"]\n`)).toBe('');
  });

  test('that may be None where the code says so', () => {
    expect(
      declared(`${head}${user}    edited = relationship("Post", foreign_keys="Post.editor_id", backref="editor")
${post.replace('editor_id = Column(ForeignKey("user.id"))', 'editor_id = Column(ForeignKey("user.id"), nullable=True)')}`),
    ).toContain('editor: Mapped["User | None"]');
  });

  test('plainly on 1.4', () => {
    const source = `${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id", backref="author", lazy="dynamic")
    edited = relationship("Post", secondary=edits, backref=backref("editors", lazy="dynamic"))
    read = relationship("Post", secondary=edits, backref="readers", overlaps="edited")
${post}`.replace(
      'Base = declarative_base()\n',
      'Base = declarative_base()\nedits = Table("edits", Base.metadata, Column("u", ForeignKey("user.id")), Column("p", ForeignKey("post.id")))\n',
    );
    expect(declared(source.replace('import declarative_base', 'import backref, declarative_base'), '1.4')).toContain(`
    if TYPE_CHECKING:
        author: "User"
        editors: Query
        readers: list["User"]
`);
  });

  test('that no constructor takes', () => {
    expect(
      declared(`from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship
class Base(MappedAsDataclass, DeclarativeBase): ...
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship(backref="author")
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
`),
    ).toContain(`    if TYPE_CHECKING:
        author: Mapped["User"] = relationship(init=False)
`);
  });

  test('as SQLModel writes them', () => {
    expect(
      declared(`from sqlmodel import Field, Relationship, SQLModel
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
    heroes: list["Hero"] = Relationship(sa_relationship_kwargs={"backref": "team"})
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int = Field(foreign_key="team.id")
`),
    ).toContain(`    if TYPE_CHECKING:
        team: "Team" = Relationship()
`);
  });

  test('not those whose type is not known', () => {
    expect(declared(`${head}${user}    posts = relationship("Post", foreign_keys="Post.user_id", backref=backref("author", **options()))\n${post}`)).toBe(
      'author: some of its arguments are computed',
    );
  });
});
