import { type CompletionItem, CompletionItemKind, type Range } from 'vscode-languageserver-protocol';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { nameOf } from './named-attribute.ts';
import { isImplicit, label, typeOf } from './words.ts';

/** A relationship as a completion; implicit ones sort before written ones. */
export function relationshipItem(it: RelationshipAttribute, range?: Range): CompletionItem {
  const made = it.provenance.kind === 'backref' ? `backref of ${label(it.provenance.source)}` : undefined;
  return {
    label: it.name,
    labelDetails: { detail: `: ${typeOf(it)}`, ...(made === undefined ? {} : { description: made }) },
    kind: isImplicit(it) ? CompletionItemKind.Event : CompletionItemKind.Field,
    detail: typeOf(it),
    data: nameOf(it),
    sortText: `${isImplicit(it) ? '0' : '1'}${it.name}`,
    ...(range ? { textEdit: { range, newText: it.name } } : {}),
  };
}

/** The columns of a class, inherited ones included. */
export function* columns(cls: MappedClass, range?: Range): Generator<CompletionItem> {
  const seen = new Set<string>();
  for (let it: MappedClass | undefined = cls; it; it = it.parent) {
    for (const [key, column] of it.columns) {
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        label: key,
        kind: CompletionItemKind.Field,
        detail: `${column.table.fullname}.${column.name}`,
        sortText: `2${key}`,
        ...(range ? { textEdit: { range, newText: key } } : {}),
      };
    }
  }
}
