import { writeOtherSide } from '../edits/back-populates.ts';
import { isDeclared } from '../edits/declared.ts';
import { sole } from '../model/resolution.ts';
import { isAccepted } from '../model/startup/all.ts';
import { partsOf } from '../model/startup/parts.ts';
import { snakeCase } from '../model/table-names.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { relationshipName } from './words.ts';

/** For projects that want to walk each relationship both ways. */
export const oneSided: Rule = {
  code: 'one-sided',
  severity: 'off',
  docs: {
    summary: 'A relationship has no other side.',
    why: 'Nothing is wrong with that. With the other side, what is added here shows there before it is flushed, and queries can begin at either end. The rule is off unless a setting turns it on.',
    bad: library({
      author: `
    books = relationship("Book")
#   ^^^^^ one-sided
`,
    }),
    good: library({
      author: `
    books = relationship("Book", back_populates="author")
`,
      book: `
    author = relationship("Author", back_populates="books")
`,
    }),
    sqlalchemy: 'Nothing is raised. [Basic relationship patterns](https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html)',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of partsOf(project, uri).relationships) {
      const target = sole(it.target);
      if (!isDeclared(it) || it.open || it.backref || it.backPopulates || it.reverse.length > 0 || it.viewonly !== false) continue;
      if (it.join.kind !== 'known' || !target || target.open !== undefined) continue;
      const { direction } = it.join;
      yield {
        at: it.at,
        message: `'${relationshipName(it)}' has no other side on '${target.name}'`,
        related: [{ location: target.at, message: `'${target.name}' is here` }],
        fixes: () => {
          // What is refused already would be so twice.
          if (!isAccepted(project, it.at.uri) || !isAccepted(project, target.at.uri)) return [];
          const name = `${snakeCase(it.owner.name)}${direction === 'ONETOMANY' ? '' : 's'}`;
          const written = project.attribute(target, name).kind === 'none' ? writeOtherSide(snapshot, it, name) : { why: 'the name is taken' };
          return 'edits' in written ? [{ title: `Write '${target.name}.${name}' and link both`, edits: written.edits }] : [];
        },
      };
    }
  }),
};
