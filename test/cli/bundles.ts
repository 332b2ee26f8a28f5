/** Before the tests: dist/ as the sources are now, for the tests that run the bundles. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export default function setup(): void {
  const built = ['dist/server.js', 'dist/cli.js', 'dist/package.json'].map(f => join(root, f));
  const oldest = built.every(f => existsSync(f)) ? Math.min(...built.slice(0, 2).map(f => statSync(f).mtimeMs)) : 0;
  const sources = ['server', 'client'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(f => join(root, folder, f)),
  );
  if ([...sources, join(root, 'esbuild.mjs'), join(root, 'package.json')].some(f => statSync(f).mtimeMs > oldest))
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'pipe' });
}
