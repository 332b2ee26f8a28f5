import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { atNode } from './words.ts';

/** What stands under `if TYPE_CHECKING:` is not there at run time. */
export const annotationImport = failureRule({
  code: 'annotation-import',
  kinds: ['annotation-import'],
  docs: {
    summary: 'The annotation of a relationship uses a name that is imported for type checkers alone.',
    why: 'SQLAlchemy reads the annotation while the class is made. `Mapped` and the collection must be there by then, quoted or not; a class alone may stand in quotes and be imported under `if TYPE_CHECKING:`.',
    noFix: 'An import that is made for all may close a circle between modules, which only running the program shows.',
    bad: annotated({
      before: `from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List
`,
      author: `
    books: "Mapped[List[Book]]" = relationship()
    #       ^^^^^^^^^^^^^^^^^^ annotation-import
`,
    }),
    good: annotated({
      before: 'from typing import List\n',
      author: `
    books: "Mapped[List[Book]]" = relationship()
`,
    }),
    sqlalchemy:
      'MappedAnnotationError: Could not interpret annotation Mapped[List[Book]].  Check that it uses names that are correctly imported at the module level. See chained stack trace for more hints.',
  },
  at: failure => atNode(failure, failure.error.node),
});
