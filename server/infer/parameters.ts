/** What the parameters of a function are: by annotation, by who provides them (pytest, FastAPI, SQLAlchemy's events), by the calls. */
import { comparePositions } from '../base/ranges.ts';
import type { ModuleInfo } from '../model/modules.ts';
import { sole } from '../model/resolution.ts';
import type { ClassSymbol } from '../model/values.ts';
import type { Call, ClassDef, Expr, FunctionDef, Param } from '../syntax/tree.ts';
import { annotationType } from './annotations.ts';
import { type Caller, callersOf } from './callers.ts';
import { type Context, type Given, nothingGiven } from './context.ts';
import { givenByWrapper } from './decorators.ts';
import type { Environment, Origin } from './environment.ts';
import { dotted } from './environment.ts';
import type { Evidence } from './evidence.ts';
import { afterwards } from './factories.ts';
import { bindTypeParams } from './generics.ts';
import { decoratorNames, lastName, sitesOf } from './sites.ts';
import { elementOf, join, noneType, otherType, type Type, unknownType } from './types.ts';

/** Callers of callers are followed so far. */
const maxDepth = 4;

/** The names of a function's parameters bound in the scope of its body. */
export function bindParameters(
  ctx: Context,
  func: FunctionDef,
  owner: ClassDef | undefined,
  start: Environment,
  module: ModuleInfo,
  given: Given,
): Environment {
  const isStatic = decoratorNames(func).includes('staticmethod');
  const scope = bindTypeParams(ctx, func.typeParams, bindTypeParams(ctx, owner?.typeParams, start));
  let env = scope;
  func.params.forEach((param, i) => {
    const { name } = param;
    if (!name) return;
    if (i === 0 && owner && !isStatic) {
      const own = receiverOf(ctx, owner, module, name.id === 'cls' || decoratorNames(func).includes('classmethod'));
      const self = given.receiver ?? afterwards(ctx, func, own) ?? own;
      const cls = self.kind === 'instance' || self.kind === 'class' ? self.cls.name : owner.name.id;
      env = env.bind(name.id, () => self, said({ text: `\`${name.id}\` in \`${cls}\``, at: { uri: module.uri, range: owner.name.range } }));
      const defined = symbolOf(ctx, owner, module);
      if (defined) env = env.bind('super()', () => ({ kind: 'super', of: self, cls: defined }));
      return;
    }
    const told = given.args.get(name.id) ?? solvedBy(ctx, param, scope, given);
    env = told
      ? env.bind(name.id, () => told)
      : env.bind(
          name.id,
          () =>
            ctx.work.once(`parameter ${module.uri}:${name.range.start.line}:${name.range.start.character}`, () =>
              typeOf(ctx, func, owner, param, scope, module),
            ),
          { how: 'said', evidence: () => evidence(ctx, func, owner, param, scope, module) },
        );
  });
  return env;
}

/** What a parameter is whose annotation has a type variable that is known of the receiver; undefined for others. */
function solvedBy(ctx: Context, { annotation }: Param, scope: Environment, { solution }: Given): Type | undefined {
  if (!annotation || !solution || annotation.kind === 'constant') return undefined;
  let used = false;
  const type = annotationType(
    annotation,
    e => ctx.typeOf(e, scope),
    undefined,
    name => {
      used = true;
      return solution().get(name);
    },
  );
  return used && type.kind !== 'unknown' ? type : undefined;
}

const said = (evidence: Evidence): Origin => ({ how: 'said', evidence: () => evidence });

/** The class of a class statement, in a module or in a function. */
function symbolOf({ snapshot }: Context, statement: ClassDef, module: ModuleInfo): ClassSymbol | undefined {
  const { evaluator } = snapshot.project;
  const env = { module, frames: [] };
  const local = evaluator.localClass(statement, env);
  if (local) return evaluator.symbol(local, env);
  const value = evaluator.inModule(module, statement.name.id);
  return value?.kind === 'class' ? value.cls : undefined;
}

