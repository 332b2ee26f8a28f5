import { sameRange } from '../base/ranges.ts';
import { findClass } from '../edits/class-body.ts';
import { Imports } from '../edits/imports.ts';
import { indentAt } from '../edits/source.ts';
import type { FailureOf } from '../model/startup/failure.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { atName } from './words.ts';

/** A mixin makes its relationships anew for each class. */
export const mixinAttribute = failureRule({
  code: 'mixin-attribute',
  kinds: ['property-on-mixin', 'foreign-key-on-mixin'],
  docs: {
    summary: 'A mixin or an abstract base has a relationship, or a column with a foreign key, that is not made in a `declared_attr`.',
    why: `One \`relationship()\` belongs to one class. A mixin is used by many, so it must make one for each: in a method with \`@declared_attr\`. Columns are copied, and since SQLAlchemy 2.0 those with
a foreign key that is given as a string too.`,
    bad: library({
      before: `
class HasAuthor:
    author = relationship("Author")
#   ^^^^^^ mixin-attribute

`,
      after: `
class Review(HasAuthor, Base):
    __tablename__ = "review"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))`,
    }),
    good: library({
      orm: 'declared_attr',
      before: `
class HasAuthor:
    @declared_attr
    def author(cls):
        return relationship("Author")

`,
      after: `
class Review(HasAuthor, Base):
    __tablename__ = "review"
    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("author.id"))`,
    }),
    sqlalchemy:
      'InvalidRequestError: Mapper properties (i.e. deferred,column_property(), relationship(), etc.) must be declared as @declared_attr callables on declarative mixin classes.  For dataclass field() objects, use a lambda:',
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
  related: ({ cls }) => [{ location: cls.at, message: `'${cls.name}' is mapped with it` }],
  fixes: declaredAttr,
});

/** `@declared_attr def author(cls): return relationship(...)`. */
function declaredAttr(failure: FailureOf<'property-on-mixin' | 'foreign-key-on-mixin'>, snapshot: Snapshot): readonly Fix[] {
  const { member, error } = failure;
  if (!member) return [];
  return fix(
    snapshot,
    'Make it in a declared_attr',
    change => {
      const source = change.source(atName(failure).uri);
      const cls = source && findClass(source.tree.body, error.definer.fact.name.range);
      const statement = cls?.body.find(s => s.kind === 'assign' && s.targets.length === 1 && s.targets.some(t => sameRange(t.range, member.name.range)));
      if (!source || statement?.kind !== 'assign' || !statement.value) return false;
      const slice = (range: typeof statement.range): string => source.lines.slice(range);
      const indent = indentAt(source.text, source.lines.offset(statement.range.start));
      const imports = new Imports(change, source);
      const decorator = imports.add('sqlalchemy.orm', 'declared_attr');
      imports.write();
      const returns = statement.annotation ? ` -> ${slice(statement.annotation.range)}` : '';
      const value = slice(statement.value.range).split('\n').join('\n    ');
      change.replaceRange(
        source.uri,
        statement.range,
        [`@${decorator}`, `${indent}def ${member.key}(cls)${returns}:`, `${indent}    return ${value}`].join(source.eol),
      );
      return true;
    },
    true,
  );
}
