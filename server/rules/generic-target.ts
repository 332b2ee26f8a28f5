import { Imports } from '../edits/imports.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import { genericTarget as genericText } from '../model/startup/target-words.ts';
import type { Expr } from '../syntax/tree.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { atName, atNode } from './words.ts';

/** Inside a string only the class is read. */
export const genericTarget = failureRule({
  code: 'generic-target',
  kinds: ['generic-target'],
  docs: {
    summary: 'A string holds a collection type where SQLAlchemy reads the name of a class.',
    why: 'Of `Mapped["list[Book]"]` SQLAlchemy looks up the whole string as a class. The quotes belong around the class alone: `Mapped[list["Book"]]`. Nor can a collection hold `Optional`.',
    bad: annotated({
      author: `
    books: Mapped["list[Book]"] = relationship()
    #              ^^^^^^^^^^ generic-target
`,
    }),
    good: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship()
`,
    }),
    sqlalchemy: `InvalidRequestError: When initializing mapper Mapper[Author(author)], expression "relationship('list[Book]')" seems to be using a generic class as the argument to relationship(); please state the generic argument using an annotation, e.g. "books: Mapped[list['Book']] = relationship()"`,
  },
  at: failure => {
    const written = stringIn(failure);
    return written ? atNode(failure, written) : atName(failure);
  },
  fixes: (failure, snapshot) => {
    const written = stringIn(failure);
    // Other quotes do not help where annotations are strings anyway.
    if (written && written.kind !== 'string') return [];
    const text = failure.attribute && genericText(failure.attribute, snapshot.project);
    const [, collection, item] = /^\s*(\w+)\[\s*["']?(\w+)["']?\s*\]\s*$/.exec(text ?? '') ?? [];
    if (!written || collection === undefined || failure.attribute?.argument('argument')) return [];
    return fix(
      snapshot,
      `Change to ${collection}["${item}"]`,
      change => {
        const { uri } = atNode(failure, written);
        const source = change.source(uri);
        if (!source) return false;
        change.replaceRange(uri, written.range, `${collection}[${source.quote}${item}${source.quote}]`);
        // In the string nobody missed its import.
        if (collection === 'List' || collection === 'Set') {
          const bound = snapshot.facts(uri)?.scope.bindings.some(b => b.name.id === collection);
          const imports = new Imports(change, source);
          if (!bound) imports.add('typing', collection);
          imports.write();
        }
        return true;
      },
      true,
    );
  },
});

/** The string as it is written, in the argument or in the annotation. */
function stringIn({ attribute }: FailureOf<'generic-target'>): Expr | undefined {
  const given = attribute?.argument('argument');
  if (given) return given.node;
  const member = attribute?.provenance.kind === 'declared' ? attribute.provenance.member : undefined;
  let it = member?.kind === 'relationship' ? member.annotation : undefined;
  if (attribute?.annotation?.wrapper === 'none' && it && !holdsGeneric(it)) return it;
  while (it?.kind === 'subscript' && !attribute?.annotation?.optionalItem) it = it.items[0]?.value;
  return it;
}

/** True when a string in an annotation holds a generic type, so that it is not the annotation that is one string. */
function holdsGeneric(annotation: Expr): boolean {
  if (annotation.kind === 'string') return annotation.value.includes('[');
  return annotation.kind === 'subscript' && annotation.items.some(i => holdsGeneric(i.value));
}
