import { expect, test } from 'vitest';
import { relationships } from '../support/ask.ts';
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
