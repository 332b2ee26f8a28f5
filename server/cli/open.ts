import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { exists, type Problem, packagesAround, pathOf, uriOf } from '../workspace/disk.ts';
import { Session } from '../workspace/session.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** What the paths of a command line hold, seen together with the projects around them. */
export interface Opened {
  readonly snapshot: Snapshot;
  /** The folder that `relative` counts from: the path itself, the folder of a file, or what several paths have in common. */
  readonly root: string;
  readonly leftOut: readonly Problem[];
  /** True for a file at or below one of the paths, those of an environment there left out. */
  readonly within: (uri: string) => boolean;
  /** A file's path below the root, with forward slashes. */
  readonly relative: (uri: string) => string;
}

/** The same, with a way to look again. */
export interface Reopened extends Opened {
  /** What is there after some files were written. */
  readonly again: (written: readonly string[]) => Reopened;
}

/** Reads the projects that the paths lie in. */
export async function open(paths: readonly string[]): Promise<Reopened> {
  const targets = paths.map(path => {
    const full = resolve(path);
    const kind = exists(full);
    if (kind === undefined) throw new Error(`there is no file or folder '${path}'`);
    if (kind === 'file' && !full.endsWith('.py')) throw new Error(`'${path}' is no Python file`);
    return { path, full, kind };
  });
  const session = new Session();
  const roots = new Set(targets.map(({ full, kind }) => (kind === 'folder' ? importRoot(full) : projectRoot(dirname(full)))));
  // A project inside another one that is read as well is read with it.
  for (const root of roots) if (![...roots].some(other => other !== root && isWithin(root, other))) session.addFolder(uriOf(root));
  // The environment that is active in the shell is the one the code is run in.
  const active = process.env['VIRTUAL_ENV'] || process.env['CONDA_PREFIX'];
  if (active) session.choosePython(Object.fromEntries(session.folders.map(f => [f.uri, active])));
  await session.index();
  for (const { path, full } of targets) {
    const unread = session.leftOut.find(it => it.path === full);
    if (unread) throw new Error(`'${path}' cannot be read: ${unread.why}`);
  }
  return opened(session, targets);
}

type Target = { readonly full: string; readonly kind: 'file' | 'folder' };

function opened(session: Session, targets: readonly Target[]): Reopened {
  const snapshot = session.snapshot();
  const root = targets.map(({ full, kind }) => (kind === 'folder' ? full : dirname(full))).reduce(commonFolder);
  const holds = (path: string): boolean => targets.some(({ full }) => isWithin(path, full));
  return {
    snapshot,
    again: written => {
      for (const uri of written) session.changed(uri, true);
      return opened(session, targets);
    },
    root,
    leftOut: session.leftOut.filter(({ path }) => holds(path)),
    within: uri => holds(pathOf(uri) ?? '') && !snapshot.installed(uri),
    relative: uri => slashed(relative(root, pathOf(uri) ?? uri)),
  };
}

export const slashed = (path: string): string => path.split(sep).join('/');

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function commonFolder(a: string, b: string): string {
  let common = a;
  while (!isWithin(b, common) && dirname(common) !== common) common = dirname(common);
  return common;
}

/** The folder that the packages around a folder are imported from; the folder itself when it is no package. */
function importRoot(folder: string): string {
  let root = folder;
  for (const _ of packagesAround(folder)) {
    // Among installed packages only the package itself is meant.
    if (/^(?:site|dist)-packages$/.test(basename(dirname(root)))) break;
    root = dirname(root);
  }
  return root;
}

/** The project a file's folder belongs to: the nearest folder that says so, else the folder its packages are imported from. */
function projectRoot(folder: string): string {
  const imported = importRoot(folder);
  for (let at = imported; dirname(at) !== at; at = dirname(at)) {
    if (['pyproject.toml', 'setup.py', 'setup.cfg', '.git'].some(name => exists(join(at, name)) !== undefined)) return at;
  }
  return imported;
}
