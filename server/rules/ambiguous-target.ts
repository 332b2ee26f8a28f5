import { prependArgument } from '../edits/arguments.ts';
import { declaredIn, editableCall } from '../edits/declared.ts';
import { registryName } from '../edits/names.ts';
import { Change, quoteAt, quoted } from '../edits/source.ts';
import { everywhere, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { rangeOf } from './words.ts';

/** A name that two mapped classes share needs a module path. */
export const ambiguousTarget: Rule = {
  code: 'ambiguous-target',
  severity: 'error',
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
  check: everywhere(function* (snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of declaredIn(project)) {
      if (it.target.kind !== 'many') continue;
      const { candidates } = it.target;
      const given = it.argument('argument');
      const node = given?.node ?? it.annotation?.target;
      if (!node || (given && node.kind !== 'string')) continue;
      const uri = given?.env.module.uri ?? it.provenance.member.uri;
      const text = node.kind === 'string' ? node.value.trim() : (candidates[0]?.name ?? '');
      yield {
        at: { uri, range: rangeOf(node) },
        message: `Multiple classes found for path "${text}" in the registry of this declarative base. Please use a fully module-qualified path.`,
        related: candidates.map(c => ({ location: c.at, message: `${c.symbol.module.name}.${c.name}` })),
        fixes: () =>
          candidates.flatMap((cls): readonly Fix[] => {
            const change = new Change(snapshot);
            const path = registryName(project, it.owner, cls);
            const source = change.source(uri);
            if (path === undefined || !source) return [];
            const place = given ? undefined : editableCall(change, project, it);
            if (given) change.replaceRange(uri, node.range, quoted(path, quoteAt(source, node.range) ?? source.quote));
            // The annotation may stay: an argument goes before it.
            else if (!place || !prependArgument(change, place.source, place.call, quoted(path, place.source.quote))) return [];
            const edits = change.finish();
            return edits ? [{ title: `Use '${path}'`, edits }] : [];
          }),
      };
    }
  }),
};
