import type { Location } from 'vscode-languageserver-protocol';
import { prependArgument } from '../edits/arguments.ts';
import { registryName } from '../edits/names.ts';
import { quoted } from '../edits/source.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { failureRule } from './failure-rule.ts';
import { inCall, replacing } from './fixing.ts';
import type { Fix } from './rule.ts';
import { atNode, rangeOf } from './words.ts';

/** A name that two mapped classes share needs a module path. */
export const ambiguousTarget = failureRule({
  code: 'ambiguous-target',
  kinds: ['ambiguous-target'],
  docs: {
    summary: 'Several mapped classes have the name that a relationship gives for its target.',
    why: `Classes of one declarative base may share their name as long as nobody uses it in a string. A string that does must say more: the module path of the class,
which may be cut at the left as far as it stays unique.`,
    bad: `
#- app.py
import billing
import orders
import shipping
#- base.py
from sqlalchemy.orm import declarative_base
Base = declarative_base()
#- billing.py
from sqlalchemy import Column, ForeignKey, Integer
from base import Base

class Address(Base):
    __tablename__ = "billing_address"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("order.id"))
#- shipping.py
from sqlalchemy import Column, ForeignKey, Integer
from base import Base

class Address(Base):
    __tablename__ = "shipping_address"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("order.id"))
#- orders.py
from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship
from base import Base

class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    addresses = relationship("Address")
    #                         ^^^^^^^ ambiguous-target
`,
    good: `
#- app.py
import billing
import orders
import shipping
#- base.py
from sqlalchemy.orm import declarative_base
Base = declarative_base()
#- billing.py
from sqlalchemy import Column, ForeignKey, Integer
from base import Base

class Address(Base):
    __tablename__ = "billing_address"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("order.id"))
#- shipping.py
from sqlalchemy import Column, ForeignKey, Integer
from base import Base

class Address(Base):
    __tablename__ = "shipping_address"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("order.id"))
#- orders.py
from sqlalchemy import Column, Integer
from sqlalchemy.orm import relationship
from base import Base

class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    addresses = relationship("shipping.Address")
`,
    sqlalchemy:
      'InvalidRequestError: Multiple classes found for path "Address" in the registry of this declarative base. Please use a fully module-qualified path.',
  },
  at: failure => (failure.error.begins ? atNode(failure, failure.error.begins.node) : failure.attribute && placeOf(failure.attribute)?.at),
  related: ({ error }) => error.candidates.map(c => ({ location: c.at, message: `${c.symbol.module.name}.${c.name}` })),
  fixes: ({ attribute, error }, snapshot) => (attribute && !error.begins ? choices(snapshot, attribute, error.candidates) : []),
});

/** Where the name is written; undefined when it is computed. */
function placeOf(it: RelationshipAttribute): { readonly at: Location; readonly node: Expr; readonly inAnnotation: boolean } | undefined {
  const given = it.argument('argument');
  const node = given?.node ?? it.annotation?.target;
  if (!node || (given && node.kind !== 'string') || it.provenance.kind !== 'declared') return undefined;
  return { at: { uri: given?.env.module.uri ?? it.provenance.member.uri, range: rangeOf(node) }, node, inAnnotation: !given };
}

/** Those of the classes that a foreign key leads to or from; all when none is, or the relationship says itself what it compares. */
function choices(snapshot: Snapshot, it: RelationshipAttribute, candidates: readonly MappedClass[]): readonly Fix[] {
  const given = ['primaryjoin', 'secondary'].some(a => it.argument(a));
  const { table } = it.owner;
  const linked = given ? [] : candidates.filter(c => table && c.table && snapshot.project.keysBetween(table, c.table) !== 'none');
  const those = linked.length > 0 ? linked : candidates;
  return those.flatMap(cls => useOf(snapshot, it, cls, those.length === 1));
}

/** The module path of one of the classes in the place of the name. */
function useOf(snapshot: Snapshot, it: RelationshipAttribute, cls: MappedClass, preferred: boolean): readonly Fix[] {
  const path = registryName(snapshot.project, it.owner, cls);
  const place = placeOf(it);
  if (path === undefined || !place) return [];
  const title = `Use '${path}'`;
  if (!place.inAnnotation) return replacing(snapshot, place.at.uri, place.node, path, title, preferred);
  // The annotation may stay: an argument goes before it.
  return inCall(snapshot, it, title, (change, source, call) => prependArgument(change, source, call, quoted(path, source.quote)), preferred);
}
