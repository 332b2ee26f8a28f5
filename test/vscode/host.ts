import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { type Dirs, type Server, type ServerOptions, startServer } from './server.ts';

/** How to open a workbench. */
export interface LaunchOptions extends ServerOptions {
  /** A folder or a `.code-workspace` file. */
  readonly folder: string;
  readonly openFile?: string;
  /** The folder of the extension under development; a workbench in the browser takes one. */
  readonly developmentPath?: string | undefined;
  /** The module whose `run` the extension host calls. */
  readonly testsPath?: string | undefined;
  /** Print what the extension host writes to its console. */
  readonly echo?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A workbench in a headless browser. */
export interface Host {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  readonly folder: string;
  readonly dirs: Dirs;
  /** Hosts that the page asked for and did not get, because they are not this machine. */
  readonly blocked: ReadonlySet<string>;
  /** Settles with the exit code of the suite at `testsPath`. */
  readonly waitForTests: (limit: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a folder in a fresh VS Code: its server on a loopback port, its workbench in a headless Chromium. */
export async function launch(options: LaunchOptions): Promise<Host> {
  const executablePath = await findChromium();
  const testDriver = options.testsPath !== undefined || options.developmentPath !== undefined;
  const server = await startServer({ ...options, testDriver });
  // Chromium leaves lock files and caches wherever these point; `server.close` removes them with the rest.
  const scratch = { TMPDIR: server.dirs.root, XDG_CONFIG_HOME: server.dirs.root, XDG_CACHE_HOME: server.dirs.root };
  const browser = await chromium
    .launch({ executablePath, headless: true, args: CHROMIUM_ARGS, env: { ...stringsOnly(process.env), ...scratch } })
    .catch(closing(server));
  const interrupted = () => void close().finally(() => process.exit(130));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupted);
  const close = async () => {
    for (const signal of signals) process.off(signal, interrupted);
    // A browser that is gone already needs no closing, and must not keep the server alive.
    await browser.close().catch(() => undefined);
    await server.close();
  };
  try {
    return { ...(await openWorkbench(browser, server, options)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openWorkbench(browser: Browser, server: Server, options: LaunchOptions): Promise<Omit<Host, 'close'>> {
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 } });
  const blocked = new Set<string>();
  await context.route(
    url => /^https?:$/.test(url.protocol) && url.host !== server.authority,
    route => {
      blocked.add(new URL(route.request().url()).host);
      return route.abort();
    },
  );
  const page = await context.newPage();
  const log = (line: string) => appendFileSync(join(server.dirs.root, 'page.log'), `${line}\n`);
  page.on('console', message => log(`${message.type()} ${message.text()}`));
  page.on('pageerror', error => log(`pageerror ${error.stack}`));
  const testsDone = new Promise<number>(resolve => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const line = format(...args);
    log(`[${type}] ${line}`);
    if (options.echo) console.log(line);
  });
  const url = workbenchUrl(server.authority, options);
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  const waitForTests = (limit: number) => within(limit, Promise.race([testsDone, server.ended.then(fail('The VS Code server ended during the tests.'))]));
  return { page, context, url, folder: resolve(options.folder), dirs: server.dirs, blocked, waitForTests };
}

/** The address that opens a folder, in the words the workbench expects; also for a browser that is not ours. */
export function workbenchUrl(authority: string, options: Pick<LaunchOptions, 'folder' | 'openFile' | 'developmentPath' | 'testsPath'>): string {
  const remote = (path: string) => `vscode-remote://${authority}${encodeURI(resolve(path))}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (options.developmentPath !== undefined) payload.push(['extensionDevelopmentPath', remote(options.developmentPath)]);
  if (options.testsPath !== undefined) payload.push(['extensionTestsPath', remote(options.testsPath)]);
  if (options.openFile !== undefined) payload.push(['openFile', remote(options.openFile)]);
  const kind = options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `http://${authority}/?${kind}=${encodeURIComponent(resolve(options.folder))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The tests did not finish within ${limit / 1000} s.`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const fail = (message: string) => () => {
  throw new Error(message);
};

const closing =
  (server: Server) =>
  async (error: unknown): Promise<never> => {
    await server.close();
    throw error;
  };

const stringsOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
