import { defaultConfig } from '../../../server/config.ts';
import { raised } from '../../../server/model/startup/message.ts';
import { startUp } from '../../../server/model/startup/outcome.ts';
import { found } from '../../support/ask.ts';
import { root, workspace } from '../../support/fixture.ts';
import type { Version } from '../sqlalchemy.ts';
import type { Program } from './index.ts';

/** What Backref says of a program, and where. */
export interface Told {
  /** Errors and warnings as SQLAlchemy would raise or print them, with the line of each. */
  readonly findings: readonly { readonly severity: 'error' | 'warning'; readonly message: string; readonly line: number; readonly code: string }[];
  /** The error that ends start-up: `import sqlalchemy.exc.ArgumentError: ...`. */
  readonly first: string | undefined;
}

export function told({ text }: Program, version: Version): Told {
  const texts = new Map([['models.py', text]]);
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const snapshot = session.snapshot();
  const findings = found({ texts, snapshot: () => snapshot }).flatMap(({ it: { rule, severity, finding } }) =>
    severity === 'error' || severity === 'warning' ? [{ severity, message: finding.message, line: finding.range.start.line, code: rule.code }] : [],
  );
  const { failures, project } = startUp(snapshot.project);
  const [failure] = failures;
  const words = failure && raised(failure, project);
  return { findings, first: words && `${failure.stage} ${words.exception}: ${words.message}` };
}

/** True when our words hold theirs: a sentence of ours may stand before or behind them, and `...` for what they show of an object. */
function says(ours: string, theirs: string): boolean {
  const plain = ours.replace(/\s+/g, ' ');
  const wanted = theirs.replace(/\s+/g, ' ');
  if (plain.includes(wanted)) return true;
  const [head = '', tail] = plain.split(' ...');
  return tail !== undefined && wanted.startsWith(head) && wanted.endsWith(tail);
}

/** How Backref's words differ from SQLAlchemy's; undefined when they agree in kind, text and place. */
export function difference(program: Program, version: Version, said: readonly string[]): string | undefined {
  const { findings, first } = told(program, version);
  const lines = program.text.split('\n').flatMap((line, i) => (line.endsWith('# !') ? [i] : []));
  const [error] = said.filter(it => /^(?:import|configure|use|crash) /.test(it));
  const messages = (severity: string): readonly string[] => findings.filter(it => it.severity === severity).map(it => it.message);
  if (program.fault.silent !== undefined) return messages('error').length > 0 ? `an error is told: ${messages('error').join('; ')}` : undefined;
  if (error !== undefined) {
    const message = error.replace(/^\w+ [\w.]+: /, '');
    const same = findings.filter(it => it.severity === 'error' && says(it.message, message));
    if (same.length === 0) return `not told: ${error}${findings.length > 0 ? `\n      but ${findings.map(it => `${it.code}: ${it.message}`).join('; ')}` : ''}`;
    if (lines.length > 0 && !same.some(it => lines.includes(it.line))) return `told in line ${same.map(it => it.line)} instead of ${lines}: ${message}`;
    return error.startsWith('use ') || same.some(it => it.code === 'used-before-configured') || (first !== undefined && says(first, error))
      ? undefined
      : `start-up ends with ${first} instead of ${error}`;
  }
  const plain = said.map(it => it.replace(/^\w+: /, ''));
  const warned = messages('warning');
  const missing = plain.filter(it => !warned.some(ours => says(ours, it)));
  const invented = [...warned.filter(ours => !plain.some(it => says(ours, it))), ...(program.fault.tables || program.fault.used ? [] : messages('error'))];
  if (missing.length > 0) return `not warned: ${missing.join('; ')}`;
  if (invented.length > 0) return `invented: ${invented.join('; ')}`;
  const misplaced = findings.filter(it => lines.length > 0 && !lines.includes(it.line));
  return misplaced.length > 0 ? `warned in line ${misplaced.map(it => it.line)} instead of ${lines}` : undefined;
}
