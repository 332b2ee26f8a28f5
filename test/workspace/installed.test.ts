import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { definition } from '../../server/features/definition.ts';
import { diagnosticsOf, findings } from '../../server/features/diagnostics.ts';
import { indexReport } from '../../server/features/index-report.ts';
import { modelTree } from '../../server/features/model-tree.ts';
import type { RelationshipAttribute } from '../../server/model/mapped.ts';
import { pathOf, uriOf } from '../../server/workspace/disk.ts';
import type { Session } from '../../server/workspace/session.ts';
import { type Files, folder, indexed, installed, write } from './folder.ts';

const site = '.venv/lib/python3.12/site-packages';

/** `accounts`: a package with a base of its own, mixins, mapped classes and a relationship between them; re-exported at the top. */
const accounts: Files = {
  'accounts/__init__.py': 'from .base import Model\nfrom .mixins import Audited, Plain\nfrom . import helpers\n',
  'accounts/base.py': 'from sqlalchemy.orm import declarative_base\nModel = declarative_base()\n',
  'accounts/helpers.py': 'from sqlalchemy import Column, Integer\n\ndef key():\n    return Column(Integer, primary_key=True)\n',
  'accounts/mixins.py': `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declared_attr, relationship
from accounts.models import User

class Plain:
    def greet(self): return "hello"

class Audited(Plain):
    @declared_attr
    def creator_id(cls):
        return Column(ForeignKey("account_user.id"))
    @declared_attr
    def creator(cls):
        return relationship(User, foreign_keys=[cls.creator_id], backref="created_" + cls.__tablename__)
`,
  'accounts/models.py': `
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import relationship
from .base import Model

user_group = Table("account_user_group", Model.metadata, Column("user_id", ForeignKey("account_user.id")), Column("group_id", ForeignKey("account_group.id")))

class User(Model):
    __tablename__ = "account_user"
    id = Column(Integer, primary_key=True)
    groups = relationship("Group", secondary=user_group, backref="users")
    wrong = relationship("Nowhere")

class Group(Model):
    __tablename__ = "account_group"
    id = Column(Integer, primary_key=True)
`,
};

const project = (models: string, more: Files = {}): string => folder({ ...installed(accounts), 'models.py': models, ...more });
const head = 'from sqlalchemy import Column, ForeignKey, Integer\nfrom sqlalchemy.orm import relationship\n';

/** The relationships of a class, inherited ones included: `owner -> User MANYTOONE`. */
function relationships(session: Session, name: string): readonly string[] {
  const { project } = session.snapshot();
  const cls = project.classes.find(c => c.name === name);
  const show = (it: RelationshipAttribute): string =>
    `${it.name} -> ${it.target.kind === 'one' ? it.target.value.id : it.target.kind} ${it.join.kind === 'known' ? it.join.direction : it.join.kind}`;
  return cls ? project.relationships(cls).map(show) : ['no such class'];
}

const open = (session: Session, name: string): string | undefined => session.snapshot().project.classes.find(c => c.name === name)?.open;
const codes = (session: Session, root: string, path = 'models.py'): readonly string[] =>
  findings(session.snapshot(), uriOf(join(root, path))).map(f => f.rule.code);

const note = `${head}
from accounts import Model, Audited

class Note(Audited, Model):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    owner_id = Column(ForeignKey("account_user.id"))
    owner = relationship("User", foreign_keys=[owner_id], backref="notes")
`;

test('without an environment a class of a package is unknown', async () => {
  const session = await indexed(folder({ 'models.py': note }));
  expect(open(session, 'Note')).toBe("its base 'accounts.Audited' is not in the workspace");
  expect(relationships(session, 'Note')).toEqual(['owner -> unknown unknown']);
});