/** What `self` or `cls` is in the methods of a class. */
export function receiverOf(ctx: Context, owner: ClassDef, module: ModuleInfo, isClass: boolean): Type {
  const { project } = ctx.snapshot;
  const mapped = project.inFile(module.uri).find(c => comparePositions(c.at.range.start, owner.name.range.start) === 0);
  if (mapped) return { kind: isClass ? 'class' : 'instance', cls: mapped };
  const cls = symbolOf(ctx, owner, module);
  return cls ? { kind: isClass ? 'class-object' : 'object', cls } : unknownType;
}

function typeOf(ctx: Context, func: FunctionDef, owner: ClassDef | undefined, param: Param, start: Environment, module: ModuleInfo): Type {
  const written = param.annotation ? annotationType(param.annotation, e => ctx.typeOf(e, start)) : unknownType;
  if (param.star) {
    if (written.kind === 'unknown') return unknownType;
    return { kind: 'collection', of: written, container: param.star === '*' ? 'list' : 'dict' };
  }
  if (written.kind !== 'unknown') return written;
  const provided = providedTo(ctx, func, owner, param, start, module);
  if (provided) return provided.type;
  const called = fromCalls(ctx, func, owner, param, module);
  if (!param.default) return called;
  const preset = ctx.typeOf(param.default, start);
  if (called.kind !== 'unknown') return join(called, preset);
  return preset.kind === 'none' || preset.kind === 'other' ? unknownType : preset;
}

interface Provided {
  readonly type: Type;
  readonly evidence: Evidence;
}

/** What a framework hands to a parameter. */
function providedTo(ctx: Context, func: FunctionDef, owner: ClassDef | undefined, param: Param, start: Environment, module: ModuleInfo): Provided | undefined {
  const { default: preset, name } = param;
  if (preset?.kind === 'call' && /^(?:Depends|Security)$/.test(lastName(preset.func)))
    return { type: ctx.typeOf(preset, start), evidence: { text: 'what it depends on', at: { uri: module.uri, range: preset.range } } };
  for (const decorator of func.decorators) {
    const found = decorator.kind === 'call' ? fromDecorator(ctx, func, param, decorator, start) : undefined;
    if (found)
      return {
        type: found,
        evidence: { text: `given by \`@${dotted(decorator.kind === 'call' ? decorator.func : decorator)}\``, at: { uri: module.uri, range: decorator.range } },
      };
  }
  const wrapper = name && givenByWrapper(ctx, func, owner !== undefined, name.id, module);
  if (wrapper) return { type: wrapper.type, evidence: { text: 'given by a decorator', at: { uri: wrapper.uri, range: wrapper.call.range } } };
  for (const call of listening(ctx, func, module)) {
    const found = fromDecorator(ctx, func, param, call, start);
    if (found) return { type: found, evidence: { text: 'it listens to an event', at: { uri: module.uri, range: call.range } } };
  }
  if (!name || preset || !(/^test/.test(func.name.id) || decoratorNames(func).some(d => d === 'fixture' || d === 'usefixtures'))) return undefined;
  return fixture(ctx, name.id, func, owner, module);
}

/** The calls `event.listen(User, "load", func)` in the file of a function. */
function listening(ctx: Context, func: FunctionDef, module: ModuleInfo): readonly Call[] {
  const tree = ctx.snapshot.tree(module.uri);
  const calls = (tree && sitesOf(tree).calls.get('listen')) ?? [];
  return calls.filter(({ args }) => args[2]?.value.kind === 'name' && args[2].value.id === func.name.id);
}

