/** What speaks against a conversion though the mappers would be the same. */
import { memo } from '../../base/lazy.ts';
import { isFlaskExtension, libraryPath } from '../../model/library.ts';
import { isTest } from '../../model/loading.ts';
import type { MappedClass, RelationshipAttribute } from '../../model/mapped.ts';
import type { Project } from '../../model/project.ts';
import { sole } from '../../model/resolution.ts';
import { walk } from '../../syntax/locate.ts';
import type { Snapshot } from '../../workspace/snapshot.ts';
import { type Declared, madeBy } from '../declared.ts';

/** What the one who asks knows and the code does not show. */
export interface Assumptions {
  /** All models are loaded before mappers are configured. */
  readonly allLoaded?: boolean;
}

/** Why a backref should stay; undefined when nothing is known to speak against its conversion. */
export function obstacle(snapshot: Snapshot, it: Declared, { allLoaded = false }: Assumptions): string | undefined {
  const reader = memo(readers, snapshot.project, () => ({ place: readerOf(snapshot) })).place;
  if (reader !== undefined) return `${reader} reads the \`backref\` of relationships, which back_populates leaves empty`;
  for (const one of madeBy(snapshot.project, it.provenance.construct.call)) {
    const target = sole(one.target);
    if (!target || snapshot.installed(target.at.uri) || needs(snapshot.project, target, one)) continue;
    if (isTest(one.owner.at.uri) && !isTest(target.at.uri)) return `${target.name} must not depend on ${one.owner.name}, which belongs to tests`;
    if (!allLoaded)
      return `${target.name} would need ${one.owner.name}, and '${one.owner.symbol.module.name}' is not sure to be loaded wherever '${target.symbol.module.name}' is`;
  }
  return undefined;
}

/** True when a class cannot do without the file of a relationship that leads to it. */
function needs(project: Project, target: MappedClass, it: RelationshipAttribute): boolean {
  const [from, to] = [target.at.uri, it.owner.at.uri];
  if (from === to || project.brings(from, to)) return true;
  // Its foreign key refers to the table of the other.
  if (it.join.kind === 'known' && it.join.direction === 'ONETOMANY') return true;
  // Another relationship of the same class leads there already.
  return [...target.own.values()].some(other => {
    const there = other.provenance.kind === 'declared' ? sole(other.target)?.at.uri : undefined;
    return there !== undefined && (there === to || project.brings(there, to));
  });
}

const readers = new WeakMap<Project, { readonly place: string | undefined }>();

/** Words of code that looks into mappers. */
const introspection = ['relationships', 'RelationshipProperty', 'mapper', 'class_mapper', 'relationship', 'iterate_properties'];

/** Where code reads `.backref` of a relationship at run time: `file.py:12`; undefined when none does. */
function readerOf(snapshot: Snapshot): string | undefined {
  const { evaluator, modules } = snapshot.project;
  const looking = new Set(introspection.flatMap(word => snapshot.mentioning('backref', word)));
  for (const uri of snapshot.mentioning('backref')) {
    const module = modules.of(uri);
    if (!looking.has(uri) || !module || snapshot.installed(uri)) continue;
    let line: number | undefined;
    let sets = false;
    walk(snapshot.tree(uri)?.body ?? [], (node, parents) => {
      if (node.kind !== 'attribute' || node.attr.id !== 'backref') return;
      const parent = parents.at(-1);
      if (parent?.kind === 'call' && parent.func === node) return;
      // An attribute of a class of the file's own.
      if (parent?.kind === 'assign' && parent.targets.includes(node)) sets = true;
      const of = evaluator.evaluate(node.value, evaluator.moduleEnv(module));
      const path = libraryPath(of);
      if (isFlaskExtension(of) || of.kind === 'module' || /^sqlalchemy(?:\.orm|\.ext\.\w+)?$/.test(path)) return;
      line ??= node.range.start.line + 1;
    });
    if (line !== undefined && !sets) return `${uri.slice(uri.lastIndexOf('/') + 1)}:${line}`;
  }
  return undefined;
}
