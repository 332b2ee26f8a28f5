import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../server/config.ts';
import { applied, found, messages, report } from '../support/ask.ts';
import { fixture, root, workspace } from '../support/fixture.ts';

const head = `from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship, synonym
Base = declarative_base()
`;
const pair = (a: string, b = '', more = ''): string => `${head}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    ${a}

class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    ${b}
${more}`;

/** `code: title` of every fix. */
const fixes = (source: string): readonly string[] =>
  found(fixture(source)).flatMap(({ it }) => (it.finding.fixes?.() ?? []).map(fix => `${it.rule.code}: ${fix.title}`));

/** The codes left after the fixes of the first finding, one list for each fix. */
function leftAfterFixes(source: string): readonly (readonly string[])[] {
  const f = fixture(source);
  return (found(f)[0]?.it.finding.fixes?.() ?? []).map(fix => {
    const texts = applied(f.texts, fix.edits);
    const session = workspace(texts);
    return found({ texts, snapshot: () => session.snapshot() }).map(l => l.it.rule.code);
  });
}

describe('backref-name-taken', () => {
  test('a backref on each side is reported on both', () => {
    const f = fixture(
      pair(
        `bs = relationship("B", backref="a")
    #                               ^ backref-name-taken`,
        `a = relationship("A", backref="bs")
    #                              ^^ backref-name-taken`,
      ),
    );
    expect(report(f)).toEqual(f.labels);
    expect(leftAfterFixes(pair('bs = relationship("B", backref="a")', 'a = relationship("A", backref="bs")'))).toEqual([[]]);
  });

  test('so is a backref beside back_populates on the other side', () => {
    const f = fixture(
      pair(
        `bs = relationship("B", backref="a")
    #                               ^ backref-name-taken`,
        `a = relationship("A", back_populates="bs")
#   ^ backref-name-taken`,
      ),
    );
    expect(report(f)).toEqual(f.labels);
  });

  test('the same backref twice, either of which may take another name', () => {
    const twice = pair(
      '',
      'a = relationship("A", backref="items")',
      'class C(Base):\n    __tablename__ = "c"\n    id = Column(Integer, primary_key=True)\n    a_id = Column(ForeignKey("a.id"))\n    a = relationship("A", backref="items")\n',
    );
    expect(fixes(twice).slice(0, 2)).toEqual(
      ["backref-name-taken: Rename the backref of 'B.a' to 'bs'", "backref-name-taken: Rename the backref of 'C.a' to 'cs'"].toSorted((x, y) =>
        x.includes('C.a') ? -1 : y.includes('C.a') ? 1 : 0,
      ),
    );
    // Either takes another name, or the first goes.
    expect(leftAfterFixes(twice)).toEqual([[], [], []]);
  });

  test('a mixin used twice gets names made from its classes', () => {
    const mixin = `${head}
class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
class Owned:
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("user.id"))
    @declared_attr
    def user(cls):
        return relationship("User", backref="items")
class Doc(Owned, Base):
    __tablename__ = "doc"
    id = Column(Integer, primary_key=True)
class Pic(Owned, Base):
    __tablename__ = "pic"
    id = Column(Integer, primary_key=True)
`;
    expect(messages(fixture(mixin))).toEqual([
      "Error creating backref 'items' on relationship 'Pic.user': property of that name exists on mapper 'Mapper[User(user)]'",
    ]);
    expect(fixes(mixin)).toEqual(['backref-name-taken: Make the name from the class that uses the mixin']);
    expect(leftAfterFixes(mixin)).toEqual([[]]);
  });

  test.each([
    [
      'a column of a subclass',
      pair(
        'bs = relationship("B", backref="x")',
        '',
        'class C(B):\n    __tablename__ = "c"\n    id = Column(ForeignKey("b.id"), primary_key=True)\n    x = Column(String)\n',
      ),
    ],
    ['a synonym', pair('bs = relationship("B", backref="x")', 'x = synonym("a_id")')],
  ])('%s holds the name', (_, source) => {
    expect(found(fixture(source)).map(f => f.it.rule.code)).toEqual(['backref-name-taken']);
  });

  test.each([
    ['a method', pair('bs = relationship("B", backref="x")', 'def x(self): ...')],
    [
      'a sibling',
      pair(
        '',
        '',
        'class C(B):\n    __tablename__ = "c"\n    id = Column(ForeignKey("b.id"), primary_key=True)\n    x = relationship("A", backref="cs", foreign_keys="B.a_id")\nclass D(B):\n    x = Column(String)\n',
      ),
    ],
    ['a computed name', `import os\n${pair('bs = relationship("B", backref=os.name)', 'a = relationship("A", viewonly=True)')}`],
  ])('%s does not', (_, source) => {
    expect(found(fixture(source)).filter(f => f.it.severity === 'error')).toEqual([]);
  });
});

