/** A rename and the rename back leave every text as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/fixture.ts';
import { relationshipsOf, renameIn, renaming } from '../support/renaming.ts';

const workspaces = join(import.meta.dirname, '../workspaces');

describe.each(['flask-blog', 'classic-orm'])('%s', workspace => {
  const folder = join(workspaces, workspace);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(it => /\.(?:py|html)$/.test(it));
  const texts = new Map(files.sort().map(it => [it.replaceAll('\\', '/'), readFileSync(join(folder, it), 'utf8')]));
  const session = renaming(texts);

  test.each(relationshipsOf(session).map(it => [it.label, it] as const))('%s', (_, it) => {
    const there = renameIn(session, texts, it, 'something_else');
    if ('refused' in there) {
      expect(there.refused).toMatch(/is computed in the backref/);
      return;
    }
    expect(there.texts.size).toBeGreaterThan(0);
    for (const [path, text] of there.texts) session.edit(`${root}/${path}`, text);
    const back = relationshipsOf(session).find(r => r.label === it.label.replace(/\w+$/, 'something_else'));
    const and = back && renameIn(session, new Map([...texts, ...there.texts]), back, it.name);
    for (const path of there.texts.keys()) session.edit(`${root}/${path}`, texts.get(path));
    if (!and || 'refused' in and) throw new Error(`not renamed back: ${JSON.stringify(and)}`);
    expect([...and.texts].sort()).toEqual([...there.texts.keys()].map(path => [path, texts.get(path)]).sort());
  });
});
