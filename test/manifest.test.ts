import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commands } from '../server/protocol.ts';
import { configuration, generated } from '../tools/manifest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

/** Commands that the client registers and that nobody should find in the palette: they need arguments. */
const internal: readonly string[] = [commands.open, commands.pick, commands.save, commands.showReferences];

test.each(generated(root))('$path says what the code says; otherwise: npx tsx tools/manifest.ts', ({ is, should }) => {
  expect(is).toBe(should);
});

test('the commands of the manifest are those of the protocol', () => {
  const contributed: string[] = manifest.contributes.commands.map((it: { command: string }) => it.command);
  const expected = Object.values(commands).filter(id => !internal.includes(id));
  expect(contributed.toSorted()).toEqual(expected.toSorted());
});

test('menus and welcome texts name commands, views and pictures that exist', () => {
  const contributed: string[] = manifest.contributes.commands.map((it: { command: string }) => it.command);
  const named = [
    ...JSON.stringify([manifest.contributes.menus, manifest.contributes.keybindings, manifest.contributes.viewsWelcome]).matchAll(
      /\b(?:"command":"|command:)(backref\.\w+)/g,
    ),
  ];
  expect(named.map(([, id]) => id).filter(id => id === undefined || !contributed.includes(id))).toEqual([]);
  const views: string[] = Object.values<{ id: string }[]>(manifest.contributes.views).flatMap(it => it.map(view => view.id));
  expect(manifest.contributes.viewsWelcome.map((it: { view: string }) => it.view).filter((id: string) => !views.includes(id))).toEqual([]);
});

test('each rule becomes a setting with its words and its own severity', () => {
  const rule = { code: 'unknown-target', severity: 'error', docs: { summary: 'The target names no mapped class.' } };
  expect(configuration([rule])).toMatchObject({
    properties: {
      'backref.rules': {
        additionalProperties: false,
        properties: {
          'unknown-target': {
            type: 'string',
            enum: expect.arrayContaining(['default', 'off']),
            markdownDescription: expect.stringContaining(rule.docs.summary),
          },
        },
      },
    },
  });
});
