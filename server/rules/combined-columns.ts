import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';

/** Two columns that become one attribute. */
export const combinedColumns = warningRule({
  code: 'combined-columns',
  kinds: ['combined-columns', 'column-named-twice'],
  docs: {
    summary: 'A class with a table of its own has a column under the name of one of its parent, or one column has two names in a class body.',
    why: `Both columns become one attribute, which writes the same value into both tables. Where that is meant \`title = column_property(Column(...), Book.title)\` says so; else one of them needs another name. A second
name for a column is a \`synonym("title")\`.`,
    noFix: 'Whether one attribute or two are meant is for the author to say.',
    bad: library({
      core: 'String',
      book: `
    title = Column(String)
`,
      after: `
class Novel(Book):
    __tablename__ = "novel"
    id = Column(ForeignKey("book.id"), primary_key=True)
    title = Column(String)
#   ^^^^^ combined-columns
`,
    }),
    good: library({
      core: 'String',
      book: `
    title = Column(String)
`,
      after: `
class Novel(Book):
    __tablename__ = "novel"
    id = Column(ForeignKey("book.id"), primary_key=True)
    subtitle = Column(String)
`,
    }),
    sqlalchemy:
      "SAWarning: Implicitly combining column book.title with column novel.title under attribute 'title'.  Please configure one or more attributes for these same-named columns explicitly.",
  },
  at: ({ cls, member }) => (member ? { uri: member.uri, range: member.name.range } : cls.at),
  related: ({ warning }) =>
    warning.kind === 'combined-columns' && warning.existing.at
      ? [{ location: warning.existing.at, message: `'${warning.existing.table.fullname}.${warning.existing.name}' is here` }]
      : [],
});