test('bases, mixins and mapped classes are read from the environment', async () => {
  const root = project(note);
  const session = await indexed(root);
  expect(open(session, 'Note')).toBeUndefined();
  expect(relationships(session, 'Note')).toEqual(['owner -> accounts.models:User MANYTOONE', 'creator -> accounts.models:User MANYTOONE']);
  expect(relationships(session, 'User')).toEqual([
    'groups -> accounts.models:Group MANYTOMANY',
    'wrong -> unknown unknown',
    'notes -> models:Note ONETOMANY',
    'created_note -> models:Note ONETOMANY',
  ]);
  expect(relationships(session, 'Group')).toEqual(['users -> accounts.models:User MANYTOMANY']);
  expect(codes(session, root)).toEqual([]);
});

test('a backref that meets an attribute of an installed class', async () => {
  const root = project(note.replace('backref="notes"', 'backref="groups"'));
  const session = await indexed(root);
  expect(codes(session, root)).toEqual(['backref-name-taken']);
});

test('a name that no class has is unknown while the base has classes that are not read', async () => {
  const extra = { 'accounts/extra.py': 'from sqlalchemy import Column, Integer\nfrom .base import Model\nclass Usr(Model):\n    id = Column(Integer)\n' };
  const root = folder({ ...installed({ ...accounts, ...extra }), 'models.py': note.replace('"User"', '"Usr"') });
  const session = await indexed(root);
  expect(relationships(session, 'Note')[0]).toBe('owner -> unknown unknown');
  expect(codes(session, root)).toEqual([]);
});

test('a name that no class has is missing when all files of the package that declare any are read', async () => {
  const root = project(note.replace('"User"', '"Usr"'));
  const session = await indexed(root);
  expect(relationships(session, 'Note')[0]).toBe('owner -> none unknown');
  expect(codes(session, root)).toEqual(['unknown-target']);
});

test('a base of the workspace stays closed beside an installed mixin', async () => {
  const root = project(`${head}
from sqlalchemy.orm import declarative_base
from accounts import Plain, helpers
Base = declarative_base()

class Shelf(Base, Plain):
    __tablename__ = "shelf"
    id = helpers.key()
    books = relationship("Bok")

class Book(Plain, Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    shelf_id = Column(ForeignKey("shelf.id"))
    shelf = relationship("Shelf", backref="all_books")
`);
  const session = await indexed(root);
  expect(relationships(session, 'Book')).toEqual(['shelf -> models:Shelf MANYTOONE']);
  expect(relationships(session, 'Shelf')).toContain('all_books -> models:Book ONETOMANY');
  expect(open(session, 'Shelf')).toBeUndefined();
  expect(codes(session, root)).toEqual(['unknown-target']);
});

test('a subclass of an installed mapped class, and dotted imports', async () => {
  const root = project(`${head}
import accounts.models as am

class Member(am.User):
    __tablename__ = "member"
    id = Column(ForeignKey("account_user.id"), primary_key=True)
    sponsor_id = Column(ForeignKey(am.User.id))
    sponsor = relationship(am.User, foreign_keys=[sponsor_id], backref="sponsored")
    circles = relationship(am.Group, secondary=am.user_group, primaryjoin="User.id == account_user_group.c.user_id", viewonly=True)
`);
  const session = await indexed(root);
  expect(session.snapshot().project.classes.find(c => c.name === 'Member')?.parent?.id).toBe('accounts.models:User');
  expect(relationships(session, 'Member')).toEqual([
    'sponsor -> accounts.models:User MANYTOONE',
    'circles -> accounts.models:Group MANYTOMANY',
    'groups -> accounts.models:Group MANYTOMANY',
    'wrong -> unknown unknown',
    'sponsored -> models:Member ONETOMANY',
  ]);
});

test.each([
  ['import accounts.models', 'accounts.models.User'],
  ['from accounts import models', 'models.User'],
  ['from accounts.models import *', 'User'],
  ['from accounts.models import User as Owner', 'Owner'],
  ['from accounts.all import User', '"User"'],
])('%s makes the mapped classes known', async (line, target) => {
  const root = project(
    `${head}
${line}
from accounts import Model

class Note(Model):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    owner_id = Column(ForeignKey("account_user.id"))
    owner = relationship(${target}, backref="notes")
`,
    installed({ 'accounts/all.py': 'from accounts.models import *\n' }),
  );
  const session = await indexed(root);
  expect(relationships(session, 'Note')).toEqual(['owner -> accounts.models:User MANYTOONE']);
  expect(relationships(session, 'User')).toContain('notes -> models:Note ONETOMANY');
});

