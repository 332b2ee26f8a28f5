import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { atOneOf } from './words.ts';

/** The secondary of a relationship is a table. */
export const secondaryIsClass = failureRule({
  code: 'secondary-is-class',
  kinds: ['secondary-is-class'],
  docs: {
    summary: '`secondary` is a mapped class.',
    why: `A \`secondary\` table holds pairs of keys and nothing else, and SQLAlchemy writes its rows by itself. When the table is mapped too, give the table (\`secondary="author_book"\`), and mark
the relationship \`viewonly=True\` if the rows are made as objects of the class.`,
    bad: library({
      author: `
    books = relationship("Book", secondary="Authorship")
    #                                       ^^^^^^^^^^ secondary-is-class
`,
      key: '',
      after: `
class Authorship(Base):
    __tablename__ = "authorship"
    author_id = Column(ForeignKey("author.id"), primary_key=True)
    book_id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    good: library({
      author: `
    books = relationship("Book", secondary="authorship")
`,
      key: '',
      after: `
class Authorship(Base):
    __tablename__ = "authorship"
    author_id = Column(ForeignKey("author.id"), primary_key=True)
    book_id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    sqlalchemy:
      "ArgumentError: secondary argument <class 'models.Authorship'> passed to to relationship() Author.books must be a Table object or other FROM clause; can't send a mapped class directly as rows in 'secondary' are persisted independently of a class that is mapped to that same table.",
  },
  at: failure => atOneOf(failure, 'secondary'),
  related: ({ error: { cls } }) => [{ location: cls.at, message: `'${cls.name}' is mapped to '${cls.table?.fullname ?? '?'}'` }],
  fixes: ({ attribute, error: { cls } }, snapshot) => {
    const given = attribute?.argument('secondary');
    const table = cls.table?.fullname;
    if (!given || table === undefined) return [];
    const { node, env } = given;
    const text = node.kind === 'string' ? `"${table}"` : `${node.kind === 'name' ? node.id : ''}.__table__`;
    return fix(
      snapshot,
      `Use the table: ${text}`,
      change => {
        if (node.kind === 'string' && node.content) change.replaceRange(env.module.uri, node.content, table);
        else if (node.kind === 'name') change.replaceRange(env.module.uri, node.range, text);
        else return false;
        return true;
      },
      true,
    );
  },
});
