/** What attributes hold that code sets on objects: `self.user = user` in a method, `g.user = user` anywhere. */
import { sameRange } from '../base/ranges.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotationType } from './annotations.ts';
import type { Context } from './context.ts';
import { filled } from './fillings.ts';
import { solutionFor } from './generics.ts';
import { type Setting, sitesOf } from './sites.ts';
import { elementOf, noneType, type Solution, type Type, unknownType } from './types.ts';

/** Objects of frameworks that applications keep their own things in. */
const bags = /\.(?:g|request|session|current_app|state|context|ctx)$/;
/** So many files are looked at for an attribute that is set from outside. */
const maxFiles = 20;
const maxPlaces = 30;

/** What `self.name` is assigned in the methods of a class; `unknown` when it is not, `none` when it is only ever None. */
export function fieldOf(ctx: Context, of: Type, cls: ClassSymbol, name: string): Type {
  const { uri } = cls.module;
  const settings = ownSettings(ctx, cls, name);
  if (settings.length === 0) return unknownType;
  const solution = solutionFor(ctx, of, cls);
  const given = settings.map(s => fromConstructor(ctx, uri, s, solution));
  if (given.every(t => t !== undefined)) return given.reduce<Type>(ctx.join, noneType);
  return ctx.work.once(`field ${uri} ${cls.fact.name.range.start.line}.${name}`, () => filled(ctx, all(ctx, uri, settings), name, uri, cls));
}

/** What `self.model = model` takes from the constructor's parameter, when it is known how the object was made. */
function fromConstructor(ctx: Context, uri: string, { value, method }: Setting, solution: Solution): Type | undefined {
  if (solution.size === 0 || value.kind !== 'name' || method?.name.id !== '__init__') return undefined;
  const param = method.params.find(p => p.name?.id === value.id);
  const at = param?.annotation && ctx.at(uri, value.range.start);
  const written = at
    ? annotationType(
        param.annotation,
        e => ctx.typeOf(e, at.env),
        undefined,
        name => solution.get(name),
      )
    : unknownType;
  return written.kind === 'unknown' ? param && solution.get(value.id) : written;
}

/** The assignments to `self.name` in the methods of a class. */
export function ownSettings(ctx: Context, cls: ClassSymbol, name: string): readonly Setting[] {
  const tree = ctx.snapshot.tree(cls.module.uri);
  const settings = tree && sitesOf(tree).settings.get(name);
  return settings?.filter(s => s.self && sameRange(s.self.name.range, cls.fact.name.range)) ?? [];
}

/** What `x.name` is assigned anywhere for an x of this type: Flask's `g`, a request, an object of the workspace. */
export function setOutside(ctx: Context, of: Extract<Type, { kind: 'object' | 'class-object' | 'library' | 'foreign' }>, name: string): Type {
  // Of most modules and classes outside nobody sets the attributes.
  if (of.kind === 'library' && !bags.test(of.path)) return unknownType;
  const files = settingFiles(ctx, name);
  if (files.length === 0 || files.length > maxFiles) return unknownType;
  const owner = 'path' in of ? of.path : `${of.cls.module.uri} ${of.cls.id}`;
  return ctx.work.once(`set ${of.kind} ${owner}.${name}`, () => {
    let found: Type = unknownType;
    let left = maxPlaces;
    for (const uri of files) {
      const tree = ctx.snapshot.tree(uri);
      const settings = tree ? (sitesOf(tree).settings.get(name) ?? []) : [];
      left -= settings.length;
      if (left < 0) return unknownType;
      const meant = settings.filter(s => {
        if (s.self) return false;
        const place = ctx.at(uri, s.target.value.range.start);
        return place !== undefined && isSame(ctx.typeOf(s.target.value, place.env), of);
      });
      if (meant.length === 0) continue;
      const type = all(ctx, uri, meant);
      found = found === unknownType ? type : ctx.join(found, type);
    }
    return found;
  });
}

const files = new WeakMap<Context, Map<string, readonly string[]>>();

function settingFiles(ctx: Context, name: string): readonly string[] {
  let known = files.get(ctx);
  if (!known) {
    known = new Map();
    files.set(ctx, known);
  }
  let found = known.get(name);
  if (!found) {
    const candidates = ctx.snapshot.mentioning(name);
    found =
      candidates.length > maxFiles
        ? candidates
        : candidates.filter(uri => {
            const tree = maySet(ctx.snapshot, uri, name) ? ctx.snapshot.tree(uri) : undefined;
            return tree !== undefined && sitesOf(tree).settings.has(name);
          });
    known.set(name, found);
  }
  return found;
}

/** False only when no assignment to an attribute of the name can stand in the text; most files only read it, and need not be parsed to know that. */
function maySet(snapshot: Snapshot, uri: string, name: string): boolean {
  const text = snapshot.lines(uri)?.text ?? '';
  // `x.name = 1`, `x.name: int`, `x.name, y = 1, 2`, and a target that is followed by the rest on the next line.
  return new RegExp(`\\.[\\s\\\\]*${name}(?![\\p{L}\\p{N}_])(?:[^\\n]*=|\\s*:|[\\s,)\\]\\\\]*(?:#[^\\n]*)?\\n)`, 'u').test(text);
}

const isSame = (a: Type, b: Type): boolean =>
  a.kind === b.kind && (('cls' in a && 'cls' in b && a.cls === b.cls) || ('path' in a && 'path' in b && a.path === b.path && a.path !== ''));

/** What several assignments of one file give together. */
function all(ctx: Context, uri: string, settings: readonly Setting[]): Type {
  return settings.map(s => givenBy(ctx, uri, s)).reduce<Type>(ctx.join, noneType);
}

function givenBy(ctx: Context, uri: string, { value, annotation, part }: Setting): Type {
  const at = ctx.at(uri, value.range.start);
  if (!at) return unknownType;
  const written = annotation ? annotationType(annotation, e => ctx.typeOf(e, at.env)) : unknownType;
  if (written.kind !== 'unknown') return written;
  const type = ctx.typeOf(value, at.env);
  if (part === undefined) return type;
  return type.kind === 'tuple' || type.kind === 'row' ? (type.items[part] ?? unknownType) : elementOf(type);
}
