// Builds the extension and packs it into out/backref.vsix.
//   node tools/package.mjs
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { node, root } from './child.mjs';
import { install } from './install.mjs';

/** Builds dist/ and packs out/backref.vsix; the exit code of what failed, or 0. With `quiet` it says something only then. */
export async function packageExtension({ quiet = false } = {}) {
  mkdirSync(join(root, 'out'), { recursive: true });
  const steps = [
    ['esbuild.mjs', ['--minify']],
    [
      'node_modules/@vscode/vsce/vsce',
      ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', 'out/backref.vsix'],
    ],
  ];
  for (const [script, args] of steps) {
    const { code, output } = await node(script, args, { quiet });
    if (code !== 0) {
      if (quiet) console.error(output);
      return code ?? 1;
    }
  }
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problem = await install();
  if (problem !== undefined) console.error(problem);
  process.exitCode = problem === undefined ? await packageExtension() : 1;
}
