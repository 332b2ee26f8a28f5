import { type Collector, collectorIn, importBeside, importFirst } from '../edits/collect.ts';
import { isTest } from '../model/loading.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';

/** How many places are offered. */
const most = 4;

/**
 * Imports the module of a class where the application collects its models: in a package or a module that imports others of them and makes nothing of their
 * names, else in the package that holds both classes. The safest first.
 */
export function importFixes(snapshot: Snapshot, target: MappedClass, user: MappedClass): readonly Fix[] {
  const places = collectors(snapshot, target, user);
  const fixes = places.flatMap((it, i): readonly Fix[] => {
    // Models that only migrations load are not there when the application runs.
    const others = it.loaders.flatMap(l => (l.inFunction ? [] : l.modules));
    const closes = others.length > 0 && closesCircle(snapshot, target.symbol.module, it.module) && !others.some(m => closesCircle(snapshot, m, it.module));
    const preferred = i === 0 && !it.late && !closes;
    return fix(snapshot, `Import '${target.name}' in ${pathOf(snapshot, it.module)}`, change => importBeside(change, snapshot, it, target), preferred);
  });
  return fixes.length > 0 ? fixes.slice(0, most) : inPackage(snapshot, target, user);
}

interface Place extends Collector {
  /** It belongs to migrations or the like. */
  readonly late: boolean;
}

/** The files that import models to have them loaded, the best first. */
function collectors(snapshot: Snapshot, target: MappedClass, user: MappedClass): readonly Place[] {
  const { project } = snapshot;
  const packageOf = (m: ModuleInfo): string => m.name.split('.').slice(0, -1).join('.');
  const own = target.symbol.module;
  const near = project.ownClasses.map(c => c.symbol.module).filter(m => m.uri !== own.uri && m.name.split('.')[0] === own.name.split('.')[0]);
  const importers = new Set([user.at.uri, ...near.map(m => m.uri)].flatMap(uri => project.importers(uri)));
  const holdsModels = new Set(near.map(m => m.uri));
  return [...importers]
    .filter(uri => uri !== own.uri && isTest(uri) === isTest(own.uri) && !/\/versions\//.test(uri))
    .flatMap((uri): readonly (Place & { readonly rank: number })[] => {
      const it = collectorIn(snapshot, uri);
      if (!it || it.count === 0) return [];
      const late = /\/(?:alembic|migrations?)\/|\/env\.py$/.test(uri);
      const around = it.module.isPackage && `${own.name}.`.startsWith(`${it.module.name}.`);
      const siblings = it.loaders.some(l => l.modules.some(m => packageOf(m) === packageOf(own)));
      // A module of models imports others for what it does itself.
      if (!it.module.isPackage && (holdsModels.has(uri) || (it.count === 1 && !siblings))) return [];
      return [{ ...it, late, rank: late ? 3 : around ? 0 : siblings ? 1 : 2 }];
    })
    .sort((a, b) => a.rank - b.rank || b.count - a.count || (a.module.uri < b.module.uri ? -1 : 1));
}

/** In the package around both classes, which is loaded with either. */
function inPackage(snapshot: Snapshot, target: MappedClass, user: MappedClass): readonly Fix[] {
  const { project } = snapshot;
  const parts = target.symbol.module.name.split('.').slice(0, -1);
  const own = parts.length > 0 ? project.modules.find(parts.join('.'), target.symbol.module) : undefined;
  if (!own?.isPackage || !user.symbol.module.name.startsWith(`${own.name}.`) || closesCircle(snapshot, target.symbol.module, own)) return [];
  const relative = [target.at.uri, user.at.uri].some(uri => project.sources.imports(uri).some(l => l.level > 0));
  return fix(snapshot, `Import '${target.name}' in ${pathOf(snapshot, own)}`, change => importFirst(change, own, target, relative), true);
}

/** True when a module needs something that another one defines, by itself or through what it imports. */
function closesCircle({ project }: Snapshot, module: ModuleInfo, other: ModuleInfo): boolean {
  const seen = new Set<string>();
  const pending: ModuleInfo[] = [module];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at.uri)) continue;
    seen.add(at.uri);
    for (const { level, module: written, names } of project.sources.imports(at.uri)) {
      const path = project.modules.absolute(level, written, at);
      const found = path === undefined ? undefined : project.modules.find(path, at);
      const inside = names.map(n => project.modules.find(`${path}.${n}`, at));
      if (found?.uri === other.uri && (names.length === 0 || inside.includes(undefined))) return true;
      for (const next of [...inside, inside.length === 0 || inside.includes(undefined) ? found : undefined]) if (next && !next.installed) pending.push(next);
    }
  }
  return false;
}

/** Below its workspace folder, with forward slashes. */
const pathOf = ({ folders }: Snapshot, { uri, folder }: ModuleInfo): string => {
  const root = folders.find(f => f.uri === folder)?.uri ?? folder;
  return decodeURIComponent(uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri);
};
