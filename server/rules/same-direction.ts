import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { failureRule } from './failure-rule.ts';
import { adding } from './fixing.ts';
import type { Fix } from './rule.ts';
import { atBackref, atOneOf, relationshipName } from './words.ts';

/** The two sides of a pair look at each other. */
export const sameDirection = failureRule({
  code: 'same-direction',
  kinds: ['same-direction'],
  docs: {
    summary: 'Both sides of a pair are one-to-many, or both many-to-one.',
    why: `A foreign key to the table's own primary key can be read in both directions, and without \`remote_side\` SQLAlchemy always takes it as one-to-many. So does the side that is meant
to lead to the parent. \`remote_side\` on that side names the column at the far end, the primary key.`,
    bad: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Folder(Base):
    __tablename__ = "folder"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("folder.id"))
    children = relationship("Folder", back_populates="parent")
    parent = relationship("Folder", back_populates="children")
    #                                               ^^^^^^^^ same-direction
`,
    good: `
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

class Folder(Base):
    __tablename__ = "folder"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("folder.id"))
    children = relationship("Folder", back_populates="parent")
    parent = relationship("Folder", back_populates="children", remote_side=[id])
`,
    sqlalchemy:
      'ArgumentError: Folder.children and back-reference Folder.parent are both of the same direction <RelationshipDirection.ONETOMANY: 1>.  Did you mean to set remote_side on the many-to-one side ?',
  },
  at: failure => {
    const source = failure.attribute?.provenance.kind === 'backref' ? failure.attribute.provenance.source : failure.attribute;
    return source?.backref ? atBackref(source.backref) : atOneOf(failure, 'back_populates');
  },
  related: ({ error: { other } }) => [{ location: other.at, message: `'${relationshipName(other)}' is the other side` }],
  fixes: ({ attribute, error: { other } }, snapshot) =>
    attribute && attribute !== other
      ? [...[attribute, other]]
          .sort((a, b) => looksLikeOne(b) - looksLikeOne(a))
          .flatMap((it, i, all) => remoteSide(snapshot, it, i === 0 && looksLikeOne(it) > looksLikeOne(all[1] ?? it)))
      : [],
});

/** The side whose name or annotation says that it leads to one object. */
const looksLikeOne = (it: RelationshipAttribute): number =>
  it.annotation ? (it.annotation.collection === undefined ? 1 : 0) : /s$|children/.test(it.name) ? 0 : 1;

/** `remote_side` with the primary key that the foreign key refers to. */
function remoteSide(snapshot: Snapshot, it: RelationshipAttribute, preferred: boolean): readonly Fix[] {
  const condition = it.argument('primaryjoin');
  // remote() in the condition goes before remote_side.
  const marked = condition && snapshot.lines(condition.env.module.uri)?.slice(condition.node.range).includes('remote(');
  if (it.join.kind !== 'known' || it.argument('remote_side') || marked) return [];
  const keys = it.join.copies.map(([from]) => [...it.owner.columns].find(([, column]) => column === from)?.[0]);
  const [key] = keys;
  if (key === undefined || keys.length !== 1) return [];
  const value = seesInBody(it, key) ? `[${key}]` : `"${it.owner.name}.${key}"`;
  return adding(snapshot, it, [`remote_side=${value}`], preferred).map(f => ({
    ...f,
    title: `Make '${relationshipName(it)}' many-to-one: remote_side=${value}`,
  }));
}

/** True when a relationship is assigned in the body of its class, below a name of that body. */
function seesInBody({ owner, provenance }: RelationshipAttribute, key: string): boolean {
  // What stands in a body of SQLModel is no column yet.
  if (provenance.kind !== 'declared' || provenance.construct.name === 'Relationship') return false;
  const { bindings } = owner.symbol.fact.scope;
  const at = bindings.findIndex(b => b.kind === 'value' && b.value === provenance.construct.call);
  return bindings.slice(0, Math.max(at, 0)).some(b => b.name.id === key);
}