test('what an installed module imports only inside a function is not taken for loaded', async () => {
  const root = project(
    `${head}
from late import Helped
from accounts import Model

class Group(Model):
    __tablename__ = "own_group"
    id = Column(Integer, primary_key=True)

class Note(Model):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    group_id = Column(ForeignKey("own_group.id"))
    group = relationship("Group")
`,
    installed({
      'late.py': `
from sqlalchemy import Column, Integer
class Helped:
    age = Column(Integer)
    def load(self):
        from accounts.models import Group
`,
      'accounts/__init__.py': 'from .base import Model\n',
    }),
  );
  const session = await indexed(root);
  expect(relationships(session, 'Note')).toEqual(['group -> models:Group MANYTOONE']);
  expect(codes(session, root)).toEqual([]);
});

test('packages that declare nothing are not read, and SQLAlchemy never', async () => {
  const root = project(`${note}\nfrom web import View\nimport fast\nfrom sqlalchemy.orm import Session\nview = View()\n`, {
    ...installed({
      'web/__init__.py': 'from .views import View\n',
      'web/views.py': 'class View:\n    pass\n',
      'fast.cpython-312-x86_64-linux-gnu.so': '',
      'sqlalchemy/__init__.py': 'class Column: pass\n',
      'sqlalchemy/orm/__init__.py': 'def relationship(): pass\n',
    }),
  });
  const session = await indexed(root);
  expect(relationships(session, 'Note')[0]).toBe('owner -> accounts.models:User MANYTOONE');
  expect(session.snapshot().facts(uriOf(join(root, site, 'sqlalchemy/__init__.py')))).toBeUndefined();
});

test('editable installs, and one that leads back into the workspace', async () => {
  const elsewhere = folder({ 'src/shared/__init__.py': 'class Named:\n    pass\n' });
  const root = folder({
    ...installed({ 'shared.pth': `${elsewhere}/src\n`, 'own.pth': '../../../../src\nimport sys; sys.path\n' }),
    'src/own/__init__.py': '',
    'src/own/base.py': 'from sqlalchemy.orm import declarative_base\nfrom shared import Named\nBase = declarative_base(cls=Named)\n',
    'app/models.py': `${head}from own.base import Base\nfrom shared import Named\nclass Box(Named, Base):\n    __tablename__ = "box"\n    id = Column(Integer, primary_key=True)\n`,
  });
  const session = await indexed(root);
  expect(session.snapshot().project.classes.map(c => [c.id, c.open])).toEqual([['models:Box', undefined]]);
  const own = uriOf(join(root, 'src/own/base.py'));
  expect(session.snapshot().installed(own)).toBe(false);
  rmSync(join(root, 'src/own/base.py'));
  session.changed(own);
  expect(session.snapshot().uris).not.toContain(own);
  write(root, { 'src/own/base.py': '' });
  session.changed(own);
  expect(session.snapshot().uris).toContain(own);
});

test('a relationship that an installed class has on a condition is not counted on', async () => {
  const root = project(
    `${head}
from sqlalchemy.orm import declarative_base
from optional import WithKeys
Base = declarative_base()

class Door(WithKeys, Base):
    __tablename__ = "door"
    id = Column(Integer, primary_key=True)
    key_id = Column(ForeignKey("door.id"))
    twin = relationship("Door", remote_side=[id], backref="keys")
`,
    installed({
      'optional.py': `
from sqlalchemy.orm import declared_attr, relationship

class WithKeys:
    try:
        import locksmith
        @declared_attr
        def keys(cls):
            return relationship("Key")
    except ImportError:
        pass
`,
    }),
  );
  const session = await indexed(root);
  expect(relationships(session, 'Door')).toContain('twin -> models:Door MANYTOONE');
  expect(relationships(session, 'Door').filter(r => r.startsWith('keys -> none'))).toEqual([]);
  expect(codes(session, root)).toEqual([]);
});

