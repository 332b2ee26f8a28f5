/** Whether a relationship can have another name. */
import { sameRange } from '../base/ranges.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { walk } from '../syntax/locate.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { findClass } from './class-body.ts';
import { badName } from './python-names.ts';

/** Names that declarative classes, Flask-SQLAlchemy and the instrumentation keep for themselves (orm/decl_base.py, orm/attributes.py). */
const reserved: ReadonlySet<string> = new Set(['metadata', 'registry', 'query', 'query_class']);

/** Why the relationships cannot be renamed, whatever the new name; undefined when they can. */
export function fixedRelationship(snapshot: Snapshot, attributes: Iterable<RelationshipAttribute>): string | undefined {
  const all = [...attributes];
  for (const { name, owner, at, provenance } of all) {
    const label = `${owner.name}.${name}`;
    if (snapshot.installed(at.uri)) return `${label} is made by an installed package`;
    if (snapshot.tree(at.uri)?.broken) return `the file that makes ${label} is not valid Python now`;
    if (snapshot.lines(at.uri)?.slice(at.range) !== name)
      return provenance.kind === 'backref'
        ? `the name of ${label} is computed in the backref of ${provenance.source.owner.name}.${provenance.source.name}`
        : `the name of ${label} is computed`;
  }
  for (const it of all) {
    const other = alsoNamed(snapshot, it, all);
    if (other !== undefined) return `${other} has something else of the name '${it.name}'`;
    const computed = it.reverse.find(r => isComputed(r.argument('back_populates')?.node, it.name));
    if (computed) return `back_populates of ${computed.owner.name}.${computed.name} is computed`;
  }
  return undefined;
}

/** True for `back_populates=NAME`, or a string in pieces, which no search for the name finds. */
function isComputed(node: Expr | undefined, name: string): boolean {
  if (!node || node.kind === 'lambda' || node.kind === 'attribute' || node.kind === 'constant') return false;
  return node.kind !== 'string' || (node.value === name && !node.content);
}

/** The class, related to the owner of a relationship, that gives its name to something else as well: which of them a use means is not known. */
function alsoNamed({ project }: Snapshot, { name, owner }: RelationshipAttribute, all: readonly RelationshipAttribute[]): string | undefined {
  const seen = new Set(family(owner).flatMap(cls => project.hierarchy.mro(cls.symbol)));
  for (const { fact, module } of seen) {
    const other = project.evaluator
      .classBindings(fact)
      .get(name)
      ?.find(binding => {
        // An annotation alone tells type checkers of the attribute.
        if (binding.kind === 'value' && !binding.value) return false;
        return !all.some(a => a.at.uri === module.uri && sameRange(a.at.range, binding.name.range));
      });
    if (other) return fact.name.id;
  }
  return undefined;
}

/** Why the relationships cannot have this name; undefined when they can. */
export function badRelationshipName(snapshot: Snapshot, attributes: Iterable<RelationshipAttribute>, name: string): string | undefined {
  const bad = badName(name);
  if (bad !== undefined) return bad;
  if (reserved.has(name) || name.startsWith('_sa_')) return `'${name}' is reserved by SQLAlchemy`;
  const classes = new Set([...attributes].flatMap(a => family(a.owner)));
  for (const cls of classes) {
    const taken = taker(snapshot, cls, name);
    if (taken !== undefined) return `${cls.name} already has ${taken}`;
  }
  return undefined;
}

/** A class, those it inherits from, and those that inherit from it. */
function family(cls: MappedClass): readonly MappedClass[] {
  const out: MappedClass[] = [];
  for (let it = cls.parent; it; it = it.parent) out.push(it);
  const below = (it: MappedClass): void => {
    out.push(it);
    it.children.forEach(below);
  };
  below(cls);
  return out;
}

function taker(snapshot: Snapshot, cls: MappedClass, name: string): string | undefined {
  const { project } = snapshot;
  const found = project.attribute(cls, name);
  if (found.kind === 'one') {
    const { kind } = found.value;
    if (kind === 'member') return `${found.value.member.kind === 'plain' ? `the ${found.value.member.what}` : 'an attribute'} '${name}'`;
    return `the ${kind} '${name}'`;
  }
  if (found.kind === 'many' || inherits(project, cls, name)) return `'${name}'`;
  return setOnSelf(snapshot, cls, name) ? `'${name}', which a method sets` : undefined;
}

const inherits = ({ hierarchy }: Project, cls: MappedClass, name: string): boolean => hierarchy.attribute(cls.symbol, name) !== undefined;

/** True for `self.name = ...` in a method. */
function setOnSelf(snapshot: Snapshot, cls: MappedClass, name: string): boolean {
  const tree = snapshot.tree(cls.at.uri);
  const definition = tree && findClass(tree.body, cls.at.range);
  let found = false;
  for (const method of definition?.body ?? []) {
    const self = method.kind === 'function' ? method.params[0]?.name?.id : undefined;
    walk(method, node => {
      if (node.kind !== 'assign' || self === undefined) return;
      found ||= node.targets.some(t => t.kind === 'attribute' && t.attr.id === name && t.value.kind === 'name' && t.value.id === self);
    });
  }
  return found;
}
