import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../vscode/cache.ts';
import { run } from '../vscode/child.ts';

/** The versions of SQLAlchemy whose behaviour is compared with ours. */
export const versions = ['1.4', '2.0', '2.1'] as const;
export type Version = (typeof versions)[number];

const flask = ['blinker==1.9.0', 'click==8.5.1', 'Flask==3.1.3', 'itsdangerous==2.2.0', 'Jinja2==3.1.6', 'MarkupSafe==3.0.4', 'Werkzeug==3.1.9'];
const pydantic = ['annotated-types==0.8.0', 'pydantic==2.14.3', 'pydantic_core==2.50.4', 'typing-inspection==0.4.5'];
/** For the tests of the sample project. */
const pytest = ['iniconfig==2.3.1', 'packaging==26.3', 'pluggy==1.7.0', 'Pygments==2.21.0', 'pytest==9.2.0'];
/** All that is installed: nothing is resolved, so an environment is the same everywhere. */
const packages: Readonly<Record<Version, readonly string[]>> = {
  '1.4': ['SQLAlchemy==1.4.54', 'Flask-SQLAlchemy==3.0.5', 'sqlmodel==0.0.11', 'pydantic==1.10.27', 'typing_extensions==4.16.0', ...flask],
  '2.0': ['SQLAlchemy==2.0.58', 'Flask-SQLAlchemy==3.1.1', 'sqlmodel==0.0.50', 'typing_extensions==4.16.0', ...pydantic, ...flask, ...pytest],
  '2.1': ['SQLAlchemy==2.1.9', 'Flask-SQLAlchemy==3.1.1', 'sqlmodel==0.0.50', 'typing_extensions==4.16.0', ...pydantic, ...flask],
};

/** The real SQLAlchemy cannot be run on this machine; the message says in one sentence why. */
export class Unavailable extends Error {}

/** SQLAlchemy 2.1 needs 3.11; for 3.14 and later there is no 1.4. */
const pythons = ['python3', 'python3.12', 'python3.11', 'python3.13', 'python'];
const suits = 'import sys; print(sys.executable, *sys.version_info[:2]) if (3, 11) <= sys.version_info < (3, 14) else sys.exit(1)';

/** The Python of a virtual environment with this version of SQLAlchemy, which is made when there is none yet; throws {@link Unavailable}. */
export async function environment(version: Version): Promise<string> {
  const found = await findPython();
  const wanted = createHash('sha256')
    .update(JSON.stringify([found, packages[version]]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(), 'sqlalchemy', `${version}-${wanted}`);
  const pythonOf = (at: string): string => join(at, 'bin', 'python');
  if (existsSync(pythonOf(folder))) return pythonOf(folder);
  // Made aside and moved, so that what is there is whole, also when several test files make it at the same time.
  const draft = `${folder}.${process.pid}`;
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    await must(`${found.path} has no venv module that works (on Debian: apt-get install python3-venv)`, found.path, ['-m', 'venv', '--clear', draft]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', ...packages[version]];
    await must(`SQLAlchemy ${version} cannot be installed from PyPI`, pythonOf(draft), install);
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(pythonOf(folder))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return pythonOf(folder);
}

let python: Promise<{ readonly path: string; readonly version: string }> | undefined;
const findPython = (): Promise<{ readonly path: string; readonly version: string }> => {
  python ??= searchPython();
  return python;
};

async function searchPython(): Promise<{ readonly path: string; readonly version: string }> {
  if (process.platform === 'win32') throw new Unavailable('SQLAlchemy is run with os.fork(), which Windows does not have');
  for (const name of pythons) {
    const { code, output } = await run(name, ['-c', suits]);
    const [, path, major, minor] = /^(.+) (\d+) (\d+)\s*$/.exec(output) ?? [];
    if (code === 0 && path !== undefined) return { path, version: `${major}.${minor}` };
  }
  throw new Unavailable('there is no Python 3.11, 3.12 or 3.13 on the PATH to run SQLAlchemy with');
}

async function must(orElse: string, command: string, args: readonly string[]): Promise<void> {
  // The C extensions of SQLAlchemy make queries faster and nothing else; without them it installs where no wheel fits.
  const { code, output } = await run(command, args, { env: { ...process.env, DISABLE_SQLALCHEMY_CEXT: '1' } });
  if (code === 0) return;
  const said = output.split('\n').filter(line => /error/i.test(line));
  throw new Unavailable(`${orElse}: ${(said.at(-1) ?? output).trim().slice(0, 300)}`);
}
