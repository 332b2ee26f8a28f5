import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';

/** A class needs bases that go together. */
export const inconsistentBases = failureRule({
  code: 'inconsistent-bases',
  kinds: ['several-mapped-bases', 'no-resolution-order'],
  docs: {
    summary: 'A mapped class has two mapped bases, or bases that Python cannot bring into an order.',
    why: 'A mapped class inherits from one mapped class at most: its rows lie in one hierarchy of tables. What several classes share belongs into mixins, which stand in front of the mapped base.',
    bad: library({
      after: `
class AudioBook(Author, Book):
#     ^^^^^^^^^ inconsistent-bases
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    good: library({
      after: `
class AudioBook(Book):
    __tablename__ = "audio_book"
    id = Column(ForeignKey("book.id"), primary_key=True)`,
    }),
    sqlalchemy: "InvalidRequestError: Class <class 'models.AudioBook'> has multiple mapped bases: [<class 'models.Author'>, <class 'models.Book'>]",
  },
  at: ({ cls }) => cls.at,
  related: ({ error }) => (error.kind === 'several-mapped-bases' ? error.bases.map(b => ({ location: b.at, message: `'${b.name}' is mapped` })) : []),
});