/** Parameters of `@event.listens_for(User, "before_insert")` and `@validates("posts")`. */
function fromDecorator(ctx: Context, func: FunctionDef, param: Param, decorator: Extract<Expr, { kind: 'call' }>, start: Environment): Type | undefined {
  const index = func.params.indexOf(param);
  const [target, event] = decorator.args;
  const name = lastName(decorator.func);
  if ((name === 'listens_for' || name === 'listen') && target && event?.value.kind === 'string') {
    const on = ctx.typeOf(target.value, start);
    if (on.kind === 'class') return index === instanceArgument(event.value.value) ? { kind: 'instance', cls: on.cls } : undefined;
    const of = target.value.kind === 'attribute' && index === 0 ? ctx.typeOf(target.value.value, start) : undefined;
    if (of?.kind === 'class') return { kind: 'instance', cls: of.cls };
    if (on.kind !== 'class-attribute' || index > (event.value.value === 'set' ? 2 : 1)) return undefined;
    const value = sole(on.attribute.target);
    const type: Type | undefined = value && { kind: 'instance', cls: value };
    return type && event.value.value === 'bulk_replace' ? { kind: 'collection', of: type, container: 'list' } : type;
  }
  if (name === 'parametrize') return parametrized(ctx, param, decorator, start);
  if (name === 'validates' && index === 2 && target?.value.kind === 'string') {
    const self = func.params[0]?.name;
    const cls = ctx.snapshot.project.at(start.module.uri, func.name.range.start);
    const found = self && cls && sole(ctx.snapshot.project.attribute(cls, target.value.value));
    const value = found?.kind === 'relationship' ? sole(found.attribute.target) : undefined;
    return value && { kind: 'instance', cls: value };
  }
  return undefined;
}

/** `@pytest.mark.parametrize("post, count", [(Post(), 1)])` */
function parametrized(ctx: Context, { name }: Param, { args }: Call, start: Environment): Type | undefined {
  const [names, values] = args.map(a => a.value);
  const listed = names?.kind === 'list' || names?.kind === 'tuple' ? names.items : undefined;
  const written = listed?.map(i => (i.kind === 'string' ? i.value : '')) ?? (names?.kind === 'string' ? names.value.split(/\s*,\s*/) : []);
  const index = name ? written.indexOf(name.id) : -1;
  if (index < 0 || !values) return undefined;
  const row = elementOf(ctx.typeOf(values, start));
  return written.length === 1 && !listed ? row : row.kind === 'tuple' ? (row.items[index] ?? unknownType) : elementOf(row);
}

/** Which argument of an event of a mapped class is the instance (orm/events.py: MapperEvents, InstanceEvents). */
function instanceArgument(event: string): number | undefined {
  if (/^(?:before|after)_(?:insert|update|delete)$/.test(event)) return 2;
  return /^(?:init|init_failure|load|refresh|refresh_flush|expire|pickle|unpickle)$/.test(event) ? 0 : undefined;
}

/** The pytest fixture of a name that a test sees: of its file, of the conftest files around it, of the only other file that has one. */
function fixture(ctx: Context, name: string, from: FunctionDef, owner: ClassDef | undefined, module: ModuleInfo): Provided | undefined {
  const folder = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);
  const files = ctx.snapshot.mentioning('fixture', name);
  const near = files.filter(u => u === module.uri || (u.endsWith('/conftest.py') && module.uri.startsWith(folder(u))));
  near.sort((a, b) => (a === module.uri ? -1 : b === module.uri ? 1 : b.length - a.length));
  const others = files.filter(u => !near.includes(u));
  for (const uri of [...near, ...(others.length < 40 ? others : [])]) {
    const tree = ctx.snapshot.tree(uri);
    const at = ctx.snapshot.project.module(uri);
    const named = tree ? (sitesOf(tree).decorated.get('fixture') ?? []).filter(f => f !== from && fixtureName(f) === name) : [];
    // Those of the test's own class come first, those of other classes are not seen.
    const found = named.find(f => owner?.body.includes(f)) ?? named.find(f => tree?.body.includes(f)) ?? (uri === module.uri ? undefined : named[0]);
    if (!found || !at) continue;
    const type = ctx.returned(found, { module: at, frames: [] }, nothingGiven);
    return { type, evidence: { text: `the fixture \`${name}\``, at: { uri, range: found.name.range } } };
  }
  return undefined;
}

