import { DefinitionRequest, type Location, TypeDefinitionRequest } from 'vscode-languageserver-protocol';
import { type Entity, entityAt } from '../infer/entity.ts';
import { unknownReceiver } from '../infer/told.ts';
import type { Type } from '../infer/types.ts';
import type { MappedClass } from '../model/mapped.ts';
import { targetOf } from './describe.ts';
import { defineAsking, defineFeature } from './feature.ts';

/** Where a name is written: for an implicit attribute the string inside `backref=`. */
export const definition = defineAsking(
  DefinitionRequest.type,
  { definitionProvider: true },
  (snapshot, { textDocument, position }, hint) => {
    const entity = entityAt(snapshot, textDocument.uri, position, hint);
    return entity ? places(entity) : null;
  },
  (snapshot, { textDocument, position }) => unknownReceiver(snapshot, textDocument.uri, position),
);

function places(entity: Entity): Location[] | null {
  switch (entity.kind) {
    case 'relationship':
      // Ranges are those of the name alone, as other Python tools give them: VS Code then shows equal answers once.
      return [entity.attribute.at, ...entity.others.map(o => o.at)];
    case 'class':
      return [entity.cls.at];
    case 'table':
      return entity.table.at ? [entity.table.at] : null;
    case 'column':
      return entity.column.at ? [entity.column.at] : null;
    case 'lazy':
    case 'cascade':
    case 'keyword':
    case 'value':
      return null;
  }
}

/** The class behind an attribute, a variable or a collection. */
export const typeDefinition = defineFeature(TypeDefinitionRequest.type, { typeDefinitionProvider: true }, (snapshot, { textDocument, position }) => {
  const entity = entityAt(snapshot, textDocument.uri, position);
  if (!entity) return null;
  const cls =
    entity.kind === 'relationship'
      ? targetOf(entity.attribute)
      : entity.kind === 'class'
        ? entity.cls
        : entity.kind === 'value'
          ? classBehind(entity.type)
          : undefined;
  return cls ? [cls.at] : null;
});

function classBehind(type: Type): MappedClass | undefined {
  switch (type.kind) {
    case 'instance':
    case 'class':
      return type.cls;
    case 'collection':
    case 'pagination':
      return classBehind(type.of);
    case 'query':
    case 'statement':
    case 'result':
    case 'row':
      return type.items.length === 1 && type.items[0] ? classBehind(type.items[0]) : undefined;
    case 'class-attribute':
      return targetOf(type.attribute);
    default:
      return undefined;
  }
}
