import { lastName } from '../model/annotations.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Expr } from '../syntax/tree.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { atNode } from './words.ts';

/** A collection must be one that SQLAlchemy can make and fill. */
export const invalidCollection = failureRule({
  code: 'invalid-collection',
  kinds: ['abstract-collection', 'no-appender', 'no-collection'],
  docs: {
    summary: 'The collection of a relationship cannot be made, or nothing can be put into it.',
    why: 'SQLAlchemy makes the collection that the annotation names. `Sequence` and `Collection` are abstract, a tuple cannot grow, and a dict has no key to put an object under: name a list or set, or give `collection_class`.',
    bad: annotated({
      before: 'from typing import Sequence\n',
      author: `
    books: Mapped[Sequence["Book"]] = relationship()
    #             ^^^^^^^^ invalid-collection
`,
    }),
    good: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship()
`,
    }),
    sqlalchemy:
      "ArgumentError: Collection annotation type <class 'collections.abc.Sequence'> cannot be instantiated; please provide an explicit 'collection_class' parameter (e.g. list, set, etc.) to the relationship() function to accompany this annotation",
  },
  at: failure => {
    if (failure.error.kind === 'no-collection') return atNode(failure, failure.error.node);
    const written = collectionIn({ ...failure, error: failure.error });
    return written && atNode(failure, written);
  },
  fixes: (failure, snapshot) => {
    const { error } = failure;
    if (error.kind === 'no-collection') return [];
    const { collection } = error;
    const written = collectionIn({ ...failure, error });
    // A dict needs to be told its key.
    if (!written || /mapping|dict/i.test(collection)) return [];
    const concrete = /set$/i.test(collection) ? 'set' : 'list';
    return replacing(snapshot, atNode(failure, written).uri, written, concrete, `Change to '${concrete}'`, true);
  },
});

/** The name of the collection as it is written. */
function collectionIn({ attribute, member, error: { collection } }: FailureOf<'abstract-collection' | 'no-appender'>): Expr | undefined {
  const declared = attribute?.provenance.kind === 'declared' ? attribute.provenance.member : member;
  const pending = declared?.kind === 'relationship' && declared.annotation ? [declared.annotation] : [];
  for (let it = pending.shift(); it; it = pending.shift()) {
    if (it.kind !== 'subscript') continue;
    if (lastName(it.value) === collection) return it.value;
    pending.push(...it.items.map(i => i.value));
  }
  return undefined;
}
