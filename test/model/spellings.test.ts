import { describe, expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const imports = `
import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, Table, orm
from sqlalchemy.orm import backref, declarative_base, relationship
Base = declarative_base()
`;

/** Parent and Child; `declaration` is the relationship on Parent. */
const pair = (declaration: string) =>
  relationships(
    fixture(`${imports}
class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))
class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    ${declaration}
`),
  );

const both = ['Child.parent -> Parent MANYTOONE scalar by Parent.children', 'Parent.children -> Child ONETOMANY list'];

describe('spellings of the target', () => {
  test.each([
    'children = relationship("Child", backref="parent")',
    "children = relationship('Child', backref='parent')",
    'children = relationship(Child, backref="parent")',
    'children = relationship(lambda: Child, backref="parent")',
    'children = relationship(argument="Child", backref="parent")',
    'children = relationship("models.Child", backref="parent")',
    'children = relationship(Child.__mapper__, backref="parent")',
    'children = orm.relationship("Child", backref="parent")',
    'children = sa.orm.relationship("Child", backref="parent")',
    'children = orm.relation("Child", backref="parent")',
    'children = relationship("Chi" "ld", backref="parent")',
    'children: orm.Mapped[list["Child"]] = relationship(backref="parent")',
    'children: "orm.Mapped[list[Child]]" = relationship(backref="parent")',
    'children: orm.Mapped[list[Child]] = relationship("Child", backref="parent")',
  ])('%s', declaration => expect(pair(declaration)).toEqual(both));
});

describe('spellings of backref', () => {
  test.each([
    'children = relationship("Child", backref=backref("parent"))',
    'children = relationship("Child", backref=backref(name="parent", lazy="joined"))',
    'children = relationship("Child", backref=orm.backref("parent", lazy=True))',
    'children = relationship("Child", backref=sa.orm.backref("parent"))',
    'children = relationship("Child", backref=("parent", {"lazy": "joined"}))',
    'children = relationship("Child", **{"backref": "parent"})',
    'NAME = "parent"\n    children = relationship("Child", backref=NAME)',
  ])('%s', declaration => expect(pair(declaration)).toEqual(both));

  test('a scalar reverse by uselist=False', () => {
    expect(
      relationships(
        fixture(`${imports}
class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("parent.id"))
    parent = relationship("Parent", backref=backref("child", uselist=False))
class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
`),
      ),
    ).toEqual(['Child.parent -> Parent MANYTOONE scalar', 'Parent.child -> Child ONETOMANY scalar by Child.parent']);
  });

  test.each(['relationship("Child", backref=compute())', 'relationship("Child", backref=f"{prefix}_parent")', 'relationship("Child", **options)'])(
    'a computed name makes nothing up: %s',
    call => {
      expect(pair(`children = ${call}`)).toEqual([expect.stringContaining('Parent.children -> Child')]);
    },
  );

  test('None is no backref', () => expect(pair('children = relationship("Child", backref=None)')).toEqual(['Parent.children -> Child ONETOMANY list']));
});

describe('secondary', () => {
  const many = (secondary: string) =>
    relationships(
      fixture(`${imports}
link = Table("link", Base.metadata, Column("a_id", ForeignKey("a.id")), Column("b_id", ForeignKey("b.id")))
class Link(Base):
    __tablename__ = "links"
    a_id = Column(ForeignKey("a.id"), primary_key=True)
    b_id = Column(ForeignKey("b.id"), primary_key=True)
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", ${secondary}, backref="as_")
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
`),
    );
  test.each(['secondary=link', 'secondary="link"', 'link', 'secondary=lambda: link', 'secondary=Link.__table__', 'secondary="links"'])('%s', secondary =>
    expect(many(secondary)).toEqual(['A.bs -> B MANYTOMANY list', 'B.as_ -> A MANYTOMANY list by A.bs']),
  );
});

describe('bases', () => {
  const models = (base: string, options = '') =>
    relationships(
      fixture(`
import sqlalchemy
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship
${base}
class User(Base${options}):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
class Post(Base${options}):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`),
    );
  const expected = ['User.posts -> Post ONETOMANY list', 'Post.author -> User MANYTOONE scalar by User.posts'];

  test.each([
    ['from sqlalchemy.orm import declarative_base\nBase = declarative_base()'],
    ['from sqlalchemy.ext.declarative import declarative_base\nBase = declarative_base()'],
    [
      'try:\n    from sqlalchemy.orm import declarative_base\nexcept ImportError:\n    from sqlalchemy.ext.declarative import declarative_base\nBase = declarative_base()',
    ],
    ['from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass'],
    ['from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass\nclass Base(MappedAsDataclass, DeclarativeBase):\n    pass'],
    ['from sqlalchemy.orm import registry\nBase = registry().generate_base()'],
    ['from sqlalchemy.orm import registry\nreg = registry()\nBase = reg.generate_base()'],
    ['from sqlalchemy.orm import as_declarative\n@as_declarative()\nclass Base:\n    pass'],
    ['from sqlalchemy.orm import declarative_base\nclass Common:\n    pass\nBase = declarative_base(cls=Common)'],
    ['from sqlalchemy.orm import declarative_base\nRoot = declarative_base()\nclass Base(Root):\n    __abstract__ = True'],
    ['from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nBase = db.Model'],
    [
      'from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy.orm import DeclarativeBase\nclass Root(DeclarativeBase):\n    pass\ndb = SQLAlchemy(model_class=Root)\nBase = db.Model',
    ],
    ['from flask_sqlalchemy import SQLAlchemy as Extension\nclass Mine(Extension):\n    pass\ndb = Mine()\nBase = db.Model'],
    ['from somewhere.unknown import Base'],
  ])('%s', base => expect(models(base)).toEqual(expected));

  test('decorated classes', () => {
    expect(
      relationships(
        fixture(`
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import registry, relationship
reg = registry()
@reg.mapped
class User:
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", backref="author")
@reg.mapped
class Post:
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("user.id"))
`),
      ),
    ).toEqual(expected);
  });

  test('SQLModel', () => {
    expect(
      relationships(
        fixture(`
from typing import List, Optional
from sqlmodel import Field, Relationship, SQLModel
class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    heroes: List["Hero"] = Relationship(back_populates="team")
    mission: Optional["Mission"] = Relationship(sa_relationship_kwargs={"backref": "team"})
class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
    team: Optional[Team] = Relationship(back_populates="heroes")
class Mission(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
class HeroRead(SQLModel):
    team: Optional[Team] = None
`),
      ),
    ).toEqual([
      'Team.heroes -> Hero ONETOMANY list',
      'Team.mission -> Mission ONETOMANY scalar',
      'Hero.team -> Team MANYTOONE scalar',
      'Mission.team -> Team MANYTOONE scalar by Team.mission',
    ]);
  });

  test('two bases do not see each other through strings', () => {
    expect(
      relationships(
        fixture(`${imports}
Other = declarative_base()
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B", backref="a")
class B(Other):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
`),
      ),
    ).toEqual(['A.bs -> none unknown']);
  });
});

describe('inheritance and mixins', () => {
  test('a mixin gives each class its own relationship, the target one backref for each', () => {
    expect(
      relationships(
        fixture(`${imports}
from sqlalchemy.orm import declared_attr
class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def owner(cls):
        return relationship("User", backref=cls.__name__.lower() + "s")
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Doc(Owned, Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
class Pic(Owned, Base):
    __tablename__ = "pic"
    id = Column(Integer, primary_key=True)
`),
      ),
    ).toEqual([
      'User.docs -> Doc ONETOMANY list by Doc.owner',
      'User.pics -> Pic ONETOMANY list by Pic.owner',
      'Doc.owner -> User MANYTOONE scalar',
      'Pic.owner -> User MANYTOONE scalar',
    ]);
  });

  test('a subclass sees what its ancestors have, implicit attributes too', () => {
    expect(
      relationships(
        fixture(`${imports}
class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
class Address(Base):
    __tablename__ = "address"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id"))
    person = relationship("Person", backref="addresses")
class Employee(Person):
    __tablename__ = "employee"
    id = Column(ForeignKey("person.id"), primary_key=True)
`),
      ),
    ).toEqual([
      'Person.addresses -> Address ONETOMANY list by Address.person',
      'Address.person -> Person MANYTOONE scalar',
      'Employee < Person.addresses -> Address ONETOMANY list by Address.person',
    ]);
  });

  test('self-reference: one to many unless remote_side says otherwise', () => {
    expect(
      relationships(
        fixture(`${imports}
class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("node.id"))
    children = relationship("Node", backref=backref("parent", remote_side=[id]))
`),
      ),
    ).toEqual(['Node.children -> Node ONETOMANY list', 'Node.parent -> Node MANYTOONE scalar by Node.children']);
  });
});

test('a column and a relationship inside the cast of type checkers', () => {
  const f = fixture(`
from typing import cast
${imports}
class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    parent_id = cast(int, Column(ForeignKey("parent.id")))
class Parent(Base):
    __tablename__ = "parent"
    id = Column(Integer, primary_key=True)
    children = cast("list[Child]", relationship("Child", backref="parent"))
`);
  expect(relationships(f)).toEqual(['Child.parent -> Parent MANYTOONE scalar by Parent.children', 'Parent.children -> Child ONETOMANY list']);
});

test('an association table that is None until somebody sets it', () => {
  const f = fixture(`${imports}
class Tables:
    link = None
class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    tags = relationship(Tag, secondary=Tables.link, backref="posts")
    twins = relationship("Post", secondary=None)
`);
  expect(relationships(f)).toEqual([
    'Tag.posts -> Post MANYTOMANY list by Post.tags',
    'Post.tags -> Tag MANYTOMANY list',
    'Post.twins -> Post no-foreign-keys',
  ]);
});
