import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const cliPath = resolve(import.meta.dirname, '../../dist/cli.js');
export const serverPath = resolve(import.meta.dirname, '../../dist/server.js');

/** A new folder on disk that holds these files. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'backref-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line, its output through pipes. No Python environment is active but one that is given. */
export function backref(args: readonly string[], cwd?: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((done, failed) => {
    const { VIRTUAL_ENV: _, CONDA_PREFIX: __, ...rest } = process.env;
    const child = spawn(process.execPath, [cliPath, ...args], { cwd, env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', failed).on('close', code => done({ code, stdout, stderr }));
  });
}
