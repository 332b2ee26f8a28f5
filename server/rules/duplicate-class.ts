import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';

/** Two classes of one name in one module. */
export const duplicateClass = warningRule({
  code: 'duplicate-class',
  kinds: ['class-twice'],
  docs: {
    summary: 'A module has two mapped classes of the same name.',
    why: 'The second takes the place of the first in the module and for the strings of relationships; what was made of the first before stays with it.',
    noFix: 'Which of the two classes each use of the name means only its author knows. *Rename Symbol* on one of them changes the uses that are certain.',
    bad: library({
      after: `
class Book(Base):
#     ^^^^ duplicate-class
    __tablename__ = "audio_book"
    id = Column(Integer, primary_key=True)`,
    }),
    good: library({
      after: `
class AudioBook(Base):
    __tablename__ = "audio_book"
    id = Column(Integer, primary_key=True)`,
    }),
    sqlalchemy:
      'SAWarning: This declarative base already contains a class with the same class name and module name as models.Book, and will be replaced in the string-lookup table.',
  },
  at: ({ cls }) => cls.at,
  related: ({ warning: { other } }) => [{ location: other.at, message: `The first '${other.name}' is here` }],
});
