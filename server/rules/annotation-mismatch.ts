import { partsOf } from '../model/startup/parts.ts';
import { annotated } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { relationshipName } from './words.ts';

/** An annotation that SQLAlchemy takes, and that says something else than is so. */
export const annotationMismatch: Rule = {
  code: 'annotation-mismatch',
  severity: 'information',
  docs: {
    summary: 'The annotation of a relationship says that it is a collection, and it leads to one object.',
    why: 'On the side with the foreign key there is one object, whatever the annotation says. And of `Mapped["list[Book]"] = relationship("Book")` SQLAlchemy reads no collection: the quotes belong around the class alone. Type checkers believe the annotation, the program gets one object or None.',
    noFix: 'Whether the annotation or the foreign key is meant, only the author knows.',
    bad: annotated({
      book: `
    author: Mapped[list["Author"]] = relationship()
#   ^^^^^^ annotation-mismatch
`,
    }),
    good: annotated({
      book: `
    author: Mapped["Author"] = relationship()
`,
    }),
    sqlalchemy: 'Nothing is raised. [Declarative and relationships](https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html)',
  },
  check: inFile(function* (uri, { project }): Iterable<Located> {
    for (const it of partsOf(project, uri).relationships) {
      const { annotation, join } = it;
      if (it.uselist !== false || join.kind !== 'known' || it.provenance.kind !== 'declared' || !annotation || annotation.wrapper !== 'Mapped') continue;
      const quoted = annotation.quotedGeneric && it.targetNode !== undefined && join.direction !== 'MANYTOONE' && !it.argument('uselist');
      if (annotation.collection === undefined && !quoted) continue;
      yield {
        at: it.at,
        message: `'${relationshipName(it)}' is annotated as a collection, and leads to one object${quoted ? ': what is quoted is not read as one' : ''}`,
      };
    }
  }),
};
