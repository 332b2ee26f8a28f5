import { Imports } from '../edits/imports.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { forTypeCheckersOnly, makerOf } from './implicit-fixes.ts';
import { atNode } from './words.ts';

/** Since SQLAlchemy 2 an annotation on a mapped attribute is `Mapped[...]`. */
export const unmappedAnnotation = failureRule({
  code: 'unmapped-annotation',
  kinds: ['unmapped-annotation'],
  docs: {
    summary: 'A relationship or a column has an annotation that is not `Mapped[...]`.',
    why: 'SQLAlchemy 2 reads the annotations of mapped classes and refuses those it cannot read. `__allow_unmapped__ = True` on the class or its base lets old annotations stand.',
    bad: annotated({
      before: 'from typing import List\n',
      author: `
    books: List["Book"] = relationship("Book")
    #      ^^^^^^^^^^^^ unmapped-annotation
`,
    }),
    good: annotated({
      before: 'from typing import List\n',
      author: `
    books: Mapped[List["Book"]] = relationship("Book")
`,
    }),
    sqlalchemy:
      'MappedAnnotationError: Type annotation for "Author.books" can\'t be correctly interpreted for Annotated Declarative Table form.  ORM annotations should normally make use of the ``Mapped[]`` generic type, or other ORM-compatible generic type, as a container for the actual type, which indicates the intent that the attribute is mapped. Class variables that are not intended to be mapped by the ORM should use ClassVar[].  To allow Annotated Declarative to disregard legacy annotations which don\'t use Mapped[] to pass, set "__allow_unmapped__ = True" on the class or a superclass this class. (Background on this error at: https://sqlalche.me/e/20/zlpr)',
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: ({ cls, member, error: { node } }, snapshot) => {
    const owner = member && snapshot.project.byId(cls.id);
    if (member?.kind !== 'relationship' && !(member?.kind === 'column' && member.construct))
      return owner && makerOf(snapshot.project, owner, member.key) ? forTypeCheckersOnly(snapshot, member.uri, member.name.id, node) : [];
    // Under `from __future__ import annotations` quotes are twice one too many: `"WriteOnlyMapped[Book]"` is a string in a string.
    const inside = node.kind === 'string' && node.content && /^\s*((?:\w+\.)*(?:\w*Mapped))\s*\[.*\]\s*$/s.test(node.value) ? node.value.trim() : undefined;
    if (inside !== undefined)
      return fix(
        snapshot,
        'Remove the quotes',
        change => {
          if (member) change.replaceRange(member.uri, node.range, inside);
          return member !== undefined;
        },
        true,
      );
    return fix(
      snapshot,
      'Wrap it in Mapped[...]',
      change => {
        const source = member && change.source(member.uri);
        if (!source) return false;
        const imports = new Imports(change, source);
        const mapped = imports.add('sqlalchemy.orm', 'Mapped');
        imports.write();
        change.insert(source, source.lines.offset(node.range.start), `${mapped}[`);
        change.insert(source, source.lines.offset(node.range.end), ']');
        return true;
      },
      true,
    );
  },
});
