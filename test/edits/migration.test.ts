import { describe, expect, test } from 'vitest';
import type { Assumptions } from '../../server/edits/migration/obstacles.ts';
import { plan, planning } from '../../server/edits/migration/plan.ts';
import { workspaceEdit } from '../../server/edits/migration/workspace-edit.ts';
import { applied, relationships } from '../support/ask.ts';
import { fixture, pathOf, workspace } from '../support/fixture.ts';

/** All backrefs of a workspace converted: the texts, and what is left with its reason. */
function migrated(source: string, assume: Assumptions = {}) {
  const f = fixture(source);
  const { texts, left, edits, converted } = plan(f.snapshot(), () => true, assume);
  const after = new Map([...f.texts, ...[...texts].map(([uri, text]) => [pathOf(uri), text] as const)]);
  // What is announced as edits is what comes of them.
  expect(applied(f.texts, edits)).toEqual(after);
  return {
    f,
    after,
    converted: converted.map(it => `${it.relationship}: ${it.attributes.join(', ')}`),
    left: left.map(it => `${it.relationship}: ${it.reason}`),
  };
}

const head = `from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship
Base = declarative_base()
`;
const user = `class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
`;
const post = `class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`;

describe('many at once', () => {
  test('share places and imports', () => {
    const { after, left, f } = migrated(`${head}${user}    posts = relationship("Post", backref=backref("author", lazy="joined"), foreign_keys="Post.user_id")
    edited = relationship("Post", backref="editor", foreign_keys="Post.editor_id")
${post}    editor_id = Column(ForeignKey("user.id"))

    def __str__(self): ...
`);
    expect(left).toEqual([]);
    expect(
      [...after.values()].join(),
    ).toBe(`${head.replace('backref, ', '')}${user}    posts = relationship("Post", back_populates="author", foreign_keys="Post.user_id")
    edited = relationship("Post", back_populates="editor", foreign_keys="Post.editor_id")
${post}    editor_id = Column(ForeignKey("user.id"))

    author = relationship("User", foreign_keys="Post.user_id", back_populates="posts", lazy="joined")
    editor = relationship("User", foreign_keys="Post.editor_id", back_populates="edited")

    def __str__(self): ...
`);
    const by = (it: readonly string[]): readonly string[] => it.map(r => r.replace(/ by .*/, '')).sort();
    expect(by(relationships(Object.create(f, { snapshot: { value: () => workspace(after).snapshot() } })))).toEqual(by(relationships(f)));
  });

  test('a second time there is nothing to do', () => {
    const { after } = migrated(`${head}${user}    posts = relationship("Post", backref="author")\n${post}`);
    const again = plan(workspace(after).snapshot(), () => true);
    expect([again.converted, again.left, again.edits.size]).toEqual([[], [], 0]);
  });

  test('a block for type checkers gives way as a whole, or in part', () => {
    const modern = (guarded: string): string => `from typing import TYPE_CHECKING
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[list["B"]] = relationship(backref="a", foreign_keys="B.a_id")
    cs: Mapped[list["B"]] = relationship(backref="c", foreign_keys="B.c_id")
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    c_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    if TYPE_CHECKING:
        a: Mapped["A"]
        c: Mapped["A"]
${guarded}`;
    const both = `    a: Mapped["A"] = relationship(foreign_keys="B.a_id", back_populates="bs")
    c: Mapped["A"] = relationship(foreign_keys="B.c_id", back_populates="cs")
`;
    expect([...migrated(modern('')).after.values()].join()).toMatch(new RegExp(`^from sqlalchemy import[^]*c_id: .*\n${both.replace(/[()[\].]/g, '\\$&')}$`));
    const rest = [...migrated(modern('        other: int\n')).after.values()].join();
    expect(rest).toContain(both);
    expect(rest).toContain('    if TYPE_CHECKING:\n        other: int\n');
  });

  test('comments among the arguments of a backref go with them', () => {
    const { after } = migrated(`${head}${user}    posts = relationship(
        "Post",
        # all of them
        backref=backref(
            "author",
            lazy="joined",  # always shown
        ),
    )  # noqa
${post}`);
    const text = [...after.values()].join();
    expect(text).toContain('        # all of them\n        back_populates="author",\n    )  # noqa\n');
    expect(text).toContain('    # always shown\n    author = relationship("User", back_populates="posts", lazy="joined")\n');
  });
});

