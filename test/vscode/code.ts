import { fileURLToPath } from 'node:url';
import { launch } from './host.ts';

// The part of VS Code's command line that its test runner uses; the exit code is that of the tests.
const TEST_LIMIT = 300_000;

const given = new Map<string, string[]>();
let folder: string | undefined;
for (const arg of process.argv.slice(2)) {
  const [, option, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (option === undefined) folder = arg;
  else given.set(option, [...(given.get(option) ?? []), value]);
}
const folderUri = given.get('folder-uri')?.[0];
if (folderUri !== undefined) folder = fileURLToPath(folderUri);
if (folder === undefined) throw new Error('Name the folder to open.');

// A workbench in the browser has one extension under development; what else is named there lies among the installed ones, in folders of this run alone.
const [developmentPath, ...others] = given.get('extensionDevelopmentPath') ?? [];
const host = await launch({
  folder,
  developmentPath,
  extensions: others,
  testsPath: given.get('extensionTestsPath')?.[0],
  echo: Boolean(process.env['BACKREF_VERBOSE']),
});
try {
  process.exitCode = await host.waitForTests(TEST_LIMIT);
} finally {
  await host.close();
}
