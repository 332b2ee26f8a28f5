import { tokensOf } from '../model/startup/cascade.ts';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { replacing } from './fixing.ts';
import { atOneOf } from './words.ts';

/** Who deletes orphans deletes children. */
export const deleteOrphanWithoutDelete = warningRule({
  code: 'delete-orphan-without-delete',
  kinds: ['delete-orphan-without-delete'],
  docs: {
    summary: 'A cascade has `delete-orphan` but not `delete`.',
    why: 'An object that is deleted when it loses its parent is deleted with its parent as well: `delete-orphan` works only together with `delete`, which `all` contains.',
    bad: library({
      author: `
    books = relationship("Book", cascade="save-update, delete-orphan")
    #                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ delete-orphan-without-delete
`,
    }),
    good: library({
      author: `
    books = relationship("Book", cascade="all, delete-orphan")
`,
    }),
    sqlalchemy: "SAWarning: The 'delete-orphan' cascade option requires 'delete'.",
  },
  at: about => atOneOf(about, 'cascade'),
  fixes: ({ attribute }, snapshot) => {
    const given = attribute?.argument('cascade');
    if (given?.node.kind !== 'string') return [];
    const tokens = tokensOf(given.node.value);
    const added = [...tokens.filter(t => t !== 'delete-orphan'), 'delete', 'delete-orphan'].join(', ');
    return [...new Set(['all, delete-orphan', added])].flatMap((cascade, i) =>
      replacing(snapshot, given.env.module.uri, given.node, cascade, `Change to '${cascade}'`, i === 0),
    );
  },
});