describe('unknown-target', () => {
  test.each([
    ['the name of the table', 'bs = relationship("b")', ["Change to 'B'"]],
    ['nothing near', 'bs = relationship("Nowhere")', []],
    ['a module that does not hold it', 'bs = relationship("models.Nowhere")', []],
  ])('%s', (_, line, titles) => {
    const source = pair(line);
    expect(fixes(source).map(t => t.replace('unknown-target: ', ''))).toEqual(titles);
    expect(messages(fixture(source))[0]).toMatch(
      /^When initializing mapper Mapper\[A\(a\)\], expression '.*' failed to locate a name|^relationship 'bs' expects a class/,
    );
  });

  test('the module is named as SQLAlchemy names it', () => {
    expect(messages(fixture(pair('bs = relationship("models.Nowhere")')))[0]).toContain(
      `("Module 'models' has no mapped classes registered under the name 'Nowhere'")`,
    );
  });

  test.each([
    ['a base that is not seen', 'from elsewhere import Base\nfrom sqlalchemy.orm import relationship\nclass A(Base):\n    bs = relationship("B")\n'],
    [
      'a class made in a function',
      pair(
        'cs = relationship("C")',
        '',
        'def make():\n    class C(Base):\n        __tablename__ = "c"\n        id = Column(Integer, primary_key=True)\n        a_id = Column(ForeignKey("a.id"))\n',
      ),
    ],
    ['a name that is imported', `from elsewhere import C\n${pair('cs = relationship(C)')}`],
    ['a computed name', `import os\n${pair('cs = relationship(os.name)')}`],
  ])('silent: %s', (_, source) => {
    expect(messages(fixture(source))).toEqual([]);
  });
});

describe('unknown-back-populates', () => {
  test('an attribute that another backref makes only later', () => {
    const f = fixture(pair('bs = relationship("B", back_populates="a", overlaps="other")\n    other = relationship("B", backref="a")'));
    expect(messages(f)[0]).toMatch(/^Mapper 'Mapper\[B\(b\)\]' has no property 'a'\. {2}If this property/);
  });

  test('the missing side is written', () => {
    expect(fixes(pair('bs = relationship("B", back_populates="a")'))).toEqual(["unknown-back-populates: Add 'a' to 'B'"]);
    expect(leftAfterFixes(pair('bs = relationship("B", back_populates="a")'))).toEqual([[]]);
  });

  test.each([
    [
      'a mixin that is not seen',
      `from elsewhere import Mixin\n${pair('bs = relationship("B", back_populates="a")').replace('class B(Base)', 'class B(Mixin, Base)')}`,
    ],
    ['an attribute whose value is not followed', `from elsewhere import make\n${pair('bs = relationship("B", back_populates="a")', 'a = make()')}`],
    ['an attribute of a base class', pair('cs = relationship("C", back_populates="a")', 'a = relationship("A", back_populates="cs")', 'class C(B): ...\n')],
    ['a computed name', `import os\n${pair('bs = relationship("B", back_populates=os.name)')}`],
  ])('silent: %s', (_, source) => {
    expect(found(fixture(source)).map(f => f.it.rule.code)).toEqual([]);
  });
});

