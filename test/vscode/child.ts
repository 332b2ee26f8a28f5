import { type SpawnOptions, spawn } from 'node:child_process';

/** How a program that ran to its end went. */
export interface Outcome {
  /** Null when a signal ended it, or when it could not be started at all. */
  readonly code: number | null;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
}

/** Runs a program to its end without a standard input and collects what it says; never rejects. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', error => resolve({ code: null, output: `${output}${error.message}` }));
    child.once('close', code => resolve({ code, output }));
  });
}
