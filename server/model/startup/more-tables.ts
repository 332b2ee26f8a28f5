import { memo } from '../../base/lazy.ts';
import type { FileFacts } from '../../facts/facts.ts';
import type { Project } from '../project.ts';

const known = new WeakMap<Project, boolean>();

/**
 * True when there may be tables that are not seen: in a file that is not valid Python now, of classes that are made while the program runs, or
 * read from the database. Then no table can be said to be missing.
 */
export const mayHaveMoreTables = (project: Project): boolean =>
  memo(known, project, () => {
    const { sources, hierarchy } = project;
    if (project.tables.hasUnnamed || sources.modelUris.some(uri => makesTables(sources.facts(uri)))) return true;
    return project.classes.some(c => hierarchy.lineage(c.symbol).libraries.some(l => /(?:AutomapBase|DeferredReflection|automap_base)$/.test(l)));
  });

function makesTables(facts: FileFacts | undefined): boolean {
  if (!facts) return false;
  const reflects = facts.scope.effects.some(e => e.kind === 'call' && e.call.func.kind === 'attribute' && e.call.func.attr.id === 'reflect');
  return facts.broken || facts.dynamicClasses || reflects || facts.localClasses.some(c => c.scope.bindings.some(b => b.name.id.startsWith('__table')));
}
