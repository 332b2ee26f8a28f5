import { aboutModels, agree, bare, quarrels } from '../words.ts';
import { Source } from './source.ts';
import type { Answer, Change, Ours, Raised, Seen } from './subject.ts';

/**
 * What came of a mutant. `refused`: SQLAlchemy raised an error that it did not raise before; `flagged` says we have a new error or just its words,
 * `right` that it is about the class and attribute SQLAlchemy names, `told` that it has SQLAlchemy's words. `taken`: it raised none; `wrong` are
 * our new errors. `python`: the mutant fails without SQLAlchemy.
 */
export type Verdict =
  | { readonly kind: 'python'; readonly error: Raised }
  | {
      readonly kind: 'refused';
      readonly error: Raised;
      readonly flagged: boolean;
      readonly right: boolean;
      readonly told: boolean;
      readonly ours: readonly Seen[];
    }
  | { readonly kind: 'taken'; readonly wrong: readonly Seen[]; readonly warnings: Warnings };

/** New warnings of SQLAlchemy that we tell, and do not tell, and ours that it does not print. */
export interface Warnings {
  readonly told: readonly string[];
  readonly missed: readonly string[];
  readonly wrong: readonly Seen[];
}

/** Errors that show when the models are used: a foreign key that leads nowhere, a keyword, an operator or a name that does not fit. */
const later: ReadonlySet<string> = new Set([
  'unknown-foreign-key',
  'unknown-attribute-keyword',
  'relationship-operator',
  'string-attribute',
  'through-relationship',
  'association-proxy',
  'collection-value',
]);

/** What there is now and was not before. */
function added<T>(now: readonly T[], before: readonly T[], same: (it: T) => string): readonly T[] {
  const known = new Set(before.map(same));
  return now.filter(it => !known.has(same(it)));
}

/** Each side as it is without a change. */
export interface Before {
  readonly answer: Answer;
  readonly seen: readonly Seen[];
}

export function judge(change: Required<Change>, answer: Answer, before: Before, ours: Ours): Verdict {
  const [first] = added(answer.errors, before.answer.errors, it => `${it.exception} ${bare(it.message)}`);
  if (first && !first.library) return { kind: 'python', error: first };
  const seen = added(ours.findings(change), before.seen, it => `${it.path} ${it.code} ${it.message}`);
  const errors = seen.filter(it => it.severity === 'error');
  if (first) {
    const words = bare(first.message);
    const told = seen.some(it => bare(it.message) === words);
    const named = pairsIn(words);
    const right =
      told ||
      errors.some(it => {
        const place = placeOf(it, change, ours);
        if (named.length > 0) return [...pairsIn(it.message), place].some(pair => named.includes(pair));
        return it.path === first.file && first.line !== null && place === placeOf({ path: it.path, line: first.line - 1 }, change, ours);
      });
    return { kind: 'refused', error: first, flagged: told || errors.length > 0, right, told, ours: errors };
  }
  const theirs = added(answer.warnings, before.answer.warnings, bare)
    .map(bare)
    .filter(text => aboutModels.test(text));
  const pairs = new Set([...answer.warnings.map(bare)].flatMap(quarrels));
  const warned = seen.filter(it => it.severity === 'warning');
  const mine = warned.map(it => bare(it.message));
  const minePairs = new Set(mine.flatMap(quarrels));
  const told = theirs.filter(text => agree(text, [], minePairs) || mine.some(it => it.endsWith(text)));
  return {
    kind: 'taken',
    wrong: errors.filter(it => !later.has(it.code)),
    warnings: {
      told,
      missed: theirs.filter(text => !told.includes(text)),
      wrong: warned.filter(it => !agree(it.message, answer.warnings.map(bare), pairs)),
    },
  };
}

/** `Class.attribute` as messages have it. */
const pairsIn = (message: string): readonly string[] => [...message.matchAll(/\b([A-Z]\w*\.\w+)\b/g)].map(m => m[1] ?? '');

/** The class and attribute, or the class alone, that a line belongs to. */
function placeOf({ path, line }: { readonly path: string; readonly line: number }, change: Required<Change>, ours: Ours): string {
  const source = path === change.path ? new Source(path, change.text) : ours.sources.find(it => it.path === path);
  const within = ({ range }: { readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } } }): boolean =>
    range.start.line <= line && line <= range.end.line;
  const cls = source?.classes.filter(within).at(-1);
  const attribute = [...(source?.relationships ?? []), ...(source?.columns ?? [])].find(it => it.cls === cls && within(it.statement));
  return cls ? `${cls.name.id}${attribute ? `.${attribute.name}` : ''}` : `${path}:${line}`;
}