test.each([
  ['relationship(\n        "Post", backref="author", lazy="joined"\n    )', 'relationship(\n        "Post", back_populates="author", lazy="joined"\n    )'],
  [
    'relationship(\n        "Post",\n        backref=backref(\n            "author"\n        )\n    )',
    'relationship(\n        "Post",\n        back_populates="author"\n    )',
  ],
  [
    'relationship("Post", backref="author", cascade="all, delete-orphan", lazy="selectin")',
    'relationship(\n        "Post", back_populates="author", cascade="all, delete-orphan", lazy="selectin"\n    )',
  ],
])('the call keeps its layout while it fits: %j', (before, after) => {
  const it = migrated(`${head}${user}    posts = ${before}\n${post}`);
  expect([...it.after.values()].join()).toContain(`    posts = ${after}\n`);
});

describe('a declared_attr', () => {
  const mixin = (name: string, more = ''): string => `${head}${user}
class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def owner(cls):
        return relationship("User", backref=backref(${name}, order_by=cls.id))
class Doc(Owned, Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
class Pic(Owned, Base):
    __tablename__ = "pic"
    id = Column(Integer, primary_key=True)
${more}`;

  test('gets one reverse side for each class', () => {
    const { after, converted } = migrated(mixin('cls.__name__.lower() + "s"'));
    expect(converted).toEqual(['Owned.owner: User.docs, User.pics']);
    const text = [...after.values()].join();
    expect(text).toContain('return relationship("User", back_populates=cls.__name__.lower() + "s")\n');
    expect(text).toContain(
      '    docs = relationship("Doc", back_populates="owner", order_by="Doc.id")\n    pics = relationship("Pic", back_populates="owner", order_by="Pic.id")\n',
    );
  });

  test('is left when one of them cannot be written', () => {
    const { left, after, f } = migrated(
      mixin('cls.__name__.lower() + "s"', 'User.pics = 1\n').replace('class Owned', '    pics = property(lambda self: [])\nclass Owned'),
    );
    expect(left).toEqual(["Owned.owner: User has a 'pics' of its own in its body"]);
    expect(after).toEqual(f.texts);
  });
});

describe('remote() changes sides', () => {
  test.each([
    ['remote(parent_id) == id', 'Node.parent_id == remote(Node.id)'],
    ['"Node.id == remote(Node.parent_id)"', 'remote(Node.id) == Node.parent_id'],
  ])('%s', (given, written) => {
    const { after, left } = migrated(`${head.replace('relationship', 'relationship, remote')}class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    children = relationship("Node", primaryjoin=${given}, backref="parent")
`);
    expect(left).toEqual([]);
    expect([...after.values()].join()).toContain(`primaryjoin="${written}", back_populates="children"`);
  });
});

test('what a backref makes is no field of a dataclass', () => {
  const { after } = migrated(`from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship
class Base(MappedAsDataclass, DeclarativeBase): ...
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
    a: Mapped["A"] = relationship(backref="bs")
`);
  expect([...after.values()].join()).toContain('    bs: Mapped[list["B"]] = relationship(back_populates="a", init=False, repr=False, compare=False)\n');
});

