/** What an attribute of something is. */
import { memo } from '../base/lazy.ts';
import type { Binding } from '../facts/facts.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ClassSymbol } from '../model/values.ts';
import { annotationType } from './annotations.ts';
import type { Context } from './context.ts';
import { Environment } from './environment.ts';
import { factoryMethod, validated } from './factories.ts';
import { fieldOf, setOutside } from './fields.ts';
import { bindTypeParams, solutionFor } from './generics.ts';
import { addedToAll, ofInspection } from './inspection.ts';
import { isTypedDict, reading } from './keys.ts';
import { decoratorNames, lastName, sitesOf } from './sites.ts';
import { elementOf, noneType, ofRelationship, otherType, type Solution, type Type, unknownType } from './types.ts';

/** `of.name`, not called. `none` when the name is surely not there. */
export function member(ctx: Context, of: Type, name: string): Type {
  if (name === '__class__' && (of.kind === 'instance' || of.kind === 'object')) return classOf(of);
  switch (of.kind) {
    case 'either':
      return of.types.map(one => member(ctx, one, name)).reduce<Type>(ctx.join, noneType);
    case 'instance':
    case 'class': {
      // What stands behind Flask-Login's `current_user` and other proxies.
      if (of.kind === 'instance' && name === '_get_current_object') return { kind: 'lambda', call: () => of };
      const added = addedToAll(of, name);
      return added.kind === 'none' ? ofMapped(ctx, of, of.cls, name, of.kind === 'class') : added;
    }
    case 'inspection':
      return ofInspection(of, name);
    case 'object':
    case 'class-object': {
      const made = of.kind === 'class-object' ? factoryMethod(ctx, of, name) : undefined;
      if (made) return made;
      const found = ofClass(ctx, of, of.cls, name);
      if (found.kind !== 'unknown') return found;
      const valid = of.kind === 'class-object' ? validated(of, name) : undefined;
      if (valid) return valid;
      if (of.kind === 'object' && reading.has(name) && isTypedDict(ctx, of)) return { kind: 'method', of, name };
      const below = mappedBelow(ctx, of.cls).map(cls => ofMapped(ctx, of, cls, name, of.kind === 'class-object'));
      const type = below.reduce<Type>(ctx.join, noneType);
      if (type.kind !== 'unknown' && type.kind !== 'none') return type;
      return isData(ctx, of.cls) ? { kind: 'foreign', path: '' } : setOutside(ctx, of, name);
    }
    case 'super': {
      const mro = ctx.snapshot.project.hierarchy.mro(of.cls);
      for (const cls of mro.slice(1)) {
        const found = bound(ctx, of.of, cls, name);
        if (found.kind !== 'unknown') return found;
      }
      return unknownType;
    }
    case 'module':
      return ctx.fromValue(ctx.snapshot.project.evaluator.fromModule(of.path, name, of.from));
    case 'library': {
      if (name === 'current_user') return ctx.fromValue({ kind: 'library', path: `${of.path}.${name}` });
      const set = setOutside(ctx, of, name);
      return set.kind === 'unknown' ? { kind: 'library', path: `${of.path}.${name}` } : set;
    }
    case 'foreign':
      return of.path === '' ? of : setOutside(ctx, of, name);
    case 'other':
      return of;
    case 'pagination':
      return name === 'items' ? { kind: 'collection', of: of.of, container: 'list' } : { kind: 'method', of, name };
    case 'row': {
      // `row.User`: rows name their entities by class.
      const entity = of.items.find(t => t.kind === 'instance' && t.cls.name === name);
      if (name === '_mapping') return { ...of, keyed: true };
      return (of.keyed ? undefined : entity) ?? (name === '_t' || name === 't' ? of : { kind: 'method', of, name });
    }
    case 'result':
      return name === 't' ? of : { kind: 'method', of, name };
    case 'query': {
      const own = of.custom ? ofClass(ctx, of, of.custom, name) : unknownType;
      return own.kind === 'unknown' ? { kind: 'method', of, name } : own;
    }
    case 'never':
      return of;
    case 'none':
    case 'unknown':
    case 'function':
    case 'lambda':
      return unknownType;
    default:
      return { kind: 'method', of, name };
  }
}