describe('unlinked-relationships', () => {
  test('both sides are linked across files', () => {
    const source = `#- base.py
${head}
#- a.py
from base import *
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B")
#- b.py
from base import *
import a
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey("a.id"))
    parent = relationship("A")
`;
    const f = fixture(source);
    const [first] = found(f);
    const edits = first?.it.finding.fixes?.()[0]?.edits;
    const texts = edits && [...applied(f.texts, edits).values()].join('\n');
    expect(texts).toContain('bs = relationship("B", back_populates="parent")');
    expect(texts).toContain('parent = relationship("A", back_populates="bs")');
    expect(leftAfterFixes(source)).toEqual([[], [], []]);
  });

  test.each([
    ['viewonly', pair('bs = relationship("B", viewonly=True)', 'a = relationship("A")')],
    ['overlaps on either side', pair('bs = relationship("B", overlaps="x, a")', 'a = relationship("A")')],
    ['overlaps=__*', pair('bs = relationship("B")', 'a = relationship("A", overlaps="__*")')],
    ['linked by one side', pair('bs = relationship("B", back_populates="a")', 'a = relationship("A")')],
    [
      'another foreign key',
      pair('bs = relationship("B", foreign_keys="B.a_id")', 'other_id = Column(ForeignKey("a.id"))\n    a = relationship("A", foreign_keys=[other_id])'),
    ],
    [
      'a column that is compared with one of a third table',
      pair(
        'bs = relationship("B", back_populates="a")',
        `c_id = Column(ForeignKey("c.id"))
    c = relationship("C")
    a = relationship("A", back_populates="bs", primaryjoin="and_(A.id == B.a_id, B.c_id == C.id)")`,
        `
class C(Base):
    __tablename__ = "c"
    id = Column(Integer, primary_key=True)
`,
      ),
    ],
    ['an empty back_populates, which is none', pair('bs = relationship("B", back_populates="", viewonly=True)', 'a = relationship("A")')],
    ['computed options', `import os\n${pair('bs = relationship("B", **os.environ)', 'a = relationship("A")')}`],
    ['computed viewonly', `import os\n${pair('bs = relationship("B", viewonly=os.name)', 'a = relationship("A")')}`],
    ['a condition that is not followed', `from elsewhere import condition\n${pair('bs = relationship("B", primaryjoin=condition)', 'a = relationship("A")')}`],
  ])('silent: %s', (_, source) => {
    expect(found(fixture(source)).map(f => f.it.rule.code)).not.toContain('unlinked-relationships');
  });
});

describe('back-populates-not-mutual', () => {
  test('the third of three can only be read', () => {
    const source = pair(
      'bs = relationship("B", back_populates="a")\n    more = relationship("B", back_populates="a", overlaps="bs")',
      'a = relationship("A", back_populates="bs")',
    );
    expect(fixes(source)).toEqual(["back-populates-not-mutual: Make 'A.more' viewonly"]);
    expect(leftAfterFixes(source)).toEqual([[]]);
  });

  test('a relationship that is only read need not be named back', () => {
    expect(messages(fixture(pair('bs = relationship("B", back_populates="a", viewonly=True)', 'a = relationship("A")')))).toEqual([]);
  });
});

