import type { Range } from 'vscode-languageserver-protocol';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** What a relationship is asked in a query depends on whether it leads to one or to many. */
export const relationshipOperator: Rule = {
  code: 'relationship-operator',
  severity: 'error',
  docs: {
    summary: 'A query asks `any()`, `has()` or `contains()` of a relationship of the wrong kind.',
    why: '`any()` and `contains()` are for collections, `has()` and `==` for relationships to one object. Which one a relationship is follows from its foreign key, `uselist` and annotation.',
    bad: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def published():
    return Author.books.has(id=1)
    #                   ^^^ relationship-operator`,
    }),
    good: library({
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def published():
    return Author.books.any(id=1)`,
    }),
    sqlalchemy: "InvalidRequestError: 'has()' not implemented for collections. Use any().",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const version = snapshot.project.version(uri);
    for (const { node, typeOf } of usesIn(uri, snapshot, /\.(?:any|has|contains)\(/)) {
      if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.value.kind !== 'attribute') continue;
      const { attr, value } = node.func;
      const method = attr.id;
      if (method !== 'any' && method !== 'has' && method !== 'contains') continue;
      const type = typeOf(value);
      if (type.kind !== 'class-attribute') continue;
      const { uselist } = type.attribute;
      if (uselist === undefined || uselist === (method !== 'has')) continue;
      const right = uselist ? 'any' : 'has';
      yield {
        at: { uri, range: attr.range },
        message: messages[method].replace('.  Use any', version === '1.4' ? '.  Use any' : '. Use any'),
        related: [{ location: type.attribute.at, message: `'${relationshipName(type.attribute)}' leads to ${uselist ? 'many' : 'one'}` }],
        fixes: () => {
          const range: Range = attr.range;
          if (method === 'contains') return [];
          return fix(
            snapshot,
            `Change to ${right}()`,
            change => {
              change.replaceRange(uri, range, right);
              return true;
            },
            true,
          );
        },
      };
    }
  }),
};

const messages = {
  any: "'any()' not implemented for scalar attributes. Use has().",
  has: "'has()' not implemented for collections.  Use any().",
  contains: "'contains' not implemented for scalar attributes.  Use ==",
} as const;
