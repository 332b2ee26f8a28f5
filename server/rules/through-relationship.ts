import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { relationshipNames, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** What relationship attributes of a class have themselves, in all versions (`QueryableAttribute`, `RelationshipProperty.Comparator`, `ColumnOperators`). */
const own: ReadonlySet<string> = new Set(
  (
    'adapt_to_entity adapter all_ allows_lambda and_ any any_ any_op asc between bool_op class_ collate comparator concat contains desc dispatch distinct ' +
    'endswith entity expression extension_type get_history has has_op hasparent icontains iendswith ilike impl in_ info inherit_cache is_ is_aliased_class ' +
    'is_attribute is_bundle is_clause_element is_distinct_from is_instance is_mapper is_not is_not_distinct_from is_property is_selectable isnot ' +
    'isnot_distinct_from istartswith key label like mapper match memoized_attribute memoized_instancemethod not_ilike not_in not_like notilike notin_ notlike ' +
    'nulls_first nulls_last nullsfirst nullslast of_type of_type_op op operate params parent prop property regexp_match regexp_replace reverse_operate ' +
    'startswith timetuple unique_params uses_inspection'
  ).split(' '),
);

/** `Book.author.name` is no path: a query has to join. */
export const throughRelationship: Rule = {
  code: 'through-relationship',
  severity: 'error',
  docs: {
    summary: 'An attribute of the related class is read through a relationship of a class.',
    why: '`book.author.name` works on an object. `Book.author` of the class is a part of a query, and has no attributes of the author: join it and use `Author.name`, or ask `Book.author.has(name=...)`.',
    noFix: 'A join and a condition of its own say different things, and which is meant the expression does not tell.',
    bad: library({
      core: 'String',
      author: `
    name = Column(String)
    books = relationship("Book", backref="author")
`,
      after: `
def by(name):
    return Book.author.name == name
    #                  ^^^^ through-relationship`,
    }),
    good: library({
      core: 'String',
      author: `
    name = Column(String)
    books = relationship("Book", backref="author")
`,
      after: `
def by(name):
    return Book.author.has(Author.name == name)`,
    }),
    sqlalchemy: "AttributeError: Neither 'InstrumentedAttribute' object nor 'Comparator' object associated with Book.author has an attribute 'name'",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { all } = relationshipNames(snapshot.project);
    for (const { node, parents, typeOf } of usesIn(uri, snapshot, 'attribute', /\.\w+\.\w+/)) {
      const { attr, value } = node;
      if (value.kind !== 'attribute' || !all.has(value.attr.id) || own.has(attr.id) || attr.id.startsWith('_')) continue;
      const around = parents.at(-1);
      // What is set there may be read there.
      if (around?.kind === 'assign' && around.targets.includes(node)) continue;
      const type = typeOf(value);
      if (type.kind !== 'class-attribute' || type.attribute.target.kind !== 'one') continue;
      const { attribute } = type;
      const found = snapshot.project.attribute(type.attribute.target.value, attr.id);
      if (found.kind !== 'one' || (found.value.kind !== 'relationship' && found.value.kind !== 'column')) continue;
      yield {
        at: { uri, range: attr.range },
        message: `Neither 'InstrumentedAttribute' object nor 'Comparator' object associated with ${relationshipName(attribute)} has an attribute '${attr.id}'`,
        related: [{ location: attribute.at, message: `'${relationshipName(attribute)}' is a relationship` }],
      };
    }
  }),
};
