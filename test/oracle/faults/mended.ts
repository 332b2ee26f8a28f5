import { defaultConfig } from '../../../server/config.ts';
import { parseModule } from '../../../server/syntax/parse.ts';
import { applied, found } from '../../support/ask.ts';
import { root, workspace } from '../../support/fixture.ts';
import type { Version } from '../sqlalchemy.ts';
import { type Program, programs } from './index.ts';

/** What the preferred fix of one finding makes of a program. */
export interface Mended {
  readonly code: string;
  readonly title: string;
  readonly text: string;
  /** What is wrong with it; undefined when the finding is gone, nothing comes, and it is valid Python. */
  readonly wrong: string | undefined;
}

/** Faults behind which another one comes out, told and mended by itself. */
const uncovers: ReadonlySet<string> = new Set([
  // The other side that is named at last is not written.
  'unknown keyword',
]);

/** Each fault in each spelling it can have, SQLModel's among them. */
export const written: readonly Program[] = programs;

type Findings = ReturnType<typeof found>;

/** What is told of a program. */
export function look(text: string, version: Version): Findings {
  const texts = new Map([['models.py', text]]);
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return found({ texts, snapshot: () => session.snapshot() });
}

/** Makes the preferred fix of each finding of a program, each alone. */
export function mended({ fault, text }: Program, version: Version): readonly Mended[] {
  const before = look(text, version);
  return before.flatMap(({ it: { rule, finding } }) => {
    const fix = finding.fixes?.().find(f => f.preferred);
    if (!fix) return [];
    const now = applied(new Map([['models.py', text]]), fix.edits).get('models.py') ?? '';
    const after = look(now, version);
    const times = (list: Findings): number => list.filter(({ it }) => it.rule === rule && it.finding.message === finding.message).length;
    const come = after.filter(a => !before.some(b => b.it.rule === a.it.rule && b.it.finding.message === a.it.finding.message));
    const wrong = parseModule(now).broken
      ? 'it is not valid Python'
      : times(after) >= times(before)
        ? `the finding stays: ${finding.message}`
        : come.length > 0 && !uncovers.has(fault.what)
          ? `findings come: ${come.map(({ it }) => `${it.rule.code}: ${it.finding.message}`).join('; ')}`
          : undefined;
    return [{ code: rule.code, title: fix.title, text: now, wrong }];
  });
}
