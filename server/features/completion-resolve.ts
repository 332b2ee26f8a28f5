import { type CompletionItem, CompletionResolveRequest, MarkupKind } from 'vscode-languageserver-protocol';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { describeRelationship } from './describe.ts';
import { defineFeature } from './feature.ts';

/** The documentation of an offered relationship, made when the editor shows it. */
export const completionResolve = defineFeature(CompletionResolveRequest.type, {}, ({ project }, item: CompletionItem): CompletionItem => {
  const attribute = referred(item.data, project);
  return attribute ? { ...item, documentation: { kind: MarkupKind.Markdown, value: describeRelationship(attribute) } } : item;
});

/** The relationship that an item is for; undefined when it is for something else, or gone by now. */
function referred(data: unknown, project: Project): RelationshipAttribute | undefined {
  if (typeof data !== 'object' || data === null || !('owner' in data && 'uri' in data && 'name' in data)) return undefined;
  const { owner, uri, name } = data;
  if (typeof uri !== 'string' || typeof name !== 'string') return undefined;
  return project
    .inFile(uri)
    .find(c => c.id === owner)
    ?.own.get(name);
}
