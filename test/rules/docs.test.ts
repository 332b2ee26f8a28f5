import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { leftOver, pages } from '../../tools/docs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each([...pages()])('%s says what the rule says; otherwise: npx tsx tools/docs.ts', (path, should) => {
  expect(existsSync(root + path) ? readFileSync(root + path, 'utf8') : undefined).toBe(should);
});

test('there is no page without a rule', () => {
  expect(leftOver(root)).toEqual([]);
});
