import { removeArgument } from '../edits/arguments.ts';
import { soleCall } from '../edits/declared.ts';
import { Change } from '../edits/source.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import type { Fix } from './rule.ts';
import { atArgument, atBackref } from './words.ts';

/** A relationship has one of the two, or none. */
export const backrefAndBackPopulates = failureRule({
  code: 'backref-and-back-populates',
  kinds: ['backref-and-back-populates'],
  docs: {
    summary: 'A relationship has both `backref` and `back_populates`.',
    why: '`backref` creates the other side, `back_populates` names one that is written. SQLAlchemy takes only one of them and refuses the statement when the module is imported.',
    bad: library({
      author: `
    books = relationship("Book", backref="author", back_populates="author")
    #                                     ^^^^^^ backref-and-back-populates
`,
      book: `    author = relationship("Author", back_populates="books")`,
    }),
    good: library({ author: `    books = relationship("Book", back_populates="author")`, book: `    author = relationship("Author", back_populates="books")` }),
    sqlalchemy: 'ArgumentError: backref and back_populates keyword arguments are mutually exclusive',
  },
  at: ({ attribute, stage }) => {
    const nested = stage === 'configure' ? attribute?.backref?.arguments.get('backref') : undefined;
    return nested ? atArgument(nested) : attribute?.backref && atBackref(attribute.backref);
  },
  related: ({ attribute }) => {
    const populates = attribute?.argument('back_populates');
    return populates ? [{ location: atArgument(populates), message: 'back_populates is given here' }] : [];
  },
  fixes: ({ attribute }, snapshot) => (attribute?.argument('back_populates') ? fixesOf(snapshot, attribute) : []),
});

function fixesOf(snapshot: Snapshot, it: RelationshipAttribute): readonly Fix[] {
  const { project } = snapshot;
  const target = sole(it.target);
  const has = (name: string | undefined): boolean => target !== undefined && name !== undefined && project.attribute(target, name).kind === 'one';
  // A backref could not create what is written already; back_populates could not find what is not.
  const linked = has(it.backPopulates?.name);
  const fixes: Fix[] = [];
  for (const [drop, keep, sensible] of [
    ['backref', 'back_populates', linked],
    ['back_populates', 'backref', !has(it.backref?.name)],
  ] as const) {
    if (target && !sensible) continue;
    const change = new Change(snapshot);
    const place = soleCall(change, project, it);
    if (!place || !removeArgument(change, place.source, place.call, drop)) continue;
    const edits = change.finish();
    if (edits) fixes.push({ title: `Keep ${keep}, remove ${drop}`, edits, preferred: target !== undefined });
  }
  return fixes;
}