function fixtureName(func: FunctionDef): string {
  for (const d of func.decorators) {
    const renamed = d.kind === 'call' ? d.args.find(a => a.name?.id === 'name')?.value : undefined;
    if (renamed?.kind === 'string') return renamed.value;
  }
  return func.name.id;
}

/** What the calls of a function give to a parameter: certain only when all of them are seen and understood. */
function fromCalls(ctx: Context, func: FunctionDef, owner: ClassDef | undefined, param: Param, module: ModuleInfo): Type {
  if (!param.name) return unknownType;
  if (ctx.work.depth > maxDepth) return ctx.work.tooDeep();
  const { calls, complete } = callersOf(ctx, func, owner, module);
  if (!complete && !ctx.guessing) return unknownType;
  const types = (sure: boolean): readonly Type[] =>
    calls.filter(c => c.sure === sure).flatMap(c => ((t): readonly Type[] => (t ? [t] : []))(argument(ctx, c, param)));
  const sure = types(true);
  const type = sure.reduce<Type>(ctx.join, noneType);
  const perhaps = types(false).filter(t => t.kind !== 'unknown');
  if (ctx.guessing) return [...sure, ...perhaps].reduce<Type>(ctx.join, unknownType);
  if (sure.length === 0 || type.kind === 'unknown' || type.kind === 'none') return unknownType;
  // Calls of a method of that name on something unknown must not speak against it.
  return perhaps.every(t => sameAs(join(type, t), type)) ? type : unknownType;
}

const sameAs = (a: Type, b: Type): boolean =>
  a === b || (a.kind === b.kind && 'cls' in a && 'cls' in b && a.cls === b.cls) || (a.kind === b.kind && a.kind === 'collection');

/** What a call gives to a parameter; undefined when it leaves it out. */
function argument(ctx: Context, { call, env, args }: Caller, { name, default: preset }: Param): Type | undefined {
  const expr = name && args.get(name.id);
  if (expr) return ctx.typeOf(expr, env);
  const spread = call.args.some(a => a.star);
  return preset && !spread ? undefined : spread ? unknownType : undefined;
}

function evidence(ctx: Context, func: FunctionDef, owner: ClassDef | undefined, param: Param, start: Environment, module: ModuleInfo): Evidence | undefined {
  const { annotation, name } = param;
  if (!name) return undefined;
  if (annotation && annotationType(annotation, e => ctx.typeOf(e, start)).kind !== 'unknown')
    return { text: `\`${name.id}\` is annotated`, at: { uri: module.uri, range: annotation.range } };
  const provided = providedTo(ctx, func, owner, param, start, module);
  if (provided) return provided.evidence;
  const { calls } = callersOf(ctx, func, owner, module);
  for (const caller of calls) {
    const type = argument(ctx, caller, param);
    if (!type || type.kind === 'unknown' || type.kind === 'none' || type === otherType) continue;
    return { text: `\`${func.name.id}\` is called with it`, at: { uri: caller.uri, range: caller.call.range } };
  }
  return undefined;
}

/** What a function passed to a known one gets: `sorted(posts, key=lambda p: p.author)`. */
export function lambdaArgument(ctx: Context, call: Extract<Expr, { kind: 'call' }>, position: number, keyword: string | undefined, env: Environment): Type {
  const name = lastName(call.func);
  const first = call.args.find(a => !a.name);
  if (call.func.kind === 'name' && /^(?:map|filter)$/.test(name) && position === 0) {
    const over = call.args[1];
    return over ? elementOf(ctx.typeOf(over.value, env)) : unknownType;
  }
  if (call.func.kind === 'name' && /^(?:sorted|min|max|groupby)$/.test(name) && (keyword === 'key' || (name === 'groupby' && position === 1)))
    return first ? elementOf(ctx.typeOf(first.value, env)) : unknownType;
  if (call.func.kind === 'attribute' && name === 'sort' && keyword === 'key') return elementOf(ctx.typeOf(call.func.value, env));
  return unknownType;
}
