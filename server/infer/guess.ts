/** Which mapped class a name speaks of, where the code alone does not tell. */
import { append, memo } from '../base/lazy.ts';
import { sameRange } from '../base/ranges.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { pathTo, walk } from '../syntax/locate.ts';
import type { Attribute, Expr, FunctionDef, Module } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Context, Guess } from './context.ts';
import { dotted, type Environment } from './environment.ts';
import { lastName } from './sites.ts';
import type { Type } from './types.ts';

/**
 * What an expression is taken for where names count as hints and its type does not tell: what its name fits when nothing is known of it, or only that
 * something outside the workspace holds it; a class below the known one that alone has the attribute. Undefined when its type stands.
 */
export function supposed(ctx: Context, type: Type, expr: Expr, attr: string | undefined, env: Environment): Guess | undefined {
  switch (type.kind) {
    case 'unknown':
    case 'none':
    case 'never':
      return guess(ctx, expr, attr, env);
    case 'library':
      // `session.user` of a web framework; what is imported by this very name is what it is.
      return isImported(ctx, type.path, expr, env) ? undefined : guess(ctx, expr, attr, env);
    case 'instance':
      return attr === undefined ? undefined : below(ctx, type.cls, attr);
    default:
      return undefined;
  }
}

function isImported({ snapshot }: Context, path: string, expr: Expr, { module }: Environment): boolean {
  if (expr.kind !== 'name') return false;
  const value = snapshot.project.evaluator.name(expr.id, { module, frames: [] });
  return value.kind === 'library' && value.path === path;
}

/** The only class below one that has the attribute: of a hierarchy, instances of the base are often known to be more than that. */
function below({ snapshot: { project } }: Context, base: MappedClass, attr: string): Guess | undefined {
  if (sole(project.attribute(base, attr))) return undefined;
  const [cls, ...others] = (indexOf(project).byOwn.get(attr) ?? []).filter(c => c.own.has(attr) && inherits(c, base));
  if (!cls || others.length > 0) return undefined;
  return { type: { kind: 'instance', cls }, evidence: { text: `of the classes below \`${base.name}\` only \`${cls.name}\` has \`${attr}\``, at: cls.at } };
}

const inherits = ({ parent }: MappedClass, base: MappedClass): boolean => parent !== undefined && (parent === base || inherits(parent, base));

/**
 * The class that the name of an expression fits and that owns the attribute read from it. Undefined when none does or several do equally, when a class
 * of exactly this name has no such attribute, or when other attributes that are read from the expression speak against it.
 */
