import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';

/** How a relationship that an editor was shown is found again when the editor asks for more of it. */
export interface AttributeName {
  readonly owner: string;
  readonly uri: string;
  readonly name: string;
}

export const nameOf = (it: RelationshipAttribute): AttributeName => ({ owner: it.owner.id, uri: it.owner.at.uri, name: it.name });

/** The relationship that comes back as data of an item; undefined when the item is for something else, or the relationship gone by now. */
export function named(data: unknown, project: Project): RelationshipAttribute | undefined {
  if (typeof data !== 'object' || data === null || !('owner' in data && 'uri' in data && 'name' in data)) return undefined;
  const { owner, uri, name } = data;
  if (typeof uri !== 'string' || typeof name !== 'string') return undefined;
  return project
    .inFile(uri)
    .find(c => c.id === owner)
    ?.own.get(name);
}
