/** The command line: a second front on the same Session as the editor's. */
import { parseArgs } from 'node:util';
import { check } from './cli/check.ts';
import { explain } from './cli/explain.ts';
import { usage } from './cli/help.ts';
import { inspect } from './cli/inspect.ts';
import { migrate } from './cli/migrate.ts';
import { type Output, UsageError } from './cli/output.ts';
import { types } from './cli/types.ts';
import { version } from './version.ts';

const options = {
  format: { type: 'string' },
  diff: { type: 'boolean' },
  write: { type: 'boolean' },
  check: { type: 'boolean' },
  'all-loaded': { type: 'boolean' },
  verify: { type: 'boolean' },
  yes: { type: 'boolean' },
  python: { type: 'string' },
  stdio: { type: 'boolean' },
  fix: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** Runs one command; undefined where the process goes on by itself. */
async function run(args: readonly string[]): Promise<Output | undefined> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [command, ...rest] = positionals;
  if (values.help || (command === 'help' && rest.length === 0)) return { text: usage(), code: 0 };
  if (values.version) return { text: `backref ${version}\n`, code: 0 };
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format is 'text' or 'json', not '${format}'`);
  if (values.fix && command !== 'check') throw new UsageError('--fix is for check');
  switch (command) {
    case 'inspect':
      if (rest.length > 1) throw new UsageError('inspect takes one path');
      return inspect(rest[0] ?? '.', format, process.stdout.isTTY === true);
    case 'check':
      return check(rest.length > 0 ? rest : ['.'], format, process.stdout.isTTY === true, values.fix === true);
    case 'migrate': {
      const modes = (['diff', 'write', 'check'] as const).filter(it => values[it]);
      if (rest.length > 1) throw new UsageError('migrate takes one path');
      if (modes.length > 1) throw new UsageError('migrate takes one of --diff, --write and --check');
      if (!values.verify && (values.yes || values.python !== undefined)) throw new UsageError('--yes and --python are for --verify');
      return migrate(rest[0] ?? '.', modes[0] ?? 'diff', format, process.stdout.isTTY === true, {
        allLoaded: values['all-loaded'] === true,
        running: values.verify ? { yes: values.yes === true, python: values.python } : undefined,
      });
    }
    case 'annotate':
    case 'declare': {
      const modes = (['diff', 'write', 'check'] as const).filter(it => values[it]);
      if (rest.length > 1) throw new UsageError(`${command} takes one path`);
      if (modes.length > 1) throw new UsageError(`${command} takes one of --diff, --write and --check`);
      const what = command === 'annotate' ? 'annotations' : 'declarations';
      return types(what, rest[0] ?? '.', modes[0] ?? 'diff', format, process.stdout.isTTY === true);
    }
    case 'explain': {
      const [code, more] = rest;
      if (code === undefined || more !== undefined) throw new UsageError('explain takes the code of one rule');
      return explain(code);
    }
    case 'lsp': {
      // Loaded only here: the other commands need no connection.
      const { listen } = await import('./cli/lsp.ts');
      listen();
      return undefined;
    }
    default:
      throw new UsageError(command === undefined ? 'a command is missing' : `there is no command '${command}'`);
  }
}

/** One line, whatever went wrong. */
const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', error => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

run(process.argv.slice(2)).then(
  output => {
    if (output === undefined) return;
    // Not process.exit(): it would cut off what a pipe has not taken yet.
    process.exitCode = output.code;
    process.stdout.write(output.text);
    if (output.report !== undefined) process.stderr.write(output.report);
  },
  (error: unknown) => {
    process.exitCode = 2;
    process.stderr.write(`backref: ${oneLine(error)}${isUsage(error) ? '; see backref --help' : ''}\n`);
    if (process.env['BACKREF_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  },
);