function guess(ctx: Context, expr: Expr, attr: string | undefined, env: Environment): Guess | undefined {
  if (ctx.told && ctx.told.uri === env.module.uri && sameRange(ctx.told.range, expr.range)) return ctx.told;
  // What is written like a class is one, and not of those that are known.
  if (/^_*[A-Z]/.test(lastName(expr))) return undefined;
  let best: { readonly cls: MappedClass; readonly named: Named } | undefined;
  for (const named of namesOf(expr, env)) {
    const cls = fitting(ctx, named.name, attr, env);
    if (cls === 'contradicted') {
      if (best) break;
      return undefined;
    }
    if (!cls || contradicts(ctx, cls, expr, env) || (hasNamesake(ctx.snapshot, cls.name) && !ofDatabase.test(named.name))) continue;
    if (best && best.cls !== cls) {
      // `role = get_team_role()`: where it comes from may say more than its own name, or something else.
      if (rankOf(wordsOf(named.name), wordsOfClass(cls)) !== 0) continue;
      if (!endsWith(wordsOfClass(cls), wordsOfClass(best.cls))) return undefined;
      best = { cls, named };
    }
    best ??= { cls, named };
  }
  if (!best) return undefined;
  const { cls, named } = best;
  const text = `the name \`${named.name}\` fits \`${cls.name}\`${attr === undefined ? '' : `, which owns \`${attr}\``}`;
  return { type: { kind: 'instance', cls }, evidence: { text, at: { uri: env.module.uri, range: named.of.range } } };
}

/** A class of the same name that is not mapped: a schema, a plain copy of the model. The name may speak of it just as well. */
const hasNamesake = ({ declaring, project }: Snapshot, name: string): boolean =>
  declaring(name).some(uri => !project.inFile(uri).some(c => c.name.toLowerCase() === name.toLowerCase()));

/** `db_post`: the model, not what was made of it. */
const ofDatabase = /^(?:db|orm|model)_|_(?:db|orm|model)$/;

interface Named {
  readonly name: string;
  readonly of: Expr;
}

/** The names that speak for an expression, its own first, then those of what it was made from. */
function* namesOf(expr: Expr, env: Environment, steps = 2): Generator<Named> {
  switch (expr.kind) {
    case 'name':
    case 'attribute': {
      yield { name: lastName(expr), of: expr };
      const path = dotted(expr);
      const origin = path === undefined || steps === 0 ? undefined : env.origin(path);
      if (!origin || origin.how === 'said') return;
      const made = namesOf(origin.node, origin.env, steps - 1);
      if (origin.how === 'an item of') for (const { name, of } of made) yield { name: singular(name), of };
      else yield* made;
      return;
    }
    case 'call': {
      const name = lastName(expr.func).replace(
        /^(?:_*(?:get|create|make|new|find|fetch|load|add|build|update|clone|insert|save|parse|to|from|generate|setup)_)+/,
        '',
      );
      if (/^(?:first|one|get|pop|next|all|one_or_none|copy|list|sorted|JSONObject)$/.test(name)) {
        if (expr.func.kind === 'attribute') yield* namesOf(expr.func.value, env, steps);
        return;
      }
      yield { name, of: expr };
      return;
    }
    case 'subscript':
      for (const { name, of } of namesOf(expr.value, env, steps)) yield { name: singular(name), of };
      return;
    case 'await':
      if (expr.value) yield* namesOf(expr.value, env, steps);
      return;
    default:
  }
}

function singular(name: string): string {
  if (/ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name.replace(/_(?:list|set|collection|query)$/, '');
}

/** `new_event2` -> new, event */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/\d+$/, '')
    .split('_')
    .filter(w => w !== '')
    .map(w => w.toLowerCase());

/** `BlogPost` -> blog, post */
const classWords = (name: string): readonly string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g)?.map(w => w.toLowerCase()) ?? [name.toLowerCase()];

const endsWith = (words: readonly string[], end: readonly string[]): boolean =>
  end.length > 0 && words.length >= end.length && end.every((w, i) => words[words.length - end.length + i] === w);

const startsWith = (words: readonly string[], start: readonly string[]): boolean => start.length > 0 && start.every((w, i) => words[i] === w);

/** How well a name fits a class: 0 is best; undefined when it does not. */
function rankOf(name: readonly string[], cls: readonly string[]): number | undefined {
  const joined = name.join('');
  const whole = cls.join('');
  if (joined === '') return undefined;
  if (joined === whole) return 0;
  const bare = cls.filter(w => !/^(?:db|model|table|entity|orm|base|record)$/.test(w));
  if (bare.length > 0 && joined === bare.join('')) return 1;
  if (endsWith(name, cls) || (bare.length > 0 && endsWith(name, bare))) return 2;
  if (startsWith(name, cls) || (bare.length > 0 && startsWith(name, bare))) return 3;
  if (whole.length > 3 && (joined.endsWith(whole) || joined.startsWith(whole))) return 4;
  const last = name.at(-1) ?? '';
  if (last.length > 2 && (endsWith(cls, name) || cls.at(-1) === last)) return 5;
  const first = name[0] ?? '';
  if (name.length > 1 && first.length > 2 && cls.at(-1) === first) return 6;
  return undefined;
}

/** `net` for Network, `rs` for ResourceScenario: too weak unless a single class owns the attribute. */
function abbreviates(name: readonly string[], cls: readonly string[]): boolean {
  const initials = cls.map(w => w[0]).join('');
  const whole = cls.join('');
  return name.some(word => word === initials || (word.length > 2 && whole.startsWith(word)) || isSqueezed(word, whole));
}

/** `tmpl` of template: its letters in their order, the first one first, without most vowels. */
function isSqueezed(word: string, whole: string): boolean {
  if (word.length < 3 || word[0] !== whole[0] || /[aeiou]{2}/.test(word)) return false;
  let at = 0;
  for (const c of word) {
    at = whole.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const words = new WeakMap<MappedClass, readonly string[]>();
const wordsOfClass = (cls: MappedClass): readonly string[] => memo(words, cls, () => classWords(cls.name));

/** The classes of a project by what guesses look for. */
interface Index {
  /** By the names that fit them, best first, as they are asked for. */
  readonly byFit: Map<string, readonly (readonly MappedClass[])[]>;
  /** By the relationships and columns that are theirs, inherited ones not included. */
  readonly byOwn: ReadonlyMap<string, readonly MappedClass[]>;
}

const indexes = new WeakMap<Project, Index>();

const indexOf = (project: Project): Index =>
  memo(indexes, project, () => {
    const byOwn = new Map<string, MappedClass[]>();
    for (const cls of project.classes) {
      for (const name of new Set([...cls.own.keys(), ...cls.columns.keys()])) append(byOwn, name, cls);
    }
    return { byFit: new Map(), byOwn };
  });

/** The classes on which a relationship or column of a name can be read; undefined when they are many. */
function ownersOf(ctx: Context, attr: string): readonly MappedClass[] | undefined {
  const found = new Set<MappedClass>();
  const add = (cls: MappedClass): void => {
    if (owns(ctx, cls, attr)) found.add(cls);
    for (const child of cls.children) add(child);
  };
  const own = indexOf(ctx.snapshot.project).byOwn.get(attr) ?? [];
  if (own.length > 8) return undefined;
  for (const cls of own) add(cls);
  return [...found];
}

/** The classes that a name fits, best first, whatever they own. */
const named = (project: Project, said: readonly string[]): readonly (readonly MappedClass[])[] =>
  memo(indexOf(project).byFit, said.join('_'), () => {
    const ranked: MappedClass[][] = [];
    for (const cls of project.classes) {
      const rank = rankOf(said, wordsOfClass(cls));
      if (rank === undefined) continue;
      const list = ranked[rank];
      if (list) list.push(cls);
      else ranked[rank] = [cls];
    }
    return Array.from(ranked, list => list ?? []);
  });

function fitting(ctx: Context, name: string, attr: string | undefined, env: Environment): MappedClass | 'contradicted' | undefined {
  const { project } = ctx.snapshot;
  const said = wordsOf(name);
  if (said.length === 0) return undefined;
  const [exact = [], ...less] = named(project, said);
  if (attr === undefined) return oneOf(ctx, exact.length > 0 ? exact : (less[0] ?? []), attr, env);
  const owning = (classes: readonly MappedClass[]): readonly MappedClass[] => classes.filter(c => owns(ctx, c, attr));
  const meant = owning(exact);
  if (meant.length > 0) return oneOf(ctx, meant, attr, env);
  if (exact.some(c => project.attribute(c, attr).kind === 'none')) return 'contradicted';
  if (hasNamesake(ctx.snapshot, said.join(''))) return undefined;
  for (const classes of less) {
    const found = owning(classes);
    if (found.length > 0) return oneOf(ctx, found, attr, env);
  }
  // One or two letters say too little where several classes have the attribute.
  const [first, ...others] = ownersOf(ctx, attr) ?? [];
  if (!first || others.some(c => attributeOf(ctx, c, attr) !== attributeOf(ctx, first, attr))) return undefined;
  return oneOf(
    ctx,
    [first, ...others].filter(c => abbreviates(said, wordsOfClass(c))),
    attr,
    env,
  );
}

function owns({ snapshot: { project } }: Context, cls: MappedClass, attr: string): boolean {
  const found = sole(project.attribute(cls, attr));
  return found?.kind === 'relationship' || found?.kind === 'column';
}

function attributeOf(ctx: Context, cls: MappedClass, attr: string | undefined): RelationshipAttribute | MappedClass {
  const found = attr === undefined ? undefined : sole(ctx.snapshot.project.attribute(cls, attr));
  return found?.kind === 'relationship' ? found.attribute : cls;
}

/** One of several classes: their common base, or the only one that the file speaks of. */
function oneOf(ctx: Context, candidates: readonly MappedClass[], attr: string | undefined, env: Environment): MappedClass | undefined {
  const [first, ...more] = candidates;
  if (!first || more.length === 0) return first;
  if (attr !== undefined && more.every(c => attributeOf(ctx, c, attr) === attributeOf(ctx, first, attr)))
    return candidates.find(c => c.parent === undefined || !candidates.includes(c.parent)) ?? first;
  const near = candidates.filter(c => ctx.snapshot.mentioning(c.name).includes(env.module.uri));
  return near.length === 1 ? near[0] : undefined;
}

interface Uses {
  /** Attributes read, by the path they are read from. */
  readonly read: ReadonlyMap<string, readonly Attribute[]>;
  /** Attributes that the code itself sets: they say nothing about the class. */
  readonly written: ReadonlySet<string>;
  /** Paths that are indexed with a text, as dictionaries are. */
  readonly keyed: ReadonlySet<string>;
}

const uses = new WeakMap<FunctionDef | Module, Uses>();

/** True when other things that are done with the expression in the same function could not be done with an instance of the class. */
function contradicts(ctx: Context, cls: MappedClass, expr: Expr, env: Environment): boolean {
  const path = dotted(expr);
  const tree = ctx.snapshot.tree(env.module.uri);
  if (path === undefined || !tree) return false;
  const scope = pathTo(tree, expr.range.start).findLast(n => n.kind === 'function');
  const { read, written, keyed } = usesIn(scope?.kind === 'function' ? scope : tree);
  if (keyed.has(path) && ctx.member({ kind: 'instance', cls }, '__getitem__').kind !== 'function') return true;
  return (read.get(path) ?? []).some(
    ({ value, attr: { id } }) =>
      value !== expr && !id.startsWith('_') && !written.has(`${path}.${id}`) && ctx.snapshot.project.attribute(cls, id).kind === 'none',
  );
}

const usesIn = (scope: FunctionDef | Module): Uses =>
  memo(uses, scope, () => {
    const read = new Map<string, Attribute[]>();
    const keyed = new Set<string>();
    const written = new Set<string>();
    walk(scope.body, (node, parents) => {
      if (node.kind === 'subscript' && node.items[0]?.value.kind === 'string') {
        const path = dotted(node.value);
        if (path !== undefined) keyed.add(path);
      }
      if (node.kind !== 'attribute') return;
      const path = dotted(node.value);
      if (path === undefined) return;
      const parent = parents.at(-1);
      if (parent?.kind === 'assign' && parent.targets.includes(node)) written.add(`${path}.${node.attr.id}`);
      append(read, path, node);
    });
    return { read, written, keyed };
  });
