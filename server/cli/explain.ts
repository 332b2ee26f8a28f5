import { rules } from '../rules/index.ts';
import { type Output, UsageError } from './output.ts';

/** Prints what a rule says of itself. */
export function explain(code: string): Output {
  const rule = rules.find(r => r.code === code);
  if (!rule) throw new UsageError(`there is no rule '${code}'${rules.length > 0 ? `; the rules are ${rules.map(r => r.code).join(', ')}` : ''}`);
  const { summary, why, bad, good, sqlalchemy } = rule.docs;
  const example = (text: string): string => indent(text.replaceAll('$0', ''));
  return {
    text: `${[`${code} (${rule.severity})`, summary, why, `SQLAlchemy: ${sqlalchemy}`, `Bad:\n\n${example(bad)}`, `Good:\n\n${example(good)}`]
      .map(part => part.trim())
      .join('\n\n')}\n`,
    code: 0,
  };
}

const indent = (text: string): string =>
  text
    .replace(/^\n+|\s+$/g, '')
    .split('\n')
    .map(line => (line === '' ? '' : `    ${line}`))
    .join('\n');
