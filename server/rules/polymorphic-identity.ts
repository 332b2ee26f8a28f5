import { quoted } from '../edits/source.ts';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { addMapperArgument, changeIdentity, identityFor } from './polymorphic-fixes.ts';

const hierarchy = (identity: string, mark: string): string =>
  library({
    core: 'String',
    book: `
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "book"}
`,
    after: `
class AudioBook(Book):
${mark}    ${identity}`,
  });

/** The rows of a class in a hierarchy. */
export const polymorphicIdentity = warningRule({
  code: 'polymorphic-identity',
  kinds: ['no-polymorphic-identity', 'polymorphic-identity-twice'],
  docs: {
    summary: 'A class of a polymorphic hierarchy does not say which rows are its own, or says the same as another class.',
    why: `The base names the column that tells the classes apart (\`polymorphic_on\`), each class its value in it (\`polymorphic_identity\`). Without one the rows that the class writes come back as
nothing in particular; of two classes with the same value only the later one is ever loaded. A class that is only there to be inherited from says \`polymorphic_abstract=True\`.`,
    bad: hierarchy('narrator = Column(String)', '#     ^^^^^^^^^ polymorphic-identity\n'),
    good: hierarchy('__mapper_args__ = {"polymorphic_identity": "audio"}', ''),
    sqlalchemy:
      "SAWarning: Mapper[AudioBook(book)] does not indicate a 'polymorphic_identity', yet is part of an inheritance hierarchy that has a 'polymorphic_on' column of 'book.kind'. If this is an intermediary class that should not be instantiated, the class may either be left unmapped, or may include the 'polymorphic_abstract=True' parameter in its Mapper arguments. To leave the class unmapped when using Declarative, set the '__abstract__ = True' attribute on the class.",
  },
  at: ({ cls }) => cls.at,
  // The value is kept in the database: it is for the author to choose.
  fixes: ({ cls, warning }, snapshot) => {
    const identity = identityFor(snapshot.project, cls);
    if (warning.kind === 'polymorphic-identity-twice') return identity === undefined ? [] : changeIdentity(snapshot, cls, identity);
    return [
      ...(identity === undefined ? [] : addMapperArgument(snapshot, cls, 'polymorphic_identity', quote => quoted(identity, quote))),
      ...(snapshot.sqlalchemy(cls.at.uri).version === '1.4' ? [] : addMapperArgument(snapshot, cls, 'polymorphic_abstract', () => 'True')),
    ];
  },
  related: ({ warning }) =>
    warning.kind === 'polymorphic-identity-twice'
      ? [{ location: warning.other.at, message: `'${warning.other.name}' has the identity ${warning.identity} too` }]
      : warning.discriminator.at
        ? [{ location: warning.discriminator.at, message: 'The hierarchy is told apart by this column' }]
        : [],
});