function ofMapped(ctx: Context, of: Type, cls: MappedClass, name: string, onClass: boolean): Type {
  const found = ctx.snapshot.project.attribute(cls, name);
  if (found.kind === 'none' && !name.startsWith('_')) {
    const set = ofClass(ctx, of, cls.symbol, name);
    return set.kind === 'unknown' ? (ofFrameworks(of, cls, name, onClass) ?? noneType) : set;
  }
  if (found.kind === 'one' && found.value.kind === 'relationship') {
    const { attribute } = found.value;
    return onClass ? { kind: 'class-attribute', attribute, cls } : ofRelationship(attribute);
  }
  if (found.kind === 'one' && found.value.kind === 'column') return otherType;
  if (!onClass && found.kind === 'one' && found.value.kind === 'member' && found.value.member.kind === 'plain') {
    const { member: it } = found.value;
    if (it.what === 'association proxy') return proxied(ctx, of, cls, name);
  }
  const type = ofClass(ctx, of, cls.symbol, name);
  // `query: ClassVar[PostQuery]` in a base: a query of each of its classes.
  if (onClass && name === 'query' && type.kind === 'object' && isQuery(ctx, type.cls))
    return { kind: 'query', items: [{ kind: 'instance', cls }], custom: type.cls };
  if (type.kind !== 'unknown') return type;
  // `Model.query`, of Flask-SQLAlchemy or from `query_property()`.
  if (!onClass || name !== 'query' || found.kind === 'one') return type;
  const custom = ofClass(ctx, of, cls.symbol, 'query_class');
  const query = custom.kind === 'class-object' ? custom.cls : queryClass(ctx);
  return { kind: 'query', items: [{ kind: 'instance', cls }], ...(query ? { custom: query } : {}) };
}

const queryClasses = new WeakMap<Context, { readonly cls: ClassSymbol | undefined }>();

/** The query class of a workspace that gives Flask-SQLAlchemy one: `db = SQLAlchemy(query_class=Found)`. */
const queryClass = (ctx: Context): ClassSymbol | undefined =>
  memo(queryClasses, ctx, () => {
    const found = new Set<ClassSymbol>();
    for (const uri of ctx.snapshot.mentioning('SQLAlchemy', 'query_class')) {
      const tree = ctx.snapshot.tree(uri);
      for (const { args } of (tree && sitesOf(tree).calls.get('SQLAlchemy')) ?? []) {
        const given = args.find(a => a.name?.id === 'query_class')?.value;
        const env = given && ctx.at(uri, given.range.start)?.env;
        const type = env && ctx.typeOf(given, env);
        if (type?.kind === 'class-object') found.add(type.cls);
      }
    }
    const [only, ...more] = found;
    return { cls: more.length === 0 ? only : undefined };
  }).cls;

/** Class methods of SQLModel that make an instance. */
const validating: ReadonlySet<string> = new Set(
  'model_validate model_validate_json model_construct from_orm parse_obj parse_raw construct validate'.split(' '),
);

/** What SQLAlchemy's `AsyncAttrs` and SQLModel add to mapped classes. */
function ofFrameworks(of: Type, cls: MappedClass, name: string, onClass: boolean): Type | undefined {
  if (!onClass) return name === 'awaitable_attrs' ? of : undefined;
  const made: Type = { kind: 'instance', cls };
  return validating.has(name) ? { kind: 'lambda', call: () => made } : undefined;
}

/** True for a class of the workspace that extends a query class of SQLAlchemy or Flask-SQLAlchemy. */
const isQuery = (ctx: Context, cls: ClassSymbol): boolean =>
  ctx.snapshot.project.hierarchy.mro(cls).some(c => c.fact.args.some(a => !a.name && /^(?:Base)?Query$/.test(lastName(a.value))));

/** `keywords = association_proxy("kw", "keyword")`: what `kw` leads to, one for each of its items. */
function proxied(ctx: Context, of: Type, cls: MappedClass, name: string): Type {
  const { evaluator, hierarchy } = ctx.snapshot.project;
  for (const definer of hierarchy.mro(cls.symbol)) {
    const binding = evaluator.classBindings(definer.fact).get(name)?.at(-1);
    if (binding?.kind !== 'value' || binding.value?.kind !== 'call') continue;
    const [through, attr] = binding.value.args.map(a => (a.value.kind === 'string' ? a.value.value : undefined));
    if (through === undefined || attr === undefined) return unknownType;
    const middle = member(ctx, of, through);
    const item = middle.kind === 'instance' ? middle : middle.kind === 'collection' && middle.container === 'dict' ? middle.of : elementOf(middle);
    const target = member(ctx, item, attr);
    if (middle.kind === 'instance' || target.kind === 'unknown' || target.kind === 'none') return target.kind === 'none' ? unknownType : target;
    return { kind: 'collection', of: target, container: middle.kind === 'collection' ? middle.container : 'list' };
  }
  return unknownType;
}

