import type { RelationshipAttribute } from '../model/mapped.ts';
import { partsOf } from '../model/startup/parts.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotated } from './examples.ts';
import { replacing } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { relationshipName } from './words.ts';

/** An annotation that SQLAlchemy takes, and that says something else than is so. */
export const annotationMismatch: Rule = {
  code: 'annotation-mismatch',
  severity: 'information',
  docs: {
    summary: 'The annotation of a relationship says that it is a collection, and it leads to one object.',
    why: 'On the side with the foreign key there is one object, whatever the annotation says. And of `Mapped["list[Book]"] = relationship("Book")` SQLAlchemy reads no collection: the quotes belong around the class alone. Type checkers believe the annotation, the program gets one object or None.',
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
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of partsOf(project, uri).relationships) {
      const { annotation, join } = it;
      if (it.uselist !== false || join.kind !== 'known' || it.provenance.kind !== 'declared' || !annotation || annotation.wrapper !== 'Mapped') continue;
      const quoted = annotation.quotedGeneric && it.targetNode !== undefined && join.direction !== 'MANYTOONE' && !it.argument('uselist');
      if (annotation.collection === undefined && !quoted) continue;
      yield {
        at: it.at,
        message: `'${relationshipName(it)}' is annotated as a collection, and leads to one object${quoted ? ': what is quoted is not read as one' : ''}`,
        fixes: () => fixesOf(snapshot, it, quoted),
      };
    }
  }),
};

/** The annotation as it would be true; where the quotes are in the way the collection that they hide comes first, since it is what the author wrote. */
function fixesOf(snapshot: Snapshot, { provenance }: RelationshipAttribute, quotes: boolean): readonly Fix[] {
  const member = provenance.kind === 'declared' ? provenance.member : undefined;
  const annotation = member?.kind === 'relationship' ? member.annotation : undefined;
  const inner = annotation?.kind === 'subscript' && annotation.items.length === 1 ? annotation.items[0]?.value : undefined;
  const lines = member && snapshot.lines(member.uri);
  if (!member || !inner || !lines) return [];
  const into = (text: string, preferred: boolean): readonly Fix[] =>
    replacing(snapshot, member.uri, { ...inner, kind: 'error' }, text, `Change the annotation to Mapped[${text}]`, preferred);
  if (quotes) {
    const [, collection, item] = (inner.kind === 'string' && /^\s*(\w+)\[\s*["']?(\w+)["']?\s*\]\s*$/.exec(inner.value)) || [];
    const quote = lines.slice(inner.range).includes('"') ? '"' : "'";
    return item === undefined ? [] : [...into(`${collection}[${quote}${item}${quote}]`, false), ...into(`${quote}${item}${quote}`, false)];
  }
  const item = inner.kind === 'subscript' ? inner.items.at(-1)?.value : undefined;
  // The program stays as it is: this is what it gets already.
  return item ? into(lines.slice(item.range), true) : [];
}
