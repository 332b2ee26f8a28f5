import { describe, expect, test } from 'vitest';
import { found, relationships } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';

const tables = `
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, relationship, backref
registry = orm.registry()
package_table = sa.Table("package", registry.metadata, sa.Column("id", sa.Integer, primary_key=True))
resource_table = sa.Table(
    "resource",
    registry.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("package_id", sa.ForeignKey("package.id")),
)
`;

const both = ['Resource.package -> Package MANYTOONE scalar', 'Package.resources -> Resource ONETOMANY list by Resource.package'];

test.each(['resources: Mapped[list["Resource"]]', 'resources = None', 'resources: list["Resource"] = []'])(
  'what the body of an imperatively mapped class says of a name does not take it: %s',
  body => {
    const f = fixture(`${tables}
class Resource: ...
class Package:
    ${body}
registry.map_imperatively(Package, package_table)
registry.map_imperatively(Resource, resource_table, properties={"package": relationship(Package, backref=backref("resources"))})
`);
    expect([...relationships(f)].sort()).toEqual([...both].sort());
  },
);

test('a property of the mapping takes the name', () => {
  const f = fixture(`${tables}
class Resource: ...
class Package: ...
registry.map_imperatively(Package, package_table, properties={"resources": relationship("Resource", viewonly=True)})
registry.map_imperatively(Resource, resource_table, properties={"package": relationship(Package, backref="resources")})
`);
  expect(relationships(f)).not.toContain('Package.resources -> Resource ONETOMANY list by Resource.package');
});

describe('beside declarative classes', () => {
  const owner = (base: string): string => `
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import DeclarativeBase, declarative_base, registry, relationship
${base}

class Owner(Base):
    __tablename__ = "owner"
    id = Column(Integer, primary_key=True)
    dogs = relationship("Dog", backref="owner")

dog_table = Table("dog", Base.metadata, Column("id", Integer, primary_key=True), Column("owner_id", ForeignKey("owner.id")))

class Dog: ...
`;
  const pair = ['Dog.owner -> Owner MANYTOONE scalar by Owner.dogs', 'Owner.dogs -> Dog ONETOMANY list'];

  test.each([
    ['Base = declarative_base()', 'Base.registry.map_imperatively(Dog, dog_table)'],
    ['Base = declarative_base()', 'mapper_registry = Base.registry\nmapper_registry.map_imperatively(Dog, dog_table)'],
    ['class Base(DeclarativeBase): ...', 'mapper_registry = Base.registry\nmapper_registry.map_imperatively(Dog, dog_table)'],
    ['mapper_registry = registry()\nBase = mapper_registry.generate_base()', 'mapper_registry.map_imperatively(Dog, dog_table)'],
  ])('%s; %s', (base, mapping) => {
    expect([...relationships(fixture(`${owner(base)}\n${mapping}\n`))].sort()).toEqual(pair);
  });

  const base = 'Base = declarative_base()';
  const errors = (mapping: string): readonly string[] => found(fixture(`${owner(base)}\n${mapping}\n`)).map(({ it }) => it.rule.code);

  test('a class that nothing maps is missing', () => {
    expect(errors('def start(cls):\n    pass')).toEqual(['unknown-target']);
    expect(errors('def start(mapper, cls):\n    mapper(cls)')).toEqual(['unknown-target']);
    expect(errors('class Cat: ...\ndef start(table):\n    Base.registry.map_imperatively(Cat, table)')).toEqual(['unknown-target']);
  });

  test.each([
    'def start():\n    Base.registry.map_imperatively(Dog, dog_table)',
    'def start(table, cls):\n    Base.registry.map_imperatively(cls, table)',
    'class Setup:\n    def start(self, models):\n        self.registry.map_imperatively(models.Dog, dog_table)',
    'def start():\n    from sqlalchemy.orm import mapper\n    mapper(Dog, dog_table)',
  ])('a function may map it: %s', mapping => {
    expect(errors(mapping)).toEqual([]);
  });
});

test('classes are mapped whose module says nothing of SQLAlchemy', () => {
  const f = fixture(`
#- store/domain.py
class Package: ...
class Resource: ...
#- store/tables.py
from .domain import Package, Resource
${tables}
registry.map_imperatively(Package, package_table)
registry.map_imperatively(Resource, resource_table, properties={"package": relationship(Package, backref=backref("resources"))})
`);
  expect([...relationships(f)].sort()).toEqual([...both].sort());
});
