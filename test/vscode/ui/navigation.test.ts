import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { type Place, placeOf } from '../place.ts';
import { definitionOf, hoverOver, shot } from '../workbench.ts';
import { openSample } from './open-sample.ts';

const { page, folder } = await openSample();
const at = (file: string, marked: string): Place => placeOf(folder, file, marked);
/** As the workbench shows it: tabs have only the base name. */
const shown = (place: Place): Place => ({ ...place, file: basename(place.file) });

test('the hover on an implicit attribute names the relationship that makes it', async () => {
  const hover = await hoverOver(page, at('blog/services/users.py', 'in user.foll$0owers if'), /followers/);
  await shot(page, 'hover');
  expect(hover).toContain('following');
});

test('F12 on an implicit attribute in service code leads to the backref that makes it', async () => {
  const found = await definitionOf(page, at('blog/services/digest.py', '{post.auth$0or.username}'));
  await shot(page, 'definition');
  expect(found).toEqual(shown(at('blog/models/user.py', 'backref="$0author"')));
});

test('F12 on the name in back_populates leads to the attribute', async () => {
  const found = await definitionOf(page, at('blog/models/comment.py', 'back_populates="com$0ments"'));
  expect(found).toEqual(shown(at('blog/models/post.py', '$0comments = db.relationship(')));
});
