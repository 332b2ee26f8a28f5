import type { Position, Range } from 'vscode-languageserver-protocol';
import { append, memo } from '../base/lazy.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { type Entity, type Place, sure } from './meaning.ts';

const declarations = new WeakMap<Project, Map<string, Map<string, RelationshipAttribute[]>>>();

/** The relationships whose name is written at a range, in a class body or in the `properties` of a mapper; undefined when there are none. */
export function declaredAt(range: Range, { snapshot, uri }: Place, inString: boolean): Entity | undefined {
  const [attribute, ...others] = writtenIn(snapshot.project, uri).get(placeKey(range.start)) ?? [];
  return attribute && { kind: 'relationship', attribute, others, range, inString, isDeclaration: true, ...sure };
}

/** The written relationships by the places of their names in a file. */
function writtenIn(project: Project, uri: string): ReadonlyMap<string, readonly RelationshipAttribute[]> {
  const byUri = memo(declarations, project, () => {
    const all = new Map<string, Map<string, RelationshipAttribute[]>>();
    for (const cls of project.classes)
      for (const it of cls.own.values())
        if (it.provenance.kind === 'declared')
          append(
            memo(all, it.at.uri, () => new Map()),
            placeKey(it.at.range.start),
            it,
          );
    return all;
  });
  return byUri.get(uri) ?? new Map();
}

const placeKey = ({ line, character }: Position): string => `${line}:${character}`;
