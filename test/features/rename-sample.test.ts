/** Round trips on the sample project: every relationship gets another name, and the graph stays what it was. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Lines } from '../../server/base/text.ts';
import { Refusal } from '../../server/features/feature.ts';
import { rename } from '../../server/features/rename.ts';
import type { RelationshipAttribute } from '../../server/model/mapped.ts';
import { finish } from '../../server/uses/search.ts';
import { uriOf } from '../../server/workspace/disk.ts';
import { Session } from '../../server/workspace/session.ts';

const sample = join(dirname(fileURLToPath(import.meta.url)), '../workspaces/flask-blog');

const all = (session: Session): readonly RelationshipAttribute[] => session.snapshot().project.classes.flatMap(c => [...c.own.values()]);
const label = ({ owner, name }: RelationshipAttribute): string => `${owner.name}.${name}`;
const graph = (session: Session): readonly string[] =>
  all(session)
    .map(
      r => `${label(r)} -> ${r.target.kind === 'one' ? r.target.value.name : '?'} ${r.join.kind === 'known' ? r.join.direction : '?'} ${r.reverse.map(label)}`,
    )
    .sort();

test('rename of every relationship of the sample', async () => {
  const session = new Session();
  session.editor = { documentChanges: true, confirmation: true, resolvesCodeActions: true };
  session.addFolder(uriOf(sample));
  await session.index();
  const before = graph(session);
  const refused: string[] = [];
  const files = new Set<string>();
  const done = new Set<string>();
  for (let next = all(session)[0]; next; next = all(session).find(a => !done.has(label(a)) && !a.name.endsWith('_2'))) {
    done.add(label(next));
    const snapshot = session.snapshot();
    try {
      const edit = finish(rename.handle(snapshot, { textDocument: { uri: next.at.uri }, position: next.at.range.start, newName: `${next.name}_2` }));
      for (const change of edit?.documentChanges ?? []) {
        if (!('textDocument' in change)) continue;
        const { uri } = change.textDocument;
        files.add(uri.slice(uri.lastIndexOf('.')));
        let text =
          snapshot
            .templates()
            .find(t => t.uri === uri)
            ?.text() ??
          snapshot.lines(uri)?.slice({ start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }) ??
          '';
        const lines = new Lines(text);
        for (const it of [...change.edits].sort((a, b) => ('range' in a && 'range' in b ? lines.offset(b.range.start) - lines.offset(a.range.start) : 0))) {
          if (!('newText' in it)) continue;
          expect(lines.slice(it.range)).toBe(next.name);
          text = text.slice(0, lines.offset(it.range.start)) + it.newText + text.slice(lines.offset(it.range.end));
        }
        session.edit(uri, text);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(error.message);
    }
  }
  expect(refused).toEqual(Array.from({ length: 2 }, () => 'Cannot rename: the name of User.likes is computed in the backref of Like.user_2.'));
  expect([...files].sort()).toEqual(['.html', '.py']);
  expect(
    all(session)
      .filter(a => !a.name.endsWith('_2'))
      .map(label),
  ).toEqual(['User.likes', 'User.bookmarks']);
  expect(
    graph(session)
      .map(l => l.replaceAll('_2', ''))
      .sort(),
  ).toEqual(before);
});
