import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import type { TestResult } from './extension/results.ts';
import { root } from './paths.ts';
import { copySample } from './sample.ts';

// Runs test/vscode/extension/ inside the extension host: that of a desktop VS Code with BACKREF_VSCODE_DOWNLOAD=1, else of the one in the browser.
//   tsx test/vscode/extension-suite.ts
const sources = join(root, 'test/vscode/extension');
const bundled = join(root, 'out/extension-tests');
const resultsFile = join(root, 'out/results/extension.json');

await bundle();
rmSync(resultsFile, { force: true });
mkdirSync(join(resultsFile, '..'), { recursive: true });
const sample = copySample();
try {
  await runTests({
    ...(process.env['BACKREF_VSCODE_DOWNLOAD'] === '1' ? {} : { vscodeExecutablePath: join(root, 'test/vscode/code.mjs') }),
    // The Python extension itself is not to be had in tests.
    extensionDevelopmentPath: [root, join(root, 'test/vscode/stand-ins/python')],
    extensionTestsPath: join(bundled, 'index.cjs'),
    launchArgs: [sample.folder],
    extensionTestsEnv: { BACKREF_TEST_RESULTS: resultsFile },
  });
} catch (error) {
  process.exitCode = 1;
  if (!existsSync(resultsFile)) console.error(`The suite did not report: ${error instanceof Error ? error.message : error}`);
} finally {
  sample.remove();
}
if (existsSync(resultsFile)) report(JSON.parse(readFileSync(resultsFile, 'utf8')));

async function bundle(): Promise<void> {
  rmSync(bundled, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(sources)
      .filter(file => file === 'index.ts' || file.endsWith('.test.ts'))
      .map(file => join(sources, file)),
    outdir: bundled,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    // One mocha for the runner and every file; `vscode` exists only inside the host.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

function report(results: readonly TestResult[]): void {
  for (const { title, state, ms, error } of results) {
    console.log(`  ${{ passed: '✓', failed: '✗', skipped: '-' }[state]} ${title} ${ms}ms`);
    if (error !== undefined) console.log(error.replace(/^/gm, '      '));
  }
}
