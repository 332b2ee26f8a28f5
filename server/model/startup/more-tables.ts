import { memo } from '../../base/lazy.ts';
import type { ClassFact, FileFacts } from '../../facts/facts.ts';
import type { Project } from '../project.ts';

const known = new WeakMap<Project, 'any' | ReadonlySet<string>>();

/**
 * True when there may be a table of this name that is not seen: in a file that is not valid Python now, of classes that are made while the program
 * runs, or read from the database. Then it cannot be said to be missing.
 */
export function mayHaveTable(project: Project, name: string): boolean {
  const unseen = memo(known, project, () => unseenTables(project));
  return unseen === 'any' || unseen.has(name.slice(name.lastIndexOf('.') + 1));
}

/** The names of tables, without their schema, that functions may make. */
function unseenTables(project: Project): 'any' | ReadonlySet<string> {
  const { sources, hierarchy } = project;
  const files = sources.modelUris.flatMap(uri => sources.facts(uri) ?? []);
  const isAny =
    project.tables.hasUnnamed ||
    project.possibleClasses.length > 0 ||
    files.some(it => it.broken || reflects(it)) ||
    // What is not seen of a class may give it a table of its own.
    project.classes.some(c => c.inheritance === 'single' && c.open !== undefined) ||
    project.classes.some(c => hierarchy.lineage(c.symbol).libraries.some(l => /(?:AutomapBase|DeferredReflection|automap_base)$/.test(l)));
  const names = files.flatMap(it => it.localClasses).flatMap(tableNames);
  return isAny || !names.every(it => it !== undefined) ? 'any' : new Set(names);
}

/** True for a script of Alembic: the models and tables in it are a part of what the database held then, so that their keys lead to tables that are not there. */
export const isMigration = ({ scope }: FileFacts): boolean => ['revision', 'down_revision'].every(name => scope.bindings.some(b => b.name.id === name));

const reflects = ({ scope }: FileFacts): boolean =>
  scope.effects.some(e => e.kind === 'call' && e.call.func.kind === 'attribute' && e.call.func.attr.id === 'reflect');

/** What a class body calls its table; undefined for what is not written out. */
const tableNames = ({ scope }: ClassFact): readonly (string | undefined)[] =>
  scope.bindings.flatMap(b => {
    if (b.name.id !== '__tablename__' && b.name.id !== '__table__') return [];
    return b.kind === 'value' && b.value?.kind === 'string' ? [b.value.value] : [undefined];
  });
