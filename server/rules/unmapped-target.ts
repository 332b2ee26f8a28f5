import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { atNode, atOneOf } from './words.ts';

/** A relationship leads to a mapped class. */
export const unmappedTarget = failureRule({
  code: 'unmapped-target',
  kinds: ['unmapped-target', 'not-a-class'],
  docs: {
    summary: 'The target of a relationship is a class that is not mapped, or no class at all.',
    why: 'A plain class, a mixin and a base with `__abstract__ = True` have no table. The relationship must lead to one of the classes that inherit from them; one to "any of them" does not exist. A table is no target either, nor a function that returns the name of a class.',
    bad: library({
      before: `
class Reader:
    pass

`,
      book: `
    readers = relationship(Reader)
    #                      ^^^^^^ unmapped-target
`,
    }),
    good: library({
      book: `
    authors = relationship(Author)
`,
    }),
    sqlalchemy: "UnmappedClassError: Class 'models.Reader' is not mapped",
  },
  at: failure => {
    const target = failure.attribute?.annotation?.target;
    return !failure.attribute?.argument('argument') && target ? atNode(failure, target) : atOneOf(failure, 'argument');
  },
  related: ({ error }) =>
    error.kind === 'unmapped-target' && error.cls
      ? [{ location: { uri: error.cls.module.uri, range: error.cls.fact.name.range }, message: `'${error.cls.fact.name.id}' is here` }]
      : [],
});
