/** Which names mean the same in another file, and how mapped classes are called in strings. */
import type { Binding } from '../facts/facts.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** The names an expression looks up, those that it binds itself left out; undefined when it binds some in a way that is not followed. */
export function freeNames(expr: Expr): readonly Extract<Expr, { kind: 'name' }>[] | undefined {
  const out: Extract<Expr, { kind: 'name' }>[] = [];
  let followed = true;
  const visit = (it: Expr | undefined, bound: ReadonlySet<string>): void => {
    if (!it) return;
    switch (it.kind) {
      case 'name':
        if (!bound.has(it.id)) out.push(it);
        return;
      case 'attribute':
        visit(it.value, bound);
        return;
      case 'call':
        visit(it.func, bound);
        for (const a of it.args) visit(a.value, bound);
        return;
      case 'subscript':
        visit(it.value, bound);
        for (const a of it.items) visit(a.value, bound);
        return;
      case 'list':
      case 'tuple':
      case 'set':
        for (const i of it.items) visit(i, bound);
        return;
      case 'dict':
        for (const e of it.entries) {
          visit(e.key, bound);
          visit(e.value, bound);
        }
        return;
      case 'binary':
        visit(it.left, bound);
        visit(it.right, bound);
        return;
      case 'unary':
        visit(it.value, bound);
        return;
      case 'ternary':
        for (const e of [it.test, it.body, it.orElse]) visit(e, bound);
        return;
      case 'lambda':
        for (const p of it.params) visit(p.default, bound);
        visit(it.body, new Set([...bound, ...it.params.flatMap(p => p.name?.id ?? [])]));
        return;
      case 'string':
      case 'number':
      case 'constant':
        return;
      default:
        followed = false;
    }
  };
  visit(expr, new Set());
  return followed ? out : undefined;
}

/** The binding that a module-level name has at the end of a file. */
export const topLevel = (snapshot: Snapshot, uri: string, name: string): Binding | undefined =>
  snapshot.facts(uri)?.scope.bindings.findLast(b => b.name.id === name && b.guard !== 'type-checking');

/** An import as an absolute module path and the name taken from it. */
export function importOf(
  project: Project,
  binding: Binding | undefined,
  module: ModuleInfo,
): { readonly module: string; readonly attr: string | undefined } | undefined {
  if (binding?.kind !== 'import') return undefined;
  const path = project.modules.absolute(binding.level, binding.module, module);
  return path === undefined ? undefined : { module: path, attr: binding.attr?.id };
}

/** How strings in a relationship of `from` name a class: its bare name, or the shortest module path that names it and no other. */
export function registryName(project: Project, from: MappedClass, cls: MappedClass): string | undefined {
  const parts = [...cls.symbol.module.name.split('.'), cls.name];
  for (let start = parts.length - 1; start >= 0; start--) {
    const path = parts.slice(start).join('.');
    const found = sole(project.lookup(from, path));
    if (found?.kind === 'class' && found.mapper === cls) return path;
  }
  return undefined;
}
