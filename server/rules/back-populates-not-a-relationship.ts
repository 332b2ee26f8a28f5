import { isDeclared } from '../edits/declared.ts';
import { newSideFix, renameFixes } from './back-populates-fixes.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { atBackPopulates } from './words.ts';

/** `back_populates` must name a relationship, not a column. */
export const backPopulatesNotARelationship = failureRule({
  code: 'back-populates-not-a-relationship',
  kinds: ['back-populates-not-a-relationship'],
  docs: {
    summary: '`back_populates` names a column, a synonym or another attribute that is no relationship.',
    why: 'Both sides of a pair are relationships. The foreign key column they rest on (`author_id`) is found by SQLAlchemy itself; `back_populates` takes the name of the relationship beside it (`author`).',
    bad: library({
      author: `
    books = relationship("Book", back_populates="author_id")
    #                                            ^^^^^^^^^ back-populates-not-a-relationship
`,
    }),
    good: library({ author: `    books = relationship("Book", back_populates="author")`, book: `    author = relationship("Author", back_populates="books")` }),
    sqlalchemy:
      "InvalidRequestError: back_populates on relationship 'Author.books' refers to attribute 'Book.author_id' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class.",
  },
  at: ({ attribute }) => (attribute && isDeclared(attribute) ? atBackPopulates(attribute) : undefined),
  related: ({ error: { on, name, member } }) =>
    member
      ? [
          {
            location: { uri: member.uri, range: member.name.range },
            message: `'${on.name}.${name}' is ${member.kind === 'column' ? 'a column' : 'no relationship'}`,
          },
        ]
      : [],
  fixes: ({ attribute }, snapshot) => (attribute && isDeclared(attribute) ? [...renameFixes(snapshot, attribute), ...newSideFix(snapshot, attribute)] : []),
});
