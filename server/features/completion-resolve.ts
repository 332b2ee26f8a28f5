import { type CompletionItem, CompletionResolveRequest, MarkupKind } from 'vscode-languageserver-protocol';
import { describeRelationship } from './describe.ts';
import { defineFeature } from './feature.ts';
import { named } from './named-attribute.ts';

/** The documentation of an offered relationship, made when the editor shows it. */
export const completionResolve = defineFeature(CompletionResolveRequest.type, {}, ({ project }, item: CompletionItem): CompletionItem => {
  const attribute = named(item.data, project);
  return attribute ? { ...item, documentation: { kind: MarkupKind.Markdown, value: describeRelationship(attribute) } } : item;
});
