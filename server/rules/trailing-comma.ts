import { sameRange } from '../base/ranges.ts';
import { findClass } from '../edits/class-body.ts';
import { skipBlank } from '../edits/scan.ts';
import { library } from './examples.ts';
import { warningRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { atName } from './words.ts';

/** A comma makes a tuple. */
export const trailingComma = warningRule({
  code: 'trailing-comma',
  kinds: ['trailing-comma'],
  docs: {
    summary: 'A comma behind a column or a relationship makes a tuple of it, which is not mapped.',
    why: 'Left over when the line was moved out of a call. The attribute does not exist on the mapper: queries and backrefs that use it fail later, and somewhere else.',
    bad: library({
      author: `
    books = relationship("Book"),
#   ^^^^^ trailing-comma
`,
    }),
    good: library({
      author: `
    books = relationship("Book")
`,
    }),
    sqlalchemy:
      "SAWarning: Ignoring declarative-like tuple value of attribute 'books': possibly a copy-and-paste error with a comma accidentally placed at the end of the line?",
  },
  at: atName,
  fixes: ({ member }, snapshot) =>
    fix(
      snapshot,
      'Remove the comma',
      change => {
        const source = member && change.source(member.uri);
        const cls = source && findClass(source.tree.body, member.definer.fact.name.range);
        const statement = cls?.body.find(s => s.kind === 'assign' && s.targets.some(t => sameRange(t.range, member?.name.range ?? t.range)));
        const tuple = statement?.kind === 'assign' && statement.value?.kind === 'tuple' ? statement.value : undefined;
        const [item] = tuple?.items ?? [];
        const end = item && source?.lines.offset(item.range.end);
        const comma = source && end !== undefined ? skipBlank(source.text, end) : undefined;
        if (!source || !tuple || end === undefined || comma === undefined || source.text[comma] !== ',') return false;
        change.replace(source, end, comma + 1, '');
        return true;
      },
      true,
    ),
});