describe('it is left', () => {
  const simple = `${head}${user}    posts = relationship("Post", backref="author")\n${post}`;

  test('where code reads the backref of relationships', () => {
    const { left } = migrated(
      `#- models.py\n${simple}#- tools.py\nfrom sqlalchemy import inspect\ndef names(cls):\n    return [r.backref for r in inspect(cls).relationships]\n`,
    );
    expect(left).toEqual(['User.posts: tools.py:3 reads the `backref` of relationships, which back_populates leaves empty']);
    const other = migrated(`#- models.py\n${simple}#- tools.py\nimport sqlalchemy.orm as orm\nmake = orm.backref\nrelationship = orm.relationship\n`);
    expect(other.left).toEqual([]);
  });

  const plugin = (path: string): string =>
    `#- base.py\n${head}#- user.py\nfrom base import *\n${user}#- ${path}\nfrom base import *\n${post}    author = relationship("User", backref="posts")\n`;
  test('where the other class may be loaded alone', () => {
    expect(migrated(plugin('post.py')).left).toEqual(["Post.author: User would need Post, and 'post' is not sure to be loaded wherever 'user' is"]);
    expect(migrated(`${plugin('post.py')}#- app.py\nimport user\nimport post\n`).left).toEqual([]);
    expect(migrated(`${plugin('post.py')}#- app.py\nimport user\nimport post\n#- tool.py\nimport user\n`).left).toHaveLength(1);
    expect(migrated(plugin('post.py'), { allLoaded: true }).left).toEqual([]);
  });
  test('where a class would depend on a test', () => {
    expect(migrated(plugin('tests/post.py'), { allLoaded: true }).left).toEqual(['Post.author: User must not depend on Post, which belongs to tests']);
  });

  test('where no class is known to have it', () => {
    expect(migrated(`${head}def make(): return relationship("X", backref="y")\n`).left).toEqual([
      'relationship: no mapped class is known to have this relationship',
    ]);
  });

  test('where its name cannot be written', () => {
    expect(migrated(simple.replace('"author"', '"class"')).left).toEqual(["User.posts: 'class' cannot be written as a name"]);
  });
});

test('an editor is asked about each pair, and about imports', () => {
  const f = fixture(`${head}${user}    posts = relationship("Post", backref=backref("author"))\n${post}`);
  const made = plan(f.snapshot(), () => true);
  const edit = workspaceEdit(made, { documentChanges: true, confirmation: true, creation: false, resolvesCodeActions: true, commands: true });
  expect(Object.values(edit.changeAnnotations ?? {}).map(a => [a.label, a.needsConfirmation])).toEqual([
    ['User.posts and Post.author', true],
    ['Imports', true],
  ]);
  // What VS Code shall ask about it leaves unticked; so it is asked about what it neither lists nor does.
  const ticked = workspaceEdit(made, { documentChanges: true, confirmation: true, creation: true, resolvesCodeActions: true, commands: true });
  expect(
    Object.values(ticked.changeAnnotations ?? {})
      .filter(a => a.needsConfirmation)
      .map(a => a.label),
  ).toEqual(['Look at the changes']);
  expect(ticked.documentChanges?.filter(c => 'kind' in c)).toEqual([
    { kind: 'create', uri: expect.stringMatching(/\.py$/), options: { ignoreIfExists: true }, annotationId: 'look' },
  ]);
  expect(Object.keys(workspaceEdit(made, { documentChanges: true, confirmation: false, creation: false, resolvesCodeActions: true, commands: true }))).toEqual([
    'changes',
  ]);
});

test('planning gives others their turn with each pair, and says how far it is', () => {
  const relationships = [1, 2, 3].map(i => `    posts${i} = relationship("Post", backref="author${i}")\n`).join('');
  const steps = [...planning(fixture(`${head}${user}${relationships}${post}`).snapshot(), () => true)];
  expect(new Set(steps.map(it => `${it.done} of ${it.total} ${it.unit}`))).toEqual(new Set([0, 1, 2, 3].map(i => `${i} of 3 backrefs`)));
  expect(steps.map(it => it.done)).toEqual(steps.map(it => it.done).sort());
});