test('definition leads into an installed file; nothing is found or changed there', async () => {
  const root = project(note);
  const session = await indexed(root);
  const uri = uriOf(join(root, 'models.py'));
  const lines = note.split('\n');
  const line = lines.findIndex(l => l.includes('"User"'));
  const [place] =
    definition.handle(session.snapshot(), { textDocument: { uri }, position: { line, character: (lines[line] ?? '').indexOf('User') + 1 } }) ?? [];
  expect(place && relative(root, pathOf(place.uri) ?? '')).toBe(`${site}/accounts/models.py`);

  const models = uriOf(join(root, site, 'accounts/models.py'));
  const before = session.snapshot().project;
  session.edit(models, readFileSync(join(root, site, 'accounts/models.py'), 'utf8'));
  expect(session.snapshot().project).toBe(before);
  expect(session.snapshot().uris).not.toContain(models);
  expect(diagnosticsOf(session.snapshot(), models)).toEqual([]);
  expect(before.inFile(models).map(c => c.name)).toEqual(['User', 'Group']);
  expect(indexReport.handle(session.snapshot(), {})).toMatch(/^1 Python files, 1 models, 2 relationships, 0 implicit\.$[\s\S]*of an installed package/m);
  expect(modelTree.handle(session.snapshot(), {}).map(row => row.label)).toEqual(['models']);
});

test('an installed file that is open from the start is not one of the workspace', async () => {
  const root = project(note);
  const session = await indexed(root);
  const other = uriOf(join(root, site, 'accounts/helpers.py'));
  session.edit(other, 'x = 1\n');
  expect(session.snapshot().uris).not.toContain(other);
});

test('files of the environment are read once, and anew when it changes', async () => {
  const root = project(note);
  const session = await indexed(root);
  const models = uriOf(join(root, site, 'accounts/models.py'));
  const before = session.snapshot().facts(models);
  session.edit(uriOf(join(root, 'models.py')), note.replace('"notes"', '"papers"'));
  expect(relationships(session, 'User')).toContain('papers -> models:Note ONETOMANY');
  expect(session.snapshot().facts(models)).toBe(before);
  write(join(root, site), {
    'accounts/models.py': `${accounts['accounts/models.py']}\nclass Badge(Model):\n    __tablename__ = "badge"\n    id = Column(Integer, primary_key=True)\n`,
  });
  session.changed(models);
  expect(session.snapshot().project.classes.map(c => c.name)).toContain('Badge');
});

test('what would be a web of files is read up to a bound', async () => {
  const chain = Object.fromEntries(
    Array.from({ length: 600 }, (_, i) => [`web/m${i}.py`, `from .m${i + 1} import Base${i + 1}\nclass Base${i}(Base${i + 1}):\n    pass\n`]),
  );
  const root = folder({
    ...installed({ 'web/__init__.py': '', ...chain }),
    'models.py': `${head}from sqlalchemy.orm import declarative_base\nfrom web.m0 import Base0\nBase = declarative_base()\nclass Box(Base0, Base):\n    __tablename__ = "box"\n    id = Column(Integer, primary_key=True)\n`,
  });
  const log: string[] = [];
  const session = await indexed(root, log);
  expect(open(session, 'Box')).toMatch(/is not in the workspace$/);
  expect(log.filter(l => l.includes('more than 500 files'))).toHaveLength(1);
});

test('a base that a function of a package returns', async () => {
  const helpers: Files = {
    'helpers/__init__.py': 'from .base import get_base\n',
    'helpers/base.py': `
import warnings
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...

def get_base(*args, **kwargs):
    warnings.warn("derive from Base", DeprecationWarning)
    return Base
`,
  };
  const root = folder({
    ...installed(helpers),
    'models.py': `${head}
from helpers import get_base
BASE = get_base()

class Post(BASE):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    replies = relationship("Reply", backref="post")

class Reply(BASE):
    __tablename__ = "reply"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("post.id"))
`,
  });
  expect(relationships(await indexed(root), 'Reply')).toEqual(['post -> models:Post MANYTOONE']);
});