/** An attribute that a class of the workspace or one of its bases has. */
export function ofClass(ctx: Context, of: Type, cls: ClassSymbol, name: string): Type {
  for (const definer of ctx.snapshot.project.hierarchy.mro(cls)) {
    const found = bound(ctx, of, definer, name);
    if (found.kind !== 'unknown') return found;
  }
  return unknownType;
}

/** The attributes of such an object are the entries of a dictionary. */
const isData = (ctx: Context, cls: ClassSymbol): boolean => {
  const { hierarchy } = ctx.snapshot.project;
  return hierarchy
    .mro(cls)
    .some(c => c.fact.args.some(a => !a.name && a.value.kind === 'name' && /^(?:dict|OrderedDict|UserDict|defaultdict)$/.test(a.value.id)));
};

const below = new WeakMap<Context, Map<ClassSymbol, readonly MappedClass[]>>();

/** The mapped classes that inherit from a class that is not mapped itself: what `self` may be in a mixin. */
export const mappedBelow = (ctx: Context, cls: ClassSymbol): readonly MappedClass[] =>
  memo(
    memo(below, ctx, () => new Map<ClassSymbol, readonly MappedClass[]>()),
    cls,
    () => ctx.snapshot.project.classes.filter(c => ctx.snapshot.project.hierarchy.mro(c.symbol).includes(cls)),
  );

/** Decorators of the other functions of a property. */
const accessors: ReadonlySet<string> = new Set('setter deleter expression comparator update_expression inplace'.split(' '));

/** What one class itself says of a name: in its body, or by assigning to it in its methods. */
function bound(ctx: Context, of: Type, cls: ClassSymbol, name: string): Type {
  const bindings = ctx.snapshot.project.evaluator.classBindings(cls.fact).get(name);
  // `@posts.setter` and the like say nothing of what reading gives.
  const binding = bindings?.findLast(b => b.kind !== 'function' || !decoratorNames(b.func).some(d => accessors.has(d))) ?? bindings?.at(-1);
  const declared = binding ? ofBinding(ctx, of, cls, name, binding) : unknownType;
  return declared.kind === 'unknown' || declared.kind === 'none' ? fieldOf(ctx, of, cls, name) : declared;
}

/** The class that a class method gets. */
const classOf = (of: Type): Type => (of.kind === 'instance' ? { kind: 'class', cls: of.cls } : of.kind === 'object' ? { ...of, kind: 'class-object' } : of);

function ofBinding(ctx: Context, of: Type, cls: ClassSymbol, name: string, binding: Binding): Type {
  const { evaluator } = ctx.snapshot.project;
  switch (binding.kind) {
    case 'function': {
      const { func } = binding;
      const decorators = decoratorNames(func);
      const solution = (): Solution => solutionFor(ctx, of, cls);
      if (decorators.some(d => /property|reify/.test(d))) return ctx.returned(func, cls.env, { receiver: of, args: new Map(), owner: cls, solution });
      if (decorators.includes('staticmethod')) return { kind: 'function', func, env: cls.env, owner: cls };
      return { kind: 'function', func, env: cls.env, receiver: decorators.includes('classmethod') ? classOf(of) : of, owner: cls };
    }
    case 'class':
      return ctx.classType(evaluator.symbol(binding.cls, cls.env));
    case 'value': {
      const env = new Environment(cls.module, ctx.work);
      const scope = bindTypeParams(ctx, cls.fact.typeParams, env);
      const annotated = binding.annotation
        ? annotationType(
            binding.annotation,
            e => ctx.typeOf(e, scope),
            of,
            variable => solutionFor(ctx, of, cls).get(variable),
          )
        : unknownType;
      if (annotated.kind !== 'unknown') return annotated;
      const { value } = binding;
      return value ? ctx.work.once(`class ${cls.module.uri} ${cls.id}.${name}`, () => ctx.typeOf(value, inClass(ctx, cls, env))) : unknownType;
    }
    default:
      return unknownType;
  }
}

/** Names of a class body are looked up there first. */
function inClass(ctx: Context, cls: ClassSymbol, env: Environment): Environment {
  let out = env.inner();
  for (const [name, bindings] of ctx.snapshot.project.evaluator.classBindings(cls.fact)) {
    const binding = bindings.at(-1);
    if (binding?.kind === 'value' && binding.value) {
      const { value } = binding;
      out = out.bind(name, () => ctx.typeOf(value, env));
    } else if (binding?.kind === 'class') out = out.bind(name, () => ofBinding(ctx, unknownType, cls, name, binding));
  }
  return out;
}
