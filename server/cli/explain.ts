import { rules } from '../rules/index.ts';
import { similar } from '../rules/suggestions.ts';
import { type Output, UsageError } from './output.ts';
import { page } from './page.ts';

/** Prints the page of a rule. */
export function explain(code: string): Output {
  const rule = rules.find(r => r.code === code);
  if (rule) return { text: page(rule), code: 0 };
  const codes = rules.map(r => r.code);
  const parts = code.split(/[-_ ]/).filter(part => part.length > 3);
  const shared = (it: string): number => parts.filter(part => it.includes(part)).length;
  const near = [...similar(code.replace(/[_ ]/g, '-'), codes), ...codes.filter(it => shared(it) > 0).sort((x, y) => shared(y) - shared(x))];
  const [first, ...more] = [...new Set(near)].slice(0, 5);
  const hint = first === undefined ? `the rules are ${codes.join(', ')}` : `did you mean ${[first, ...more].map(c => `'${c}'`).join(', ')}?`;
  throw new UsageError(`there is no rule '${code}'; ${hint}`);
}
