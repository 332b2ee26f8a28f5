import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { environment, type Version } from './environments.ts';

export { Unavailable, type Version, versions } from './environments.ts';

/** One relationship as a mapped class has it; what mapper configuration has not worked out is null. */
export interface Relationship {
  readonly key: string;
  readonly target: string | null;
  readonly direction: 'ONETOMANY' | 'MANYTOONE' | 'MANYTOMANY' | null;
  readonly uselist: boolean | null;
  readonly secondary: string | null;
  /** As SQLAlchemy keeps it: `True`, `False` and `None` of the source are still that. */
  readonly lazy: string | boolean | null;
  readonly viewonly: boolean | null;
  readonly generated_by_backref: boolean;
  /** `module:Name.key` of the relationship whose backref made this one. */
  readonly backref_source: string | null;
  readonly inherited_from: string | null;
  readonly back_populates: string | null;
  readonly reverse: readonly string[];
  readonly collection_class: string | null;
  readonly local_remote_pairs: readonly (readonly [string, string])[] | null;
  /** The file below the root of the case and the line where the relationship, or the source of its backref, is written. */
  readonly file: string | null;
  readonly line: number | null;
  /** Mapper configuration came to its end with it, raised an error in it, or did not come to it. */
  readonly state: 'configured' | 'failed' | 'pending';
}

/** One mapped class; `line` is that of its class statement, null when it has none. */
export interface MappedClass {
  readonly class: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly tablename: string | null;
  readonly inherits: string | null;
  readonly inheritance: 'single' | 'joined' | 'concrete' | null;
  readonly configured: boolean;
  readonly relationships: readonly Relationship[];
}

/** What was raised: at import (`line`: where in the case), by `configure_mappers()`, or, as `crash`, what ended the process. */
export interface Failure {
  readonly stage: 'import' | 'configure' | 'crash';
  readonly exception: string;
  readonly message: string;
  readonly line?: number | null;
}

/** What SQLAlchemy makes of a case. */
export interface Outcome {
  readonly classes: readonly MappedClass[];
  readonly errors: readonly Failure[];
  readonly warnings: readonly { readonly category: string; readonly message: string }[];
  /** All that the mappers know (`mappers.py`), for a case that asks for it and that is configured without an error. */
  readonly graph?: Readonly<Record<string, unknown>>;
}

/** Models in one file, by its absolute path, or in modules that are imported in this order from the folder `root`. */
export type Case = string | { readonly key: string; readonly root: string; readonly modules: readonly string[]; readonly whole?: true };

/**
 * What the real SQLAlchemy makes of each case, by path or key: each is imported and configured in a process of its own.
 * The outcome is the same in every run. Throws `Unavailable` where SQLAlchemy cannot be run.
 */
export async function configureAll(version: Version, cases: readonly Case[]): Promise<ReadonlyMap<string, Outcome>> {
  const child = spawn(await environment(version), ['-I', fileURLToPath(new URL('dump.py', import.meta.url))], { stdio: 'pipe' });
  const complaints = text(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  child.stdin.end(cases.map(it => `${JSON.stringify(typeof it === 'string' ? { key: it, root: dirname(it), file: basename(it) } : it)}\n`).join(''));
  const outcomes = new Map<string, Outcome>();
  for await (const line of createInterface(child.stdout)) {
    const { key, outcome }: { key: string; outcome: Outcome } = JSON.parse(line);
    outcomes.set(key, outcome);
  }
  const code = await ended;
  if (code !== 0 || outcomes.size !== cases.length)
    throw new Error(`dump.py ended with ${code} after ${outcomes.size} of ${cases.length} cases\n${await complaints}`);
  return outcomes;
}
