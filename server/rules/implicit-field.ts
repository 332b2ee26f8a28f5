import { entityAt } from '../infer/entity.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { relationshipNames, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** Lists of fields are where a renamed backref is forgotten. */
export const implicitField: Rule = {
  code: 'implicit-field',
  severity: 'off',
  docs: {
    summary: 'The field list of a schema, form or admin view names an attribute that a backref makes.',
    why: 'The string names something that stands in no class body: a search for the class does not find it, and when the backref is renamed nothing complains before the schema is used. The rule is off unless a setting turns it on.',
    noFix: '*Convert backref to back_populates* on the other side writes the attribute into its class.',
    bad: library({
      before: 'class Schema:\n    pass\n',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
class BookSchema(Schema):
    class Meta:
        model = Book
        fields = ("id", "author")
        #                ^^^^^^ implicit-field
`,
    }),
    good: library({
      before: 'class Schema:\n    pass\n',
      author: `
    books = relationship("Book", back_populates="author")
`,
      book: `
    author = relationship("Author", back_populates="books")
`,
      after: `
class BookSchema(Schema):
    class Meta:
        model = Book
        fields = ("id", "author")
`,
    }),
    sqlalchemy: 'Nothing is raised. [Using the legacy backref parameter](https://docs.sqlalchemy.org/en/20/orm/backref.html)',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { implicit } = relationshipNames(snapshot.project);
    for (const { node, parents } of usesIn(uri, snapshot, 'string', /["']\w+["']/)) {
      const list = parents.at(-1);
      if (!implicit.has(node.value) || !node.content || (list?.kind !== 'list' && list?.kind !== 'tuple')) continue;
      // A string inside an assignment to a list in a class body.
      const [statement, cls] = [parents.at(-2), parents.at(-3)];
      if (statement?.kind !== 'assign' || cls?.kind !== 'class') continue;
      const entity = entityAt(snapshot, uri, node.content.start);
      if (entity?.kind !== 'relationship' || entity.certainty !== 'certain' || entity.attribute.provenance.kind !== 'backref') continue;
      yield {
        at: { uri, range: node.content },
        message: `'${relationshipName(entity.attribute)}' stands in no class body: the backref of '${relationshipName(entity.attribute.provenance.source)}' makes it`,
        related: [{ location: entity.attribute.at, message: 'It is made here' }],
      };
    }
  }),
};
