import { Imports } from '../edits/imports.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { forTypeCheckersOnly, makerOf } from './implicit-fixes.ts';

/** An annotation alone declares a column. */
export const annotationWithoutRelationship = failureRule({
  code: 'annotation-without-relationship',
  kinds: ['annotated-class'],
  docs: {
    summary: 'A class body says `author: Mapped["Author"]` and gives no relationship.',
    why: '`Mapped[...]` without a value declares a column, and a mapped class is no type of a column. For an attribute that a backref makes, the annotation belongs under `if TYPE_CHECKING:`, where SQLAlchemy does not see it; elsewhere `= relationship()` is missing.',
    bad: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship(backref="author")
`,
      book: `
    author: Mapped["Author"]
#   ^^^^^^ annotation-without-relationship
`,
    }),
    good: annotated({
      before: 'from typing import TYPE_CHECKING\n',
      author: `
    books: Mapped[list["Book"]] = relationship(backref="author")
`,
      book: `
    if TYPE_CHECKING:
        author: Mapped["Author"]
`,
    }),
    sqlalchemy:
      "MappedAnnotationError: Could not locate SQLAlchemy Core type when resolving for Python type indicated by '<class 'models.Author'>' inside the Mapped[] annotation for the 'author' attribute; the type object is not resolvable by the registry",
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
  related: ({ error: { cls } }) => [{ location: cls.at, message: `'${cls.name}' is a mapped class` }],
  fixes: ({ cls, member, error: { node, cls: target } }, snapshot) => {
    const owner = member && snapshot.project.byId(cls.id);
    if (!owner) return [];
    if (makerOf(snapshot.project, owner, member.key)) return forTypeCheckersOnly(snapshot, member.uri, member.name.id, node);
    return fix(
      snapshot,
      'Add = relationship()',
      change => {
        const source = change.source(member.uri);
        if (!source) return false;
        const imports = new Imports(change, source);
        const name = imports.add('sqlalchemy.orm', 'relationship');
        imports.write();
        change.insert(source, source.lines.offset(node.range.end), ` = ${name}()`);
        return true;
      },
      // Without a foreign key it is only the first step.
      owner.table !== undefined && target.table !== undefined && snapshot.project.keysBetween(owner.table, target.table) !== 'none',
    );
  },
});
