import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Application } from './apps.ts';
import type { Reality } from './compare.ts';

/** Where applications are kept between runs; never inside the tree. */
export const cache = join(process.env.BACKREF_CACHE ?? join(homedir(), '.cache', 'backref'), 'oracle-apps');

/** What the application's own Python found out. */
export interface Run extends Reality {
  readonly sqlalchemy: string;
  readonly python: string;
  /** Packages that were not installed and have been replaced by stubs. */
  readonly stubbed: readonly string[];
  readonly problems: readonly { readonly where: string; readonly error: string; readonly at: string | null }[];
  /** All that SQLAlchemy warned of, addresses masked. */
  readonly warnings: readonly string[];
}

/** Installs the application unless that has been done; returns its folder, which holds it and, in `.venv`, what it runs with. */
export async function install(app: Application): Promise<string> {
  const folder = join(cache, app.name);
  const done = join(folder, 'installed.json');
  const wanted = JSON.stringify([app.python, app.install, app.with]);
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return join(folder, 'app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const python = pythonOf(app.python);
  const home = join(folder, 'app');
  const pip = (...args: readonly string[]): Promise<string> =>
    run(python, ['-m', 'pip', ...args.slice(0, 2), 'install', '--quiet', '--disable-pip-version-check', '--no-warn-script-location', ...args.slice(2)]);
  await run(python, ['-m', 'venv', '--without-pip', join(home, '.venv')]);
  const inside = pythonIn(home);
  await pip('--python', inside, ...app.with);
  await pip('--python', inside, '--no-deps', '--ignore-requires-python', '--target', home, ...app.install);
  writeFileSync(done, wanted);
  return home;
}

/** Imports the application and lets SQLAlchemy configure its mappers; what came of it is kept until something about the run changes. */
export async function configure(app: Application, home: string): Promise<Run> {
  const spec = JSON.stringify({ ...app, root: home });
  const scripts = ['dump.py', 'stubs.py', '../provenance.py'].map(name => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const key = createHash('sha256')
    .update([spec, ...scripts].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const kept = join(cache, app.name, `run-${key}.json`);
  if (!existsSync(kept)) {
    const text = await run(pythonIn(home), ['-B', join(import.meta.dirname, 'dump.py'), spec], { PYTHONPATH: home, ...app.env });
    writeFileSync(kept, text);
  }
  const found: Run | { readonly failed: string; readonly problems: Run['problems'] } = JSON.parse(readFileSync(kept, 'utf8'));
  if ('failed' in found) {
    rmSync(kept);
    throw new Error([found.failed, ...found.problems.map(p => `  ${p.where}: ${p.error} (${p.at})`)].join('\n'));
  }
  return found;
}

/** The application's own Python. */
export const pythonIn = (home: string): string => join(home, '.venv', ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));

/** All that the mappers know once they are configured, by class; see `mappers.py`. */
export async function graphOf(app: Application, home: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(mkdtempSync(join(tmpdir(), 'backref-graph-')), 'graph.json');
  const prelude = `${app.prelude ?? ''}\n${readFileSync(join(import.meta.dirname, '..', 'mappers.py'), 'utf8')}`;
  const spec = JSON.stringify({ ...app, prelude, root: home });
  try {
    const said = await run(pythonIn(home), ['-B', join(import.meta.dirname, 'dump.py'), spec], { PYTHONPATH: home, ...app.env, BACKREF_GRAPH: file });
    const found: Run | { readonly failed: string; readonly problems: Run['problems'] } = JSON.parse(said);
    if ('failed' in found) throw new Error([found.failed, ...found.problems.map(p => `  ${p.where}: ${p.error} (${p.at})`)].join('\n'));
    return { ...JSON.parse(readFileSync(file, 'utf8')), problems: found.problems.map(p => `${p.where}: ${p.error.replaceAll(home, '')}`).sort() };
  } finally {
    rmSync(dirname(file), { recursive: true, force: true });
  }
}

/** What an expression raises in a module of the application; undefined when it raises nothing, or when the module needs stubs to be imported. */
export async function evaluate(
  app: Application,
  home: string,
  { text, module }: { readonly text: string; readonly module: string },
): Promise<string | undefined> {
  if (app.stubs !== false) return undefined;
  const script = [
    'import importlib, json, sys',
    'module = importlib.import_module(sys.argv[1])',
    'try: eval(sys.argv[2], vars(module)); raised = None',
    'except Exception as e: raised = str(e)',
    'print("\\n" + json.dumps(raised))',
  ].join('\n');
  const printed = await run(pythonIn(home), ['-B', '-c', script, module, `(${text})`], { PYTHONPATH: home, ...app.env });
  const raised: string | null = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? 'null');
  return raised ?? undefined;
}

/** The interpreter of a version such as `3.11`, from the path or from pyenv. */
function pythonOf(version: string): string {
  const command = `python${version}`;
  const works = (path: string): boolean => {
    try {
      execFileSync(path, ['-c', ''], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  if (works(command)) return command;
  try {
    const ask = (...args: readonly string[]): string => execFileSync('pyenv', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const path = join(ask('prefix', ask('latest', version)), 'bin', command);
    if (works(path)) return path;
  } catch {
    // There is no pyenv either.
  }
  throw new Error(`there is no Python ${version}`);
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 900_000, env: { ...process.env, ...env } } as const;
  return new Promise((done, failed) => {
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error)
        failed(
          new Error(
            stderr
              .replace(/^WARNING:.*\n/gm, '')
              .trim()
              .split('\n')
              .slice(-12)
              .join('\n') || error.message,
          ),
        );
      else done(stdout);
    });
  });
}
