import type { Position, Range } from 'vscode-languageserver-protocol';
import { comparePositions } from '../../base/ranges.ts';
import type { FileFacts, Scope } from '../../facts/facts.ts';
import type { Sources } from '../modules.ts';
import { Project } from '../project.ts';
import { Configuration } from './configure.ts';
import type { Failure } from './failure.ts';
import { importFailures } from './import.ts';

/** What happens when the models of a project are imported and its mappers configured. */
export interface Outcome {
  /** What is left of the project: behind a statement that raises an error no statement of its file is run. */
  readonly project: Project;
  readonly configuration: Configuration;
  /** The errors, those of import first; of each file the first one of each stage. */
  readonly failures: readonly Failure[];
}

/** The outcome that SQLAlchemy's start-up has for a project. */
export function startUp(project: Project): Outcome {
  const cuts = new Map<string, Position>();
  const stopping: Failure[] = [];
  for (const failure of importFailures(project)) {
    const known = cuts.get(failure.uri);
    if (known && comparePositions(known, failure.from) <= 0) continue;
    cuts.set(failure.uri, failure.from);
    stopping.push(failure);
  }
  const rest = cuts.size === 0 ? project : new Project(cut(project.sources, cuts));
  const halfMapped = new Set(stopping.flatMap(f => (f.error.kind === 'named-like-column' || f.error.kind === 'no-primary-key' ? [f.cls.id] : [])));
  const configuration = new Configuration(rest, halfMapped);
  return { project: rest, configuration, failures: [...stopping, ...configuration.failures] };
}

/** The sources without what stands behind a position in their files. */
function cut(sources: Sources, cuts: ReadonlyMap<string, Position>): Sources {
  const kept = new Map<string, FileFacts | undefined>();
  return {
    ...sources,
    facts: uri => {
      const end = cuts.get(uri);
      if (!end) return sources.facts(uri);
      if (!kept.has(uri)) {
        const facts = sources.facts(uri);
        kept.set(uri, facts && { ...facts, scope: until(facts.scope, end) });
      }
      return kept.get(uri);
    },
  };
}

function until(scope: Scope, end: Position): Scope {
  const before = (at: Position): boolean => comparePositions(at, end) < 0;
  // A statement that the error is inside of does nothing.
  const isRun = ({ start, end: behind }: Range): boolean => before(start) && comparePositions(behind, end) <= 0;
  return {
    ...scope,
    bindings: scope.bindings.filter(b => before(b.name.range.start)),
    effects: scope.effects.filter(e => (e.kind === 'loop' ? before(e.loop.range.start) : isRun(e.kind === 'call' ? e.call.range : e.target.range))),
  };
}
