import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing } from './fixing.ts';
import { atOneOf, targetOf } from './words.ts';

/** Only a collection can be a query. */
export const dynamicScalar = failureRule({
  code: 'dynamic-scalar',
  kinds: ['dynamic-scalar'],
  docs: {
    summary: '`lazy="dynamic"` or `"write_only"` on a relationship that leads to one object.',
    why: 'A dynamic relationship is a query over many objects, a write-only one a collection too large to load. The many-to-one side, or one with `uselist=False`, has one object or none.',
    bad: library({
      book: `
    author = relationship("Author", lazy="dynamic")
    #                                     ^^^^^^^ dynamic-scalar
`,
    }),
    good: library({
      book: `
    author = relationship("Author")
`,
    }),
    sqlalchemy:
      "InvalidRequestError: On relationship Book.author, 'dynamic' loaders cannot be used with many-to-one/one-to-one relationships and/or uselist=False.",
  },
  at: failure => atOneOf(failure, 'lazy'),
  related: targetOf,
  fixes: ({ attribute }, snapshot) => {
    if (!attribute) return [];
    // A many-to-one stays one, whatever `uselist` says.
    const isOne = attribute.join.kind === 'known' && attribute.join.direction === 'MANYTOONE';
    const whole = isOne || attribute.argument('uselist') === undefined;
    return [...removing(snapshot, attribute, 'lazy', whole), ...(isOne ? [] : removing(snapshot, attribute, 'uselist'))];
  },
});
