import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { freeName } from './suggestions.ts';
import { columnName } from './words.ts';

/** A relationship does not hide a column that the class has from elsewhere. */
export const namedLikeColumn = failureRule({
  code: 'named-like-column',
  kinds: ['named-like-column'],
  docs: {
    summary: 'A relationship has the name of a column that its class inherits or has from a given table.',
    why: 'The column stays a column of the mapped table, and the name it is mapped under is taken by the relationship. The column needs another name in the class that declares it, or the relationship does.',
    noFix: "A name is offered where the column's ends in `_id` and no other side names the relationship.",
    bad: library({
      after: `
class Novel(Book):
    __tablename__ = "novel"
    id = Column(ForeignKey("book.id"), primary_key=True)
    author_id = relationship("Author")
#   ^^^^^^^^^ named-like-column
`,
    }),
    good: library({
      after: `
class Novel(Book):
    __tablename__ = "novel"
    id = Column(ForeignKey("book.id"), primary_key=True)
    author = relationship("Author")
`,
    }),
    sqlalchemy:
      "ArgumentError: WARNING: when configuring property 'author_id' on Mapper[Novel(novel)], column 'author_id' conflicts with property '<_RelationshipDeclared at 0x...; author_id>'. To resolve this, map the column to the class under a different name in the 'properties' dictionary.  Or, to remove all awareness of the column entirely (including its availability as a foreign key), use the 'include_properties' or 'exclude_properties' mapper arguments to control specifically which table columns get mapped.",
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
  related: ({ error: { column } }) => (column.at ? [{ location: column.at, message: `'${columnName(column)}' is the column` }] : []),
  fixes: ({ cls, member, attribute }, snapshot) => {
    const mapped = snapshot.project.byId(cls.id);
    const name = /^(\w+)_id$/.exec(member?.key ?? '')?.[1];
    // Where another side names the relationship its name would have to change too.
    const isNamed = attribute !== undefined && (attribute.backPopulates !== undefined || attribute.reverse.length > 0);
    if (!member || !mapped || isNamed || name === undefined || freeName(snapshot.project, mapped, [name]) !== name) return [];
    return replacing(snapshot, member.uri, member.name, name, `Rename to '${name}'`, true);
  },
});
