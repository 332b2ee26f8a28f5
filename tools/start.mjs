// npm start [FOLDER]: builds Backref, says what it finds in a folder, and opens that folder in VS Code with the extension.
//   npm start                          the sample project
//   npm start ~/projects/shop          a project of yours
//   npm start -- --no-open FOLDER      only what it finds
import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { node, root, run } from './child.mjs';
import { install } from './install.mjs';
import { packageExtension } from './package.mjs';

const args = process.argv.slice(2);
const open = !args.includes('--no-open');
const given = args.find(arg => !arg.startsWith('-'));
// npm changes to the root of the package; a relative path is meant from where the person is.
const folder = given === undefined ? join(root, 'test/workspaces/flask-blog') : resolve(process.env.INIT_CWD ?? '.', given);

async function start() {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return complain(`There is no folder ${folder}.`);
  const problem = await install();
  if (problem !== undefined) return complain(problem);
  console.log('Building the extension ...');
  const built = await packageExtension({ quiet: true });
  if (built !== 0) return built;
  const summary = await inspect();
  if (summary === undefined) return 1;
  console.log(`\n${folder}\n${summary}\n`);
  if (!open) return 0;
  const code = onPath('code');
  if (code !== undefined) {
    console.log('Opening it in VS Code with the extension ...');
    return (await run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder])).code ?? 1;
  }
  console.log('There is no `code` on PATH; VS Code is served to your browser instead.');
  return serve();
}

async function serve() {
  const { register } = await import('tsx/esm/api');
  register();
  try {
    return await (await import('../test/vscode/serve.ts')).serve(folder, [join(root, 'out/backref.vsix')]);
  } catch (error) {
    return complain(error.message);
  }
}

async function inspect() {
  const { code, stdout, output } = await node(join(root, 'dist/cli.js'), ['inspect', folder, '--format', 'json'], { quiet: true });
  if (code !== 0) {
    console.error(`backref inspect failed (${code}):\n${output}`);
    return undefined;
  }
  return counts(JSON.parse(stdout));
}

/** An inherited relationship counts once, on the class that owns it. */
function counts({ classes, unresolved }) {
  const own = classes.flatMap(cls => cls.relationships).filter(it => it.inherited_from === null);
  const implicit = own.filter(it => it.generated_by_backref);
  const lines = [`  ${classes.length} models, ${own.length} relationships, ${implicit.length} of them implicit`];
  if (unresolved.length > 0) lines.push(`  ${unresolved.length} places that Backref could not resolve`);
  return [...lines, `  node dist/cli.js inspect ${folder} lists them.`].join('\n');
}

function onPath(name) {
  const names = process.platform === 'win32' ? [`${name}.cmd`] : [name];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(it => it !== '');
  return folders.flatMap(it => names.map(file => join(it, file))).find(file => existsSync(file));
}

function complain(sentence) {
  console.error(sentence);
  return 1;
}

process.exitCode = await start();
