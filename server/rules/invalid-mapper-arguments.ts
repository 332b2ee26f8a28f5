import type { FailureOf } from '../model/startup/failure.ts';
import { mapperKeywords } from '../model/startup/keywords.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { similar } from './suggestions.ts';

/** What the mapper is told. */
export const invalidMapperArguments = failureRule({
  code: 'invalid-mapper-arguments',
  kinds: ['mapper-argument'],
  docs: {
    summary:
      '`__mapper_args__` has a key that the mapper does not take, or a value that it refuses: a `polymorphic_on` that names nothing, an unknown way to load.',
    why: '`polymorphic_on` is the name of a mapped column of the class, or the column itself. `polymorphic_load` is `"inline"` or `"selectin"`, `with_polymorphic` is `"*"` or a list of classes.',
    bad: library({
      core: 'String',
      book: `
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": "kinds", "polymorphic_identity": "book"}
    #                                     ^^^^^ invalid-mapper-arguments
`,
    }),
    good: library({
      core: 'String',
      book: `
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "book"}
`,
    }),
    sqlalchemy: "ArgumentError: Can't determine polymorphic_on value 'kinds' - no attribute is mapped to this name.",
  },
  at: ({ error }) => error.at,
  fixes: names,
});

function names({ error, cls }: FailureOf<'mapper-argument'>, snapshot: Snapshot): readonly Fix[] {
  const { uri, range } = error.at;
  const found =
    error.problem === 'keyword'
      ? similar(error.keyword, mapperKeywords)
      : error.problem === 'polymorphic_on'
        ? similar(error.shown, [...(snapshot.project.byId(cls.id)?.columns.keys() ?? [])])
        : [];
  return found.flatMap((name, i) =>
    fix(
      snapshot,
      `Change to '${name}'`,
      change => {
        const source = change.source(uri);
        const first = source?.text[source.lines.offset(range.start)];
        const isQuoted = first === '"' || first === "'";
        change.replaceRange(uri, range, isQuoted ? `${first}${name}${first}` : name);
        return source !== undefined;
      },
      i === 0 && found.length === 1,
    ),
  );
}
