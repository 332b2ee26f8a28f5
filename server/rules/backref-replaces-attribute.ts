import { renameBackref } from './backref-fixes.ts';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { atBackref } from './words.ts';

/** A backref takes the place of what has its name. */
export const backrefReplacesAttribute = warningRule({
  code: 'backref-replaces-attribute',
  kinds: ['backref-replaces-attribute'],
  docs: {
    summary: 'A `backref` has the name of a method, a property or another attribute in the body of its target.',
    why: 'What is written in the class is gone as soon as the mappers are configured: calls of the method reach the relationship instead. SQLAlchemy 2 warns, a later version will refuse it.',
    noFix: 'The method stays as it is; the attribute of the backref gets another name. Uses of it are not changed, *Rename Symbol* changes them too.',
    bad: library({
      author: `
    books = relationship("Book", backref="author")
    #                                     ^^^^^^ backref-replaces-attribute
`,
      book: `
    def author(self):
        return "unknown"
`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
      book: `
    def author_name(self):
        return "unknown"
`,
    }),
    sqlalchemy:
      'SADeprecationWarning: User-placed attribute Book.author on Mapper[Book(book)] is replacing an existing class-bound attribute of the same name.  Behavior is not fully defined in this case.  This use is deprecated and will raise an error in a future release',
  },
  at: ({ attribute }) => {
    const source = attribute?.provenance.kind === 'backref' ? attribute.provenance.source : undefined;
    return source?.backref && atBackref(source.backref);
  },
  fixes: ({ attribute }, snapshot) => {
    const source = attribute?.provenance.kind === 'backref' ? attribute.provenance.source : undefined;
    return source?.backref ? renameBackref(snapshot, source, source.backref) : [];
  },
  related: ({ member, cls }) =>
    member ? [{ location: { uri: member.uri, range: member.name.range }, message: `'${cls.name}.${member.key}' is written here` }] : [],
});
