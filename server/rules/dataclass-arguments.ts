import { removeArgument } from '../edits/arguments.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { keywordOf } from './words.ts';

/** Arguments about fields need a dataclass. */
export const dataclassArguments = failureRule({
  code: 'dataclass-arguments',
  kinds: ['dataclass-arguments'],
  docs: {
    summary: 'A relationship has arguments for a dataclass field, and its class is no mapped dataclass.',
    why: '`init`, `default`, `default_factory` and the like are for classes that inherit from `MappedAsDataclass` or are decorated with `@registry.mapped_as_dataclass`. Elsewhere a collection is empty and a reference None without them.',
    bad: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship(default_factory=list)
    #                                          ^^^^^^^^^^^^^^^ dataclass-arguments
`,
    }),
    good: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship()
`,
    }),
    sqlalchemy:
      "ArgumentError: Attribute 'books' on class <class 'models.Author'> includes dataclasses argument(s): 'default_factory' but class does not specify SQLAlchemy native dataclass configuration.",
  },
  at: failure => {
    const [first] = argumentsOf(failure);
    return first?.name && failure.member ? { uri: failure.member.uri, range: first.name.range } : undefined;
  },
  fixes: (failure, snapshot) => {
    const { member, error } = failure;
    const construct = member?.kind === 'relationship' ? member.construct : undefined;
    if (!construct) return [];
    return fix(
      snapshot,
      `Remove ${error.keywords.map(k => `'${k}'`).join(', ')}`,
      change => {
        const source = change.source(construct.env.module.uri);
        return source !== undefined && error.keywords.every(keyword => removeArgument(change, source, construct.call, keyword));
      },
      true,
    );
  },
});

const argumentsOf = ({ member, error }: Parameters<Parameters<typeof failureRule<'dataclass-arguments'>>[0]['at']>[0]) =>
  (member?.kind === 'relationship' ? member.construct.call.args : []).filter(
    a => a.name && error.keywords.includes(a.name.id) && keywordOf({ member }, a.value),
  );
