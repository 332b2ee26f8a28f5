import { cascades, tokensOf } from '../model/startup/cascade.ts';
import { stringOf } from '../model/values.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { removing, replacing } from './fixing.ts';
import { similar } from './suggestions.ts';
import { atNode } from './words.ts';

const options = [...cascades];

/** The words of a cascade. */
export const invalidCascade = failureRule({
  code: 'invalid-cascade',
  kinds: ['bad-cascade'],
  docs: {
    summary: '`cascade` holds a word that is no cascade.',
    why: `The words are \`save-update\`, \`merge\`, \`refresh-expire\`, \`expunge\`, \`delete\`, \`delete-orphan\`, \`all\` (all of them but \`delete-orphan\`) and \`none\`.
They are separated by commas.`,
    bad: library({
      author: `
    books = relationship("Book", cascade="all delete-orphan")
    #                                     ^^^^^^^^^^^^^^^^^ invalid-cascade
`,
    }),
    good: library({
      author: `
    books = relationship("Book", cascade="all, delete-orphan")
`,
    }),
    sqlalchemy: "ArgumentError: Invalid cascade option(s): 'all delete-orphan'",
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: ({ attribute, error: { node } }, snapshot) => {
    const given = attribute?.argument('cascade');
    const text = given && stringOf(snapshot.project.evaluator.evaluate(given.node, given.env));
    if (!attribute || !given || given.node !== node || node.kind !== 'string' || text === undefined) return [];
    const words = tokensOf(text).flatMap(t => (options.includes(t) ? [t] : t.split(/[\s;]+/)));
    const mended = words.map(w => (options.includes(w) ? w : (similar(w.replaceAll('_', '-'), options)[0] ?? w.replaceAll('_', '-'))));
    // What saves or deletes is refused on a relationship that only reads.
    if (!mended.every(w => options.includes(w)) || attribute.viewonly === true) return removing(snapshot, attribute, 'cascade', attribute.viewonly === true);
    const isMany = attribute.join.kind === 'known' && attribute.join.direction === 'ONETOMANY';
    // So is delete-orphan on the other side of a one-to-many relationship.
    const fitting = isMany || attribute.argument('single_parent') ? mended : mended.filter(w => w !== 'delete-orphan');
    const cascade = [...new Set(fitting)].join(', ');
    return cascade === ''
      ? removing(snapshot, attribute, 'cascade', true)
      : replacing(snapshot, given.env.module.uri, node, cascade, `Change to '${cascade}'`, true);
  },
});
