import { prependArgument } from '../edits/arguments.ts';
import { registryName } from '../edits/names.ts';
import { quoted } from '../edits/source.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { inCall } from './fixing.ts';
import { plural, snakeCase } from './suggestions.ts';
import { atName } from './words.ts';

/** A relationship leads somewhere. */
export const missingTarget = failureRule({
  code: 'missing-target',
  kinds: ['no-target-given'],
  docs: {
    summary: 'Neither an argument nor an annotation says where a relationship leads.',
    why: 'The class is the first argument of `relationship()`, or, since SQLAlchemy 2.0, it stands in the annotation: `books: Mapped[list["Book"]]`.',
    bad: library({
      author: `
    books = relationship()
#   ^^^^^ missing-target
`,
    }),
    good: library({
      author: `
    books = relationship("Book")
`,
    }),
    sqlalchemy:
      'ArgumentError: Python typing annotation is required for attribute "Author.books" when primary argument(s) for "Relationship" construct are None or not present',
  },
  at: atName,
  fixes: ({ attribute }, snapshot) => {
    if (!attribute) return [];
    const named = snapshot.project.classes.filter(c => {
      const name = snakeCase(c.name);
      return c.registry.id === attribute.owner.registry.id && (name === attribute.name || plural(name) === attribute.name);
    });
    return named.flatMap(cls => {
      const path = registryName(snapshot.project, attribute.owner, cls);
      if (path === undefined) return [];
      return inCall(
        snapshot,
        attribute,
        `Lead to '${path}'`,
        (change, source, call) => prependArgument(change, source, call, quoted(path, source.quote)),
        named.length === 1,
      );
    });
  },
});
