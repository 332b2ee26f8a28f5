import type { FailureOf } from '../model/startup/failure.ts';
import { acceptsKeyword, columnKeywords, keywordsOf, tableKeywords } from '../model/startup/keywords.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix, inCall, removing, replacing } from './fixing.ts';
import type { Fix } from './rule.ts';
import { similar } from './suggestions.ts';
import { atName, atNode, keywordOf } from './words.ts';

/** relationship() takes certain keywords only. */
export const unknownKeyword = failureRule({
  code: 'unknown-keyword',
  kinds: ['unknown-keyword', 'backref-argument-twice', 'unknown-schema-keyword'],
  docs: {
    summary: '`relationship()`, `backref()`, a column or a table is given a keyword that it does not take.',
    why: `Most often a letter is missing (\`back_populate\`), or the option belongs to a column. What stands in \`backref("name", ...)\` is handed to the relationship that it creates,
and refused only when the mappers are configured; its target, its secondary table and its other side come from the first relationship.`,
    bad: library({
      author: `
    books = relationship("Book", back_populate="author")
    #                            ^^^^^^^^^^^^^ unknown-keyword
`,
      book: `
    author = relationship("Author")
`,
    }),
    good: library({
      author: `
    books = relationship("Book", back_populates="author")
`,
      book: `
    author = relationship("Author", back_populates="books")
`,
    }),
    sqlalchemy: "TypeError: RelationshipProperty.__init__() got an unexpected keyword argument 'back_populate'",
  },
  at: failure => {
    const { error, attribute } = failure;
    if (error.kind === 'unknown-schema-keyword') return error.at;
    if (error.kind === 'unknown-keyword' && error.key) return atNode(failure, error.node);
    const value = error.kind === 'unknown-keyword' ? error.node : attribute?.backref?.arguments.get(error.keyword)?.node;
    const name = value && keywordOf(failure, value)?.name;
    return name ? { uri: atName(failure).uri, range: name.range } : undefined;
  },
  fixes: (failure, snapshot) => {
    const { error, attribute, cls, stage } = failure;
    const { keyword } = error;
    if (error.kind === 'unknown-schema-keyword') return schemaKeywords(error, snapshot);
    if (!attribute || stage === 'configure') return [];
    const version = snapshot.project.version(cls.at.uri);
    const names = similar(
      keyword,
      keywordsOf(version).filter(k => acceptsKeyword('function', k, version) && !attribute.argument(k)),
    );
    if (error.kind === 'unknown-keyword' && error.key)
      return names.flatMap(name => replacing(snapshot, atNode(failure, error.node).uri, error.node, name, `Change to '${name}'`, names.length === 1));
    // One that is spelt like nothing can only go.
    if (names.length === 0) return removing(snapshot, attribute, keyword);
    return names.flatMap((name, i) =>
      inCall(
        snapshot,
        attribute,
        `Change to '${name}'`,
        (change, source, call) => {
          const written = call.args.find(a => a.name?.id === keyword)?.name;
          if (written) change.replaceRange(source.uri, written.range, name);
          return written !== undefined;
        },
        i === 0 && names.length === 1,
      ),
    );
  },
});

/** The keywords of columns and tables that one may stand for; the key of a dictionary has quotes. */
function schemaKeywords({ keyword, at: { uri, range } }: FailureOf<'unknown-schema-keyword'>['error'], snapshot: Snapshot): readonly Fix[] {
  const names = similar(keyword, [...new Set([...columnKeywords, ...tableKeywords])]);
  return names.flatMap((name, i) =>
    fix(
      snapshot,
      `Change to '${name}'`,
      change => {
        const source = change.source(uri);
        const first = source?.text[source.lines.offset(range.start)];
        const quote = first === '"' || first === "'" ? first : '';
        change.replaceRange(uri, range, `${quote}${name}${quote}`);
        return source !== undefined;
      },
      i === 0 && names.length === 1,
    ),
  );
}