describe('messages of SQLAlchemy 1.4', () => {
  test.each([
    [
      pair('bs = relationship("B", backref="a")', 'a = relationship("A")'),
      "Error creating backref 'a' on relationship 'A.bs': property of that name exists on mapper 'mapped class B->b'",
    ],
    [pair('bs = relationship("B", back_populates="a")'), "Mapper 'mapped class B->b' has no property 'a'"],
    [
      pair(
        'bs = relationship("B", back_populates="c")',
        'c_id = Column(ForeignKey("c.id"))\n    c = relationship("C")',
        'class C(Base):\n    __tablename__ = "c"\n    id = Column(Integer, primary_key=True)\n',
      ),
      "reverse_property 'c' on relationship A.bs references relationship B.c, which does not reference mapper mapped class A->a",
    ],
    [
      pair('bs = relationship("Bee")'),
      "When initializing mapper mapped class A->a, expression 'Bee' failed to locate a name ('Bee'). If this is a class name, consider adding this relationship() to the <class 'models.A'> class after both dependent classes have been defined.",
    ],
  ])('%#', (source, message) => {
    const f = fixture(source);
    f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: '1.4' });
    expect(messages(f)).toContain(message);
    f.session.configure(root, { ...defaultConfig, sqlalchemyVersion: '2.1' });
    expect(messages(f)).not.toContain(message);
  });
});

test('classes that SQLAlchemy-Continuum makes at run time are not said to be missing', () => {
  const text = (sign: string): string =>
    pair(`${sign}\n    __tablename__ = "a"\n    last = relationship("AVersion")\n    bs = relationship("B", back_populates="versions")`, '__versioned__ = {}');
  expect(report(fixture(text('pass')))).toHaveLength(1);
  expect(report(fixture(text('__versioned__ = {}')))).toEqual([]);
});

test("SQLModel's Relationship() takes nothing by position, and no attribute is called metadata", () => {
  const text = `from sqlmodel import Field, Relationship, SQLModel
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
    metadata: list["Hero"] = Relationship(back_populates="team")
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    team: Team = Relationship("Team", back_populates="metadata")
`;
  expect(report(fixture(text))).toEqual(['models.py:3:4-12 reserved-name', 'models.py:7:31-35 positional-arguments']);
});

describe('unknown-foreign-key', () => {
  const snapshotOfTable = `
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
person = Table("person", MetaData(), Column("id", Integer, primary_key=True), Column("project_id", ForeignKey("project.id")))
`;

  test('a table that is not there', () => {
    expect(found(fixture(snapshotOfTable)).map(({ it }) => it.rule.code)).toEqual(['unknown-foreign-key']);
  });

  test('is none in a migration, which has some tables of the database', () => {
    expect(messages(fixture(`revision = "1b"\ndown_revision = "1a"\n${snapshotOfTable}`))).toEqual([]);
  });
});

describe('classes that a metaclass alters', () => {
  const models = (header: string, method: string): string => `
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeMeta, declared_attr, relationship
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class Numbered:
    @declared_attr
    def id(cls):
        return Column(Integer, ForeignKey("work.id"), primary_key=True)
class WorkMeta(type(db.Model)):
    def ${method}(mcs, name, bases, namespace):
        return super().${method}(mcs, name, bases if name == "Work" else (Numbered, *bases), namespace)
class Work(db.Model${header}):
    __tablename__ = "work"
    id = Column(Integer, primary_key=True)
    title = Column(String(80))
class Poem(Work):
    __tablename__ = "poem"
    title = Column(String(80))
class Song(Work):
    __tablename__ = "song"
    poem_id = Column(ForeignKey("poem.id"))
    poem = relationship(Poem, foreign_keys=[poem_id])
class Tune(Work):
    title = Column(String(80))
`;
  const errors = (source: string): readonly string[] => found(fixture(source)).flatMap(({ it }) => (it.severity === 'error' ? [it.rule.code] : []));

  test('may have tables, columns and keys that are not written', () => {
    expect(errors(models(', metaclass=WorkMeta', '__new__'))).toEqual([]);
  });

  test.each([
    ['no metaclass', '', '__new__'],
    ['one that makes classes as its base does', ', metaclass=WorkMeta', 'described'],
  ])('have none with %s', (_, header, method) => {
    expect(errors(models(header, method))).toContain('column-conflict');
  });
});
