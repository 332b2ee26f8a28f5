import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './child.ts';
import { installVsCode, type VsCode } from './setup.ts';

/** The folders of one run; all lie in `root`. */
export interface Dirs {
  readonly root: string;
  readonly data: string;
  readonly user: string;
  readonly extensions: string;
}

/** How to start the VS Code server. */
export interface ServerOptions {
  /** Packaged extensions to install first. */
  readonly vsix?: readonly string[];
  /** Folders of unpackaged extensions that are there from the beginning. */
  readonly extensions?: readonly string[];
  /** User settings on top of `SETTINGS`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Honour extensions and test suites given by path; hides toasts and dialogs, which is why UI tests do without it. */
  readonly testDriver?: boolean;
}

/** A running VS Code server, not yet shown in any browser. */
export interface Server {
  /** Host and port, such as `127.0.0.1:40123`. */
  readonly authority: string;
  readonly dirs: Dirs;
  /** Settles with the exit code when the server ends, whoever ended it. */
  readonly ended: Promise<number | null>;
  /** Ends every process of the run and removes its folders, unless BACKREF_KEEP is set. */
  readonly close: () => Promise<void>;
}

/** User settings that keep the workbench quiet: no welcome, no network, nothing that covers what a test looks at. */
export const SETTINGS: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  // As on the desktop; in a browser the default is to save after a second.
  'files.autoSave': 'off',
};

const START_LIMIT = 90_000;

/** Starts the VS Code server on a free loopback port, with the given packaged extensions installed. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const vsCode = await installVsCode();
  const dirs = makeDirs();
  try {
    writeSettings(dirs, options.settings);
    for (const folder of options.extensions ?? []) cpSync(folder, join(dirs.extensions, basename(folder)), { recursive: true });
    for (const vsix of options.vsix ?? []) await installExtension(vsCode, dirs, vsix);
    return await start(vsCode, dirs, options);
  } catch (error) {
    discard(dirs);
    throw error;
  }
}

async function start(vsCode: VsCode, dirs: Dirs, options: ServerOptions): Promise<Server> {
  const args = [vsCode.serverMain, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-workspace-trust'];
  args.push('--disable-getting-started-override', ...(options.testDriver ? ['--enable-smoke-test-driver'] : []), ...folderArgs(dirs));
  // Detached makes it the leader of a process group, so that one signal reaches the extension host and the language servers as well.
  const child = spawn(vsCode.node, args, { env: cleanEnv(dirs, options.env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  // For a process that ends without closing: the server is detached, and would live on.
  const abandon = () => {
    signalGroup(child, 'SIGKILL');
    discard(dirs);
  };
  process.once('exit', abandon);
  const close = async () => {
    await endGroup(child, ended);
    process.off('exit', abandon);
    discard(dirs);
  };
  try {
    return { authority: `127.0.0.1:${await listeningPort(child, ended, join(dirs.root, 'server.log'))}`, dirs, ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listeningPort(child: ChildProcess, ended: Promise<number | null>, logFile: string): Promise<number> {
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start within ${START_LIMIT / 1000} s.`)), START_LIMIT);
    const read = (chunk: Buffer) => {
      log.write(chunk);
      const port = /Extension host agent listening on (\d+)/.exec(chunk.toString())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    void ended.then(code => {
      clearTimeout(timer);
      log.end();
      reject(new Error(`The VS Code server ended with ${code} before it listened.`));
    });
  });
}

async function installExtension(vsCode: VsCode, dirs: Dirs, vsix: string): Promise<void> {
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}; package the extension first (npm run package).`);
  const { code, output } = await run(vsCode.node, [vsCode.serverMain, ...folderArgs(dirs), '--install-extension', vsix, '--force'], { env: cleanEnv(dirs) });
  if (code !== 0 || !output.includes('successfully installed')) throw new Error(`VS Code refused ${basename(vsix)} (${code}):\n${output}`);
}

function makeDirs(): Dirs {
  const root = mkdtempSync(join(tmpdir(), 'backref-vscode-'));
  return { root, data: join(root, 'server'), user: join(root, 'user'), extensions: join(root, 'extensions') };
}

function folderArgs(dirs: Dirs): string[] {
  const folders = ['--server-data-dir', dirs.data, '--user-data-dir', dirs.user, '--extensions-dir', dirs.extensions];
  return [...folders, '--accept-server-license-terms', '--telemetry-level', 'off'];
}

function writeSettings(dirs: Dirs, settings: Readonly<Record<string, unknown>> = {}): void {
  const file = join(dirs.user, 'User/settings.json');
  mkdirSync(join(file, '..'), { recursive: true });
  const given: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, JSON.stringify(Object.assign({}, SETTINGS, given, settings), null, 2));
}

/** Our environment without what npm, Node or another VS Code put there for themselves. */
function cleanEnv(dirs: Dirs, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|VITEST|NODE_ENV$|TEST$)/.test(key)));
  // An empty gallery means no look-ups; sockets and temporary files go where `close` removes them.
  return { ...own, EXTENSIONS_GALLERY: '{}', XDG_RUNTIME_DIR: dirs.root, TMPDIR: dirs.root, ...extra };
}

async function endGroup(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!signalGroup(child, signal)) return;
    await Promise.race([ended, pause(3000)]);
    // The leader goes first; give those it started a moment to follow before the second signal settles it.
    await pause(200);
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

function discard(dirs: Dirs): void {
  if (process.env['BACKREF_KEEP']) console.log(`Kept: ${dirs.root}`);
  else rmSync(dirs.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));
