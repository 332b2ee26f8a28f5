import type { BackrefClash, Occupant } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import type { Relationship, Relationships } from './relationships.ts';
import { sole } from './resolution.ts';

/**
 * Makes the implicit attributes and links both sides, in the order of mapper configuration: mappers in definition order, properties in the
 * order of the class body (relationships.py, `_generate_backref` and `_add_reverse_property`).
 */
export function configure(mappers: readonly Mapper[], relationships: Relationships): { readonly clashes: readonly BackrefClash[] } {
  const clashes: BackrefClash[] = [];
  const declared = mappers.flatMap(mapper => {
    const own = relationships.declare(mapper);
    for (const it of own) mapper.own.set(it.name, it);
    return own;
  });
  for (const source of declared) {
    const spec = source.backref;
    const target = sole(source.target);
    // With back_populates given as well SQLAlchemy refuses the statement itself; no attribute comes of it.
    if (!spec || spec.name === undefined || !target || source.backPopulates || source.owner.own.get(source.name) !== source) continue;
    let taken = target.inheritance === 'concrete' ? undefined : occupant(target, spec.name);
    while (taken && yields(taken.occupant)) {
      taken.on.own.delete(spec.name);
      taken = occupant(target, spec.name);
    }
    if (taken) {
      clashes.push({ source, spec, target, occupant: taken.occupant, on: taken.on });
      continue;
    }
    const made = relationships.reverseOf(source, spec, spec.name, target);
    target.own.set(spec.name, made);
    link(source, made);
  }
  for (const source of declared) {
    const target = sole(source.target);
    const name = source.backPopulates?.name;
    const other = target && name !== undefined ? attribute(target, name) : undefined;
    if (other && sharesHierarchy(sole(other.target), source.owner)) link(source, other);
  }
  return { clashes };
}

/** `Mapper.common_parent`: a reverse property must lead back into the hierarchy of the declaring class. */
export function sharesHierarchy(a: Mapper | undefined, b: Mapper): boolean {
  return a !== undefined && root(a) === root(b);
}

const root = (mapper: Mapper): Mapper => (mapper.parent ? root(mapper.parent) : mapper);

function link(a: Relationship, b: Relationship): void {
  if (!a.reverse.includes(b)) a.reverse.push(b);
  if (!b.reverse.includes(a)) b.reverse.push(a);
}

/** The relationship of a name on a class, inherited ones included; a concrete mapper inherits none. */
export function attribute(mapper: Mapper, name: string): Relationship | undefined {
  let hidden = false;
  for (let it: Mapper | undefined = mapper; it; it = it.inheritance === 'concrete' ? undefined : it.parent) {
    const found = it.own.get(name);
    // A method of a subclass is there before a backref arrives, which replaces it; a written relationship it keeps away.
    if (found) return hidden && found.provenance.kind === 'declared' ? undefined : (found as Relationship);
    const [member] = it.membersNamed(name);
    if (member?.kind === 'column' || member?.kind === 'property' || member?.kind === 'relationship') return undefined;
    hidden ||= member?.kind === 'plain';
  }
  return undefined;
}

/** Of two relationships that cannot both be there, the one in a branch is not: `if hint: User.posts = relationship(Post)`. */
function yields(occupant: Occupant): boolean {
  return occupant.kind === 'relationship' && occupant.attribute.provenance.kind === 'declared' && occupant.attribute.provenance.member.conditional === true;
}

/** What holds a name on a mapper, its ancestors or its descendants; siblings do not count, nor do concrete mappers. */
function occupant(target: Mapper, name: string): { readonly occupant: Occupant; readonly on: Mapper } | undefined {
  const ancestors: Mapper[] = [];
  for (let it = target.parent; it; it = it.parent) ancestors.push(it);
  for (const mapper of [target, ...ancestors, ...descendants(target)]) {
    if (mapper.inheritance === 'concrete') continue;
    const relationship = mapper.own.get(name);
    if (relationship) return { occupant: { kind: 'relationship', attribute: relationship }, on: mapper };
    const member = mapper.membersNamed(name).find(m => m.kind === 'column' || m.kind === 'property');
    if (member) return { occupant: { kind: 'member', member, on: mapper }, on: mapper };
    const column = mapper.tableWritten === undefined ? undefined : mapper.columns.get(name);
    if (column) return { occupant: { kind: 'column', column, on: mapper }, on: mapper };
  }
  return undefined;
}

export function descendants(mapper: Mapper): readonly Mapper[] {
  return mapper.children.flatMap(child => [child, ...descendants(child)]);
}
