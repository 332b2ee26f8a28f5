import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';

/** A table that is given has all its columns. */
export const additionalColumn = failureRule({
  code: 'additional-column',
  kinds: ['additional-column'],
  docs: {
    summary: 'A class with `__table__` has further columns in its body.',
    why: 'The table is made already when the class is mapped to it. A column belongs into the `Table(...)`, or all of them into the class body, with `__tablename__`.',
    noFix: "Whether the column belongs into the table or the class into the other style is the author's choice.",
    bad: library({
      core: 'Table',
      after: `
class Shelf(Base):
    __table__ = Table("shelf", Base.metadata, Column("id", Integer, primary_key=True))
    author_id = Column(ForeignKey("author.id"))
#   ^^^^^^^^^ additional-column
`,
    }),
    good: library({
      core: 'Table',
      after: `
class Shelf(Base):
    __table__ = Table("shelf", Base.metadata, Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("author.id")))
`,
    }),
    sqlalchemy: "ArgumentError: Can't add additional column 'author_id' when specifying __table__",
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
});
