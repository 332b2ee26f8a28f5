/** Where an application imports its models, and one import more there. */
import { memo } from '../base/lazy.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ModuleInfo } from '../model/modules.ts';
import { walk } from '../syntax/locate.ts';
import type { Import, ImportFrom, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { blocksOf } from './class-body.ts';
import { extendImport, Imports, isImport, isTypeChecking, moduleOf } from './imports.ts';
import { insertItem } from './lists.ts';
import { topLevel } from './names.ts';
import { readBrackets } from './scan.ts';
import { type Change, indentAt, lineEnd, lineStart, nextLine, quoted, type Source } from './source.ts';

/** One import that loads a module of models. */
interface Loader {
  readonly statement: Import | ImportFrom;
  /** The statements it stands among. */
  readonly block: readonly Stmt[];
  readonly inFunction: boolean;
  /** `from . import author`, `from .author import Author`, `from .author import *`, `import blog.author`. */
  readonly style: 'modules' | 'names' | 'star' | 'plain';
  /** Modules of models that it loads. */
  readonly modules: readonly ModuleInfo[];
  /** The names it binds for them; none for a star. */
  readonly names: readonly string[];
}

/** A file that imports models. */
export interface Collector {
  readonly module: ModuleInfo;
  readonly loaders: readonly Loader[];
  /** How many modules of models it imports for no other sake than to have them loaded. */
  readonly count: number;
}

/** What a file imports of modules that hold mapped classes; undefined when it imports none, or cannot be changed. */
export function collectorIn(snapshot: Snapshot, uri: string): Collector | undefined {
  const { project } = snapshot;
  const module = project.modules.of(uri);
  const tree = snapshot.tree(uri);
  if (!module || !tree || tree.broken || snapshot.installed(uri)) return undefined;
  const models = modelUris(snapshot);
  const loaders: Loader[] = [];
  const find = (name: string | undefined): ModuleInfo | undefined => {
    const found = name === undefined ? undefined : project.modules.find(name, module);
    return found && models.has(found.uri) && found.uri !== uri ? found : undefined;
  };
  const collect = (block: readonly Stmt[], inFunction: boolean): void => {
    for (const it of block) {
      if (isImport(it)) {
        const loader = loaderOf(it, find, path => project.modules.absolute(path.level, path.module, module));
        if (loader) loaders.push({ ...loader, statement: it, block, inFunction });
      } else if (it.kind !== 'class' && !isTypeChecking(it)) collect(blocksOf(it), inFunction || it.kind === 'function');
    }
  };
  collect(tree.body, false);
  if (loaders.length === 0) return undefined;
  const read = new Set<string>();
  walk(tree.body, (node, parents) => {
    const parent = parents.at(-1)?.kind;
    if (node.kind === 'name' && parent !== 'import' && parent !== 'import-from') read.add(node.id);
  });
  const idle = loaders.filter(l => module.isPackage || l.names.every(n => !read.has(n)));
  return { module, loaders, count: new Set(idle.flatMap(l => l.modules.map(m => m.uri))).size };
}

const byProject = new WeakMap<object, ReadonlySet<string>>();
const modelUris = ({ project }: Snapshot): ReadonlySet<string> => memo(byProject, project, () => new Set(project.ownClasses.map(c => c.at.uri)));

type Found = Pick<Loader, 'style' | 'modules' | 'names'>;

function loaderOf(
  it: Import | ImportFrom,
  find: (name: string | undefined) => ModuleInfo | undefined,
  absolute: (path: { readonly level: number; readonly module: string }) => string | undefined,
): Found | undefined {
  if (it.kind === 'import') {
    const found = it.names.flatMap(n => {
      const module = find(n.path.map(p => p.id).join('.'));
      return module ? [{ module, name: (n.alias ?? n.path[0])?.id ?? '' }] : [];
    });
    return found.length > 0 && it.names.length === 1 ? { style: 'plain', modules: found.map(f => f.module), names: found.map(f => f.name) } : undefined;
  }
  const path = absolute({ level: it.level, module: it.module.map(n => n.id).join('.') });
  if (path === undefined) return undefined;
  const [inside, own] = [it.names.map(n => ({ module: find(path === '' ? n.name.id : `${path}.${n.name.id}`), name: (n.alias ?? n.name).id })), find(path)];
  const modules = inside.flatMap(i => i.module ?? []);
  if (modules.length > 0) return { style: 'modules', modules, names: inside.filter(i => i.module).map(i => i.name) };
  return own ? { style: it.star ? 'star' : 'names', modules: [own], names: it.star ? [] : inside.map(i => i.name) } : undefined;
}

/** Writes the import of a class's module beside those that a file has. False when they are written in a way that is not understood. */
export function importBeside(change: Change, snapshot: Snapshot, { module, loaders }: Collector, target: MappedClass): boolean {
  const source = change.source(module.uri);
  const { module: wanted } = target.symbol;
  if (!source) return false;
  const isSibling = (m: ModuleInfo): boolean => parentOf(m) === parentOf(wanted);
  // Those of its own package first, of them the last written.
  const beside = loaders.findLast(l => l.modules.some(isSibling)) ?? loaders.at(-1);
  const [sibling] = beside?.modules.filter(isSibling) ?? [];
  if (!beside) return false;
  const { statement, style } = beside;
  const last = wanted.name.split('.').at(-1) ?? '';
  if (style === 'modules' && sibling && statement.kind === 'import-from') {
    // One statement for each module, or names given anew: then a further statement.
    const others = beside.block.filter(s => s.kind === 'import-from' && s !== statement && moduleOf(s) === moduleOf(statement));
    if (others.length === 0 && statement.names.every(n => !n.alias))
      return extendImport(change, source, statement, [last]) && list(change, source, beside.names, last);
  }
  const taken = binds(source, target.name);
  const code = codeOf(snapshot, beside, module, target, taken);
  return code !== undefined && insertStatement(change, source, beside, code) && (code.name === undefined || list(change, source, beside.names, code.name));
}

/** Writes the import of a class's module into a package that imports no models yet. */
export function importFirst(change: Change, module: ModuleInfo, target: MappedClass, relative: boolean): boolean {
  const source = change.source(module.uri);
  const path = relative ? relativePath(module, target.symbol.module) : target.symbol.module.name;
  if (!source || path === undefined || binds(source, target.name)) return false;
  const imports = new Imports(change, source);
  imports.add(path, target.name);
  imports.write();
  return true;
}

const parentOf = (m: ModuleInfo): string => m.name.slice(0, Math.max(0, m.name.lastIndexOf('.')));

const binds = ({ tree }: Source, name: string): boolean =>
  tree.body.some(
    s =>
      (isImport(s) && s.names.some(n => (n.alias ?? ('name' in n ? n.name : n.path[0]))?.id === name)) ||
      ((s.kind === 'class' || s.kind === 'function') && s.name.id === name) ||
      (s.kind === 'assign' && s.targets.some(t => t.kind === 'name' && t.id === name)),
  );

/** `..models.book` for a module, as another one writes it; undefined when they share no package. */
function relativePath(from: ModuleInfo, to: ModuleInfo): string | undefined {
  const [own, theirs] = [from.isPackage ? from.name.split('.') : from.name.split('.').slice(0, -1), to.name.split('.')];
  let shared = 0;
  while (shared < own.length && own[shared] === theirs[shared]) shared++;
  return shared === 0 ? undefined : '.'.repeat(own.length - shared + 1) + theirs.slice(shared).join('.');
}

interface Code {
  /** What the statements are sorted by. */
  readonly path: string;
  readonly text: string;
  /** The name it binds, where it binds one for the class or its module. */
  readonly name: string | undefined;
}

/** The statement that imports a class's module as another one is imported. `taken`: its name means something else there. */
function codeOf(snapshot: Snapshot, { statement, style, modules }: Loader, from: ModuleInfo, target: MappedClass, taken: boolean): Code | undefined {
  const { module: wanted, fact } = target.symbol;
  const [like] = modules;
  const written = pathOf(statement);
  const absolute = (): string | undefined => {
    // `src.blog.author` where the module is known as `blog.author`.
    const known = style === 'modules' && like ? parentOf(like) : like?.name;
    return known !== undefined && written.endsWith(known) && !written.startsWith('.')
      ? written.slice(0, written.length - known.length) + wanted.name
      : wanted.name;
  };
  if (style === 'plain' || (taken && style !== 'star')) {
    const path = absolute();
    return path === undefined ? undefined : { path, text: `import ${path}`, name: undefined };
  }
  const path = written.startsWith('.') ? relativePath(from, wanted) : absolute();
  if (path === undefined || statement.kind !== 'import-from') return undefined;
  if (style === 'star') return { path, text: `from ${path} import *`, name: undefined };
  // A class in a function is no name of its module.
  const named = topLevel(snapshot, wanted.uri, fact.name.id) ? fact.name.id : undefined;
  const dot = path.lastIndexOf('.');
  const again = statement.names.every(n => n.alias?.id === n.name.id);
  const as = (name: string): string => (again ? `${name} as ${name}` : name);
  if (style === 'modules' || named === undefined) {
    const [parent, name] = [/^\.+$/.test(path.slice(0, dot + 1)) ? path.slice(0, dot + 1) : path.slice(0, dot), path.slice(dot + 1)];
    if (parent === '') return { path, text: `import ${path}`, name };
    const [first] = statement.names;
    const alias = again ? name : first?.alias && like && otherAlias(first.alias.id, like, wanted);
    // Two modules called `models` need names of their own.
    if (first?.alias && alias === undefined) return { path: absolute() ?? path, text: `import ${absolute()}`, name: undefined };
    return { path: parent, text: `from ${parent} import ${name}${alias === undefined ? '' : ` as ${alias}`}`, name: alias ?? name };
  }
  return { path, text: `from ${path} import ${as(named)}`, name: named };
}

/** `book_models` for `app.books.models`, where `app.authors.models` is called `author_models`; undefined where the name does not come of the package. */
function otherAlias(alias: string, like: ModuleInfo, wanted: ModuleInfo): string | undefined {
  const [theirs, own] = [like, wanted].map(m => m.name.split('.').at(-2) ?? '');
  for (const cut of ['', 's']) {
    const [from, to] = [theirs, own].map(n => (cut !== '' && n?.endsWith(cut) ? n.slice(0, -cut.length) : n));
    if (from && to && alias.includes(from)) return alias.replace(from, to);
  }
  return undefined;
}

const pathOf = (it: Import | ImportFrom): string => (it.kind === 'import-from' ? moduleOf(it) : (it.names[0]?.path.map(p => p.id).join('.') ?? ''));

/** Where the statements around one are sorted by their paths, in the order; else behind it. */
function insertStatement(change: Change, source: Source, { statement, block }: Loader, { path, text: code }: Code): boolean {
  const { text, lines, eol } = source;
  const start = (it: Stmt): number => lines.offset(it.range.start);
  const alone = (it: Stmt): boolean => text.slice(lineStart(text, start(it)), start(it)).trim() === '' && /^\s*(?:#|$)/.test(rest(it));
  const rest = (it: Stmt): string => text.slice(lines.offset(it.range.end), lineEnd(text, lines.offset(it.range.end)));
  if (!alone(statement)) return false;
  const own = block.indexOf(statement);
  const near = (a: Stmt | undefined, b: Stmt | undefined): boolean =>
    a !== undefined && b !== undefined && b.kind === statement.kind && isImport(b) && alone(b) && b.range.start.line === a.range.end.line + 1;
  let [first, last] = [own, own];
  while (near(block[last], block[last + 1])) last++;
  while (first > 0 && isImport(block[first - 1] ?? statement) && block[first - 1]?.kind === statement.kind && near(block[first - 1], block[first])) first--;
  const group = block.slice(first, last + 1).filter(isImport);
  const key = (it: string): string => it.toLowerCase();
  const sorted = group.every((it, i) => i === 0 || key(pathOf(group[i - 1] ?? it)) <= key(pathOf(it)));
  const next = sorted ? group.find(it => key(pathOf(it)) > key(path)) : undefined;
  const before = sorted ? (next ? undefined : group.at(-1)) : statement;
  // What keeps linters from taking out the others keeps them from this one.
  const remark = /^\s*#.*(?:noqa|pylint|type:|isort|ruff).*$/.exec(rest(statement))?.[0].trimEnd() ?? '';
  const line = `${indentAt(text, start(statement))}${code}${remark}`;
  if (next) change.insert(source, lineStart(text, start(next)), `${line}${eol}`);
  else if (before) {
    const end = lineEnd(text, lines.offset(before.range.end));
    if (end === text.length) change.insert(source, end, `${eol}${line}`);
    else change.insert(source, nextLine(text, end), `${line}${eol}`);
  }
  return true;
}

/** Adds a name to `__all__` where that lists the names of its siblings. */
function list(change: Change, source: Source, names: readonly string[], name: string): boolean {
  const { text, lines, tree } = source;
  const value = tree.body.flatMap(s =>
    s.kind === 'assign' && !s.augmented && s.targets.some(t => t.kind === 'name' && t.id === '__all__') ? [s.value] : [],
  )[0];
  if (value?.kind !== 'list' && value?.kind !== 'tuple') return true;
  const written = value.items.flatMap(i => (i.kind === 'string' ? [i.value] : []));
  const brackets = readBrackets(text, lines.offset(value.range.start));
  if (!brackets || written.length !== value.items.length || names.length === 0 || !names.every(n => written.includes(n))) return true;
  const sorted = written.every((w, i) => i === 0 || (written[i - 1] ?? '') <= w);
  return insertItem(
    change,
    source,
    brackets,
    quoted(name, quoteOf(text, brackets.slots[0]?.start) ?? source.quote),
    sorted ? written.findIndex(w => w > name) : -1,
  );
}

const quoteOf = (text: string, at: number | undefined): string | undefined => (at === undefined ? undefined : /["']/.exec(text[at] ?? '')?.[0]);
