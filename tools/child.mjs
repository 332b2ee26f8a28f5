// How the tools start other programs. Only what Node itself brings: the tools run before anything is installed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository; everything is started there, whatever folder the tool was called in. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program to its end and never rejects: `code` is null when it could not be started or was ended by a signal.
 * With `quiet` its output is collected instead of shown.
 */
export function run(command, args, { quiet = false, cwd = root, env = process.env, timeout } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    const out = [];
    const all = [];
    child.stdout?.on('data', chunk => [out, all].forEach(it => void it.push(chunk)));
    child.stderr?.on('data', chunk => all.push(chunk));
    const done = (code, more = '') => resolve({ code, stdout: Buffer.concat(out).toString(), output: Buffer.concat(all).toString() + more });
    child.once('error', error => done(null, error.message));
    child.once('close', code => done(code));
  });
}

/** Runs a script of an installed package, such as `node_modules/typescript/bin/tsc`, with this Node. */
export const node = (script, args = [], options = {}) => run(process.execPath, [script, ...args], options);

/** Runs one of our TypeScript programs. */
export const typescript = (script, args = [], options = {}) => run(process.execPath, ['--import', 'tsx', script, ...args], options);

/** Runs npm: the one that runs us, if one does. */
export function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? node(script, args, options) : run('npm', args, options);
}
