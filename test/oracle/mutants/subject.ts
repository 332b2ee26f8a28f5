import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { defaultConfig } from '../../../server/config.ts';
import { findings } from '../../../server/features/diagnostics.ts';
import type { Severity } from '../../../server/rules/rule.ts';
import { uriOf } from '../../../server/workspace/disk.ts';
import { Session } from '../../../server/workspace/session.ts';
import type { Application } from '../apps/apps.ts';
import { install } from '../apps/install.ts';
import { environment, type Version, versions } from '../environments.ts';
import { Source } from './source.ts';

/** Models that SQLAlchemy takes: one of the sample projects, or an installed application. */
export interface Subject {
  readonly name: string;
  readonly home: string;
  readonly python: string;
  readonly spec: Partial<Application>;
  /** The SQLAlchemy that it is run with, where neither its own files nor an environment beside them say it. */
  readonly version?: Version;
}

/** A file of a subject with another text; without a path the subject as it is. */
export interface Change {
  readonly key: string;
  readonly path?: string;
  readonly text?: string;
}

/** Something that was raised: by SQLAlchemy, or because of a wrong argument of its functions (`library`), or by Python. */
export interface Raised {
  readonly stage: 'import' | 'configure';
  readonly exception: string;
  readonly message: string;
  readonly library: boolean;
  /** Where in the subject, one-based. */
  readonly file: string | null;
  readonly line: number | null;
}
export interface Answer {
  readonly key: string;
  readonly errors: readonly Raised[];
  readonly warnings: readonly string[];
  /** How the process ended, when it ended without an answer. */
  readonly ended?: number;
  /** Of an unchanged subject: the files with mapped classes, and the modules that were imported. */
  readonly files?: readonly string[];
  readonly loaded?: readonly string[];
}

/** What may be imported once for all changes: these modules, as far as they load none of the files that are changed. */
export interface Shared {
  readonly shared: readonly string[];
  readonly files: readonly string[];
}

const at = (path: string): string => join(import.meta.dirname, '../../workspaces', path);

/** The sample projects. */
export async function samples(): Promise<readonly Subject[]> {
  const python = await environment('2.0');
  return [
    { name: 'flask-blog', home: at('flask-blog'), python, version: '2.0', spec: { modules: ['blog.models'], stubs: false } },
    {
      name: 'classic-orm',
      home: at('classic-orm/src'),
      python,
      version: '2.0',
      spec: { modules: ['shop.catalog', 'shop.orders', 'shop.people'], stubs: false },
    },
  ];
}

/** An application, installed. */
export async function applied(app: Application): Promise<Subject> {
  const home = await install(app);
  const version = versions.find(it => app.with.some(requirement => requirement.startsWith(`SQLAlchemy==${it}.`)));
  return {
    ...(version ? { version } : {}),
    name: app.name,
    home,
    python: join(home, '.venv', ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'])),
    spec: app,
  };
}

/** What SQLAlchemy says of each change, in order. Nothing is written. */
export async function ask({ home, python, spec }: Subject, changes: readonly Change[], shared?: Shared): Promise<readonly Answer[]> {
  const scripts = join(import.meta.dirname, '../apps');
  const child = spawn(python, ['-B', join(import.meta.dirname, 'run.py'), JSON.stringify({ ...spec, root: home, ...shared })], {
    stdio: 'pipe',
    env: { ...process.env, PYTHONPATH: `${home}:${scripts}`, PYTHONHASHSEED: '0', ...spec.env },
  });
  const complaints = text(child.stderr);
  child.stdin.end(changes.map(it => `${JSON.stringify(it)}\n`).join(''));
  const answers: Answer[] = [];
  for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line));
  if (answers.length !== changes.length) throw new Error((await complaints).split('\n').slice(-12).join('\n'));
  return answers;
}

/** A finding, as it is compared. */
export interface Seen {
  readonly code: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly message: string;
  readonly path: string;
  /** Zero-based. */
  readonly line: number;
}

/** Our side of a subject: its files of models, and what we say when one of them is changed. */
export class Ours {
  readonly sources: readonly Source[];
  readonly #session = new Session();
  readonly #home: string;
  readonly #files: readonly string[];

  private constructor(home: string, files: readonly string[]) {
    this.#home = home;
    this.#files = files;
    this.sources = files.map(path => new Source(path, readFileSync(join(home, path), 'utf8'))).filter(it => it.classes.length > 0);
  }

  static async of({ home, version }: Subject, files: readonly string[]): Promise<Ours> {
    const it = new Ours(home, files);
    it.#session.addFolder(uriOf(home));
    if (version) it.#session.configure(uriOf(home), { ...defaultConfig, sqlalchemyVersion: version });
    await it.#session.index();
    return it;
  }

  findings({ path, text }: { readonly path?: string; readonly text?: string } = {}): readonly Seen[] {
    const uri = path === undefined ? undefined : uriOf(join(this.#home, path));
    if (uri !== undefined) this.#session.edit(uri, text);
    try {
      const snapshot = this.#session.snapshot();
      return this.#files.flatMap(file =>
        findings(snapshot, uriOf(join(this.#home, file))).map(({ rule, severity, finding }) => ({
          code: rule.code,
          severity,
          message: finding.message,
          path: file,
          line: finding.range.start.line,
        })),
      );
    } finally {
      if (uri !== undefined) this.#session.edit(uri, undefined);
    }
  }
}
