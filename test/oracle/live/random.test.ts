import { describe, expect, test } from 'vitest';
import { judge, sample, shown } from '../random/programs.ts';
import { versions } from '../sqlalchemy.ts';

/** As many programs as a few seconds allow; `npm run oracle:random` compares others, and more of them. */
const count = Number(process.env['BACKREF_RANDOM'] ?? 300);

describe.each(versions)('SQLAlchemy %s', version => {
  test('random programs that it accepts are seen as it sees them', async () => {
    const judged = await judge(version, sample(version, 1, count));
    const accepted = judged.filter(it => it.outcome.errors.length === 0);
    expect(accepted.length).toBeGreaterThan(count / 2);
    expect(accepted.flatMap(it => (it.differences.length > 0 ? [{ program: shown(it.program), differences: it.differences }] : []))).toEqual([]);
  });
});
