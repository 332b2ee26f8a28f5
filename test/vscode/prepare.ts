import { findChromium } from './chromium.ts';
import { installVsCode } from './setup.ts';

// Installs what the suites in the real workbench run on; the last line on standard error says in one sentence why it could not.
//   tsx test/vscode/prepare.ts [--no-browser]
try {
  await installVsCode();
  if (!process.argv.includes('--no-browser')) await findChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