describe('what is written', () => {
  test('stands behind its column where the class has it so', () => {
    const tags = `class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
`;
    const columns = (between: string, author: string): string => `class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    tag_id = Column(ForeignKey("tag.id"))
${between}
    user_id = Column(ForeignKey("user.id"))
${author}    title = Column(Integer)
`;
    const tag = '    tag = relationship("Tag")\n';
    const author = '    author = relationship("User", back_populates="posts")\n';
    const users = `${user}    posts = relationship("Post", backref="author")\n`;
    const of = (source: string): string => [...migrated(source).after.values()].join();
    expect(of(head + tags + users + columns(tag, ''))).toContain(columns(tag, author));
    // Behind all columns, be it beside its own or not.
    expect(of(`${head}${tags}${users}${columns('', '')}${tag}`)).toContain(columns('', '') + tag + author);
    expect(of(`${head}${tags}${users}${columns('', '')}`)).toContain(`${columns('', '')}\n${author}`);
  });

  test('lines of a string stay what they are, those around it move', () => {
    const text = (indent: string, close = ''): string =>
      `info={
${indent}    "help": _(
${indent}        """
  two
    four
               """,
${indent}        [1],
${indent}    ),
${indent}}${close}`;
    const { after } = migrated(`${head}_ = str
${post}${user}    posts = relationship(
        "Post",
        backref=backref(
            "author",
            ${text('            ', ',')}
        ),
    )
`);
    expect([...after.values()].join()).toContain(`
    author = relationship(
        "User",
        back_populates="posts",
        ${text('        ', ',')}
    )
`);
  });
});

describe('SQLModel', () => {
  const team = (posts: string): string => `from typing import Optional
from sqlmodel import Field, Relationship, SQLModel
class Link(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)
class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    ${posts}
`;
  const hero = `class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
`;
  const tag = `class Tag(SQLModel, table=True):
    id: int = Field(primary_key=True)
`;
  const written = (source: string, assume: Assumptions = {}): string => {
    const it = migrated(source, assume);
    expect(it.left).toEqual([]);
    return [...it.after.values()].join('---\n');
  };

  test('both sides are written in its own way', () => {
    expect(written(team('heroes: list["Hero"] = Relationship(sa_relationship_kwargs={"backref": "team"})') + hero)).toBe(
      `${team('heroes: list["Hero"] = Relationship(back_populates="team")')}${hero}
    team: Optional["Team"] = Relationship(back_populates="heroes")
`,
    );
  });

  test('what SQLAlchemy alone knows stays where it is', () => {
    const imported = (text: string): string => `from sqlalchemy.orm import backref\n${text}`;
    expect(
      written(
        imported(team('heroes: list["Hero"] = Relationship(sa_relationship_kwargs={"lazy": "selectin", "backref": backref("team", lazy="joined")})') + hero),
      ),
    ).toBe(
      `${team('heroes: list["Hero"] = Relationship(back_populates="team", sa_relationship_kwargs={"lazy": "selectin"})')}${hero}
    team: Optional["Team"] = Relationship(
        back_populates="heroes", sa_relationship_kwargs={"lazy": "joined"}
    )
`,
    );
  });

  test('many-to-many by the class between', () => {
    expect(written(team('tags: list["Tag"] = Relationship(link_model=Link, sa_relationship_kwargs={"backref": "teams"})') + tag)).toBe(
      `${team('tags: list["Tag"] = Relationship(link_model=Link, back_populates="teams")')}${tag}
    teams: list["Team"] = Relationship(back_populates="tags", link_model=Link)
`,
    );
  });

  test('in another file', () => {
    const text = written(
      `#- hero.py\nfrom sqlmodel import Field, SQLModel\n${hero}#- team.py\nimport hero\n${team('heroes: list["Hero"] = Relationship(sa_relationship_kwargs={"backref": "team"})')}`,
      {
        allLoaded: true,
      },
    );
    expect(text).toContain(`if TYPE_CHECKING:\n    from team import Team`);
    expect(text).toContain(`    team: Optional["Team"] = Relationship(back_populates="heroes")`);
  });

  test('arguments that are not written there, and containers it does not have, are left', () => {
    const left = (posts: string): readonly string[] => migrated(`OPTIONS = {"backref": "team"}\n${team(posts)}${hero}`).left;
    expect(left('heroes: list["Hero"] = Relationship(sa_relationship_kwargs=OPTIONS)')).toEqual(['Team.heroes: backref is not given by keyword']);
    expect(left('heroes: list["Hero"] = Relationship(sa_relationship_kwargs={"backref": ("team", {"lazy": "dynamic", "uselist": True})})')).toHaveLength(1);
  });
});
