/**
 * An application of 2,000 Python files: 200 models, and services, views, forms, tests ... of each that hand them about as real ones do, mostly without
 * annotations. `owner` is an implicit attribute of nearly all models and spelled in nearly all files, the others belong to one model and its files.
 */

const adjectives = 'sales draft legal cloud store field media event stock board north inner outer prime quick daily audit craft depot legacy'.split(' ');
const nouns = 'order invoice ticket account contract shipment message report product channel'.split(' ');

/** A model: `SalesOrder`, `sales_order`, and the one that it belongs to. */
interface Noun {
  readonly n: number;
  readonly cls: string;
  readonly name: string;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const models: readonly Noun[] = adjectives.flatMap((a, i) =>
  nouns.map((noun, j) => ({ n: i * nouns.length + j, cls: `${capital(a)}${capital(noun)}`, name: `${a}_${noun}` })),
);
const ownerOf = ({ n }: Noun): Noun => models[Math.floor((n * 2) / 3)] ?? models[0] ?? { n: 0, cls: '', name: '' };
/** Every second model's functions carry its name; those of the others are called alike. */
const verb = (word: string, { n, name }: Noun): string => (n % 2 === 0 ? word : `${word}_${name}`);
const moduleOf = ({ n }: Noun): string => `app.models.group${Math.floor(n / 8)}`;

/** `owner` comes from the backref of the owner; `<name>_parts` and `<name>_watchers` are names that one model alone has. */
const model = (m: Noun): string => {
  const owned = models.filter(o => o !== m && ownerOf(o) === m);
  const many = owned.map(o => `    ${o.name}s = relationship("${o.cls}", foreign_keys="${o.cls}.owner_id", backref="owner", order_by="${o.cls}.id")`);
  return `class ${m.cls}(Base):
    __tablename__ = "${m.name}s"

    id = Column(Integer, primary_key=True)
    title = Column(String(80), nullable=False)
    status = Column(String(20), default="new", index=True)
    owner_id = Column(Integer, ForeignKey("${ownerOf(m).name}s.id"))
    parent_id = Column(Integer, ForeignKey("${m.name}s.id"))

${many.join('\n')}
    parent = relationship("${m.cls}", foreign_keys=[parent_id], remote_side=[id], backref="${m.name}_parts")

    def __repr__(self):
        return f"<${m.cls} {self.id}>"

    @property
    def label(self):
        return f"{self.title} ({self.owner.title})"
`;
};

const repository = (m: Noun): string => `from app.core.repository import Repository
from ${moduleOf(m)} import ${m.cls}


class ${m.cls}Repository(Repository):
    model = ${m.cls}

    def get(self, id):
        return self.session.query(${m.cls}).get(id)

    def find(self, title=None, status=None):
        query = self.session.query(${m.cls})
        if title is not None:
            query = query.filter(${m.cls}.title == title)
        if status is not None:
            query = query.filter_by(status=status)
        return query.order_by(${m.cls}.id.desc()).all()

    def of_owner(self, owner):
        return [row for row in self.find() if row.owner == owner]

    def save(self, ${m.name}):
        self.session.add(${m.name})
        self.session.flush()
        return ${m.name}
`;

const service = (m: Noun): string => `import logging

from app.core.clock import now
from app.repositories.${m.name} import ${m.cls}Repository
from ${moduleOf(m)} import ${m.cls}

log = logging.getLogger(__name__)


class ${m.cls}Service:
    def __init__(self, session, mailer=None):
        self.session = session
        self.mailer = mailer
        self.repository = ${m.cls}Repository(session)
        self.current = None

    def ${verb('open', m)}(self, id):
        self.current = self.repository.get(id)
        return self.current

    def ${verb('create', m)}(self, title, owner, **values):
        ${m.name} = ${m.cls}(title=title, owner=owner)
        for key, value in values.items():
            setattr(${m.name}, key, value)
        self.repository.save(${m.name})
        self.${verb('notify', m)}(${m.name}, "created")
        return ${m.name}

    def ${verb('close', m)}(self, ${m.name}, reason=None):
        if ${m.name}.status == "closed":
            return False
        ${m.name}.status = "closed"
        for part in ${m.name}.${m.name}_parts:
            self.${verb('close', m)}(part, reason)
        self.${verb('notify', m)}(${m.name}, reason)
        return True

    def ${verb('notify', m)}(self, item, event):
        if self.mailer is not None:
            self.mailer.send(item.owner.title, event, now())
        log.info("%s: %s of %s", event, item.id, item.owner.title)

    def summary(self):
        return {"title": self.current.title, "owner": self.current.owner.title, "parts": len(self.current.${m.name}_parts)}

    def ${verb('reassign', m)}(self, ${m.name}, owner):
        old = ${m.name}.owner
        ${m.name}.owner = owner
        return old
`;

const view = (m: Noun): string => `from flask import Blueprint, abort, jsonify, render_template, request

from app.core.database import session
from app.serializers.${m.name} import dump_${m.name}
from app.services.${m.name} import ${m.cls}Service

bp = Blueprint("${m.name}", __name__)


def ${verb('load', m)}(id):
    item = ${m.cls}Service(session).${verb('open', m)}(id)
    if item is None:
        abort(404)
    return item


@bp.route("/${m.name}/<int:id>")
def show(id):
    ${m.name} = ${verb('load', m)}(id)
    return jsonify(dump_${m.name}(${m.name}))


@bp.route("/${m.name}/<int:id>/page")
def page(id):
    ${m.name} = ${verb('load', m)}(id)
    return render_template("page.html", ${m.name}=${m.name}, owner=${m.name}.owner, parts=${m.name}.${m.name}_parts)


@bp.route("/${m.name}", methods=["POST"])
def create():
    service = ${m.cls}Service(session)
    ${m.name} = service.${verb('create', m)}(request.json["title"], request.json["owner"])
    ${verb('check', m)}(${m.name})
    return jsonify(dump_${m.name}(${m.name})), 201


def ${verb('check', m)}(item):
    if item.owner is None or item.owner.status == "closed":
        abort(400)
`;

const serializer = (m: Noun): string => `from app.core.serialize import dump, iso


def dump_${m.name}(${m.name}, deep=False):
    data = {"id": ${m.name}.id, "title": ${m.name}.title, "owner": ${m.name}.owner.id if ${m.name}.owner else None}
    if deep:
        data["parts"] = [dump_${m.name}(part) for part in ${m.name}.${m.name}_parts]
    return dump(data)


def dump_row(row):
    return {"owner": row.owner.title, "created": iso(row.created)}


def dump_all(rows):
    return [dump_row(row) for row in rows]
`;

const task = (m: Noun): string => `from app.core.queue import task
from app.core.database import session
from app.repositories.${m.name} import ${m.cls}Repository
from app.services.${m.name} import ${m.cls}Service


class Job:
    def __init__(self, item, service):
        self.item = item
        self.service = service

    def run(self):
        self.${verb('process', m)}(self.item)
        for part in self.item.${m.name}_parts:
            self.${verb('process', m)}(part)
        return self.item.owner

    def ${verb('process', m)}(self, item):
        if item.owner.status == "closed":
            self.service.${verb('close', m)}(item, "owner closed")
        elif item.parent and item.parent.owner != item.owner:
            self.service.${verb('reassign', m)}(item, item.parent.owner)


@task
def sweep_${m.name}s():
    service = ${m.cls}Service(session)
    for item in ${m.cls}Repository(session).find(status="open"):
        Job(item, service).run()


@task
def remind(id):
    item = ${m.cls}Repository(session).get(id)
    ${verb('send_reminder', m)}(item, item.owner)


def ${verb('send_reminder', m)}(item, to):
    print(to.title, item.title, item.owner.owner.title)
`;

const form = (m: Noun): string => `from wtforms import Form, SelectField, StringField


class ${m.cls}Form(Form):
    title = StringField()
    owner = SelectField(coerce=int)

    def __init__(self, obj=None, **kwargs):
        super().__init__(obj=obj, **kwargs)
        self.obj = obj
        self.owner.choices = [(o.id, o.title) for o in kwargs.get("owners", [])]

    def populate(self, obj):
        obj.title = self.title.data
        obj.owner = self.owner.data

    def validate_owner(self, field):
        if self.obj is not None and self.obj.owner == field.data:
            raise ValueError(field.data)
`;

const test = (m: Noun): string => `import pytest

from app.services.${m.name} import ${m.cls}Service
from app.serializers.${m.name} import dump_${m.name}
from ${moduleOf(m)} import ${m.cls}
from ${moduleOf(ownerOf(m))} import ${ownerOf(m).cls}


@pytest.fixture
def owner(session):
    row = ${ownerOf(m).cls}(title="owner")
    session.add(row)
    return row


@pytest.fixture
def ${m.name}(session, owner):
    ${m.name} = ${m.cls}(title="one", owner=owner)
    session.add(${m.name})
    return ${m.name}


@pytest.fixture
def service(session):
    return ${m.cls}Service(session)


def test_create(service, owner):
    created = service.${verb('create', m)}("x", owner)
    assert created.owner is owner
    assert created.owner.title == "owner"


def test_close(service, ${m.name}):
    assert service.${verb('close', m)}(${m.name})
    assert ${m.name}.owner.status != "closed"


def test_dump(${m.name}, owner):
    assert dump_${m.name}(${m.name})["owner"] == owner.id
    assert ${m.name}.owner == owner


class TestReassign:
    def setup_method(self, session):
        self.item = ${m.cls}(title="two")

    def test_reassign(self, service, owner):
        service.${verb('reassign', m)}(self.item, owner)
        assert self.item.owner is owner
        assert self.item.parent is None
`;

const factory = (m: Noun): string => `import factory

from app.core.database import session
from ${moduleOf(m)} import ${m.cls}


class ${m.cls}Factory(factory.alchemy.SQLAlchemyModelFactory):
    class Meta:
        model = ${m.cls}
        sqlalchemy_session = session

    title = factory.Sequence(lambda n: f"${m.name} {n}")
    status = "new"


def tree(depth, owner):
    top = ${m.cls}Factory(owner=owner)
    for _ in range(depth):
        child = ${m.cls}Factory(parent=top, owner=top.owner)
        top.${m.name}_parts.append(child)
    return top
`;

const report = (m: Noun): string => `from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ${moduleOf(m)} import ${m.cls}


def counts(session):
    return session.query(${m.cls}.status, func.count(${m.cls}.id)).group_by(${m.cls}.status).all()


def lines(session):
    for row in session.query(${m.cls}).options(joinedload(${m.cls}.owner)):
        yield ${verb('line', m)}(row)


def ${verb('line', m)}(row):
    return [row.id, row.title, row.owner.title, ", ".join(p.title for p in row.${m.name}_parts)]


def late(session):
    rows = session.scalars(select(${m.cls}).where(${m.cls}.owner.has(status="late"))).all()
    return {row.owner.id: [${verb('line', m)}(p) for p in row.${m.name}_parts] for row in rows}


def compare(a, b):
    return a.owner == b.owner and a.title == b.title
`;

const plain = (n: number): string => `"""Things that have an owner and no table."""


class Widget${n}:
    def __init__(self, owner, config):
        self.owner = owner
        self.config = config

    def render(self, depth=0):
        return "%s %s %s" % (self.owner.name, depth, self.config.get("title"))


def walk(widget):
    while widget.owner:
        widget = widget.owner
    return widget
`;

const core: Readonly<Record<string, string>> = {
  'app/core/database.py':
    'from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker\n\nBase = declarative_base()\nsession = scoped_session(sessionmaker())\n',
  'app/core/repository.py': 'class Repository:\n    model = None\n\n    def __init__(self, session):\n        self.session = session\n',
  'app/core/clock.py': 'from datetime import datetime\n\n\ndef now():\n    return datetime.now()\n',
  'app/core/queue.py': 'def task(func):\n    func.is_task = True\n    return func\n',
  'app/core/serialize.py':
    'def iso(value):\n    return value.isoformat()\n\n\ndef dump(data):\n    return {k: v for k, v in data.items() if v is not None}\n\n\ndef owner_name(row):\n    return row.owner.title\n',
  'tests/conftest.py': 'import pytest\n\nfrom app.core.database import session as scoped\n\n\n@pytest.fixture\ndef session():\n    return scoped()\n',
};

/** The files of the application by path. */
export function application(): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(core));
  for (let i = 0; i < models.length; i += 8) {
    const here = models.slice(i, i + 8);
    const head = 'from sqlalchemy import Column, ForeignKey, Integer, String\nfrom sqlalchemy.orm import relationship\n\nfrom app.core.database import Base';
    files.set(`app/models/group${i / 8}.py`, [head, ...here.map(model)].join('\n\n\n'));
  }
  for (const m of models) {
    files.set(`app/repositories/${m.name}.py`, repository(m));
    files.set(`app/services/${m.name}.py`, service(m));
    files.set(`app/views/${m.name}.py`, view(m));
    files.set(`app/serializers/${m.name}.py`, serializer(m));
    files.set(`app/tasks/${m.name}.py`, task(m));
    files.set(`app/forms/${m.name}.py`, form(m));
    files.set(`app/reports/${m.name}.py`, report(m));
    files.set(`tests/factories/${m.name}.py`, factory(m));
    files.set(`tests/test_${m.name}.py`, test(m));
  }
  for (const folder of 'app app/core app/models app/repositories app/services app/views app/serializers app/tasks app/forms app/reports tests tests/factories'.split(
    ' ',
  ))
    files.set(`${folder}/__init__.py`, '');
  for (let n = 0; files.size < 2_000; n++) files.set(`app/core/widget${n}.py`, plain(n));
  return files;
}
