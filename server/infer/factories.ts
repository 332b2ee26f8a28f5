/** factory_boy: a class that makes instances of the model named in its `Meta`; and Pydantic's other constructors. */
import type { FunctionFact } from '../facts/facts.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Call } from '../syntax/tree.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { decoratorNames } from './sites.ts';
import type { Type } from './types.ts';

type ClassObject = Extract<Type, { kind: 'class-object' }>;

/** What calling a factory class makes; undefined when it is no factory. */
export function madeBy(ctx: Context, cls: ClassObject): Type | undefined {
  if (!/Factory$/.test(cls.cls.fact.name.id)) return undefined;
  const meta = ctx.member(cls, 'Meta');
  const model = meta.kind === 'class-object' ? ctx.member(meta, 'model') : undefined;
  return model?.kind === 'class' ? { kind: 'instance', cls: model.cls } : undefined;
}

/** `PostFactory.create`, `PostFactory.build_batch` ...: what calling it gives. */
export function factoryMethod(ctx: Context, cls: ClassObject, name: string): Type | undefined {
  if (!/^(?:create|build)(?:_batch)?$/.test(name)) return undefined;
  const made = madeBy(ctx, cls);
  if (!made) return undefined;
  const given: Type = name.endsWith('_batch') ? { kind: 'collection', of: made, container: 'list' } : made;
  return { kind: 'lambda', call: () => given };
}

/** `PostOut.model_validate`, of a Pydantic model that does not define it itself: what calling it gives. */
export const validated = (cls: ClassObject, name: string): Type | undefined =>
  /^(?:model_validate(?:_json|_strings)?|model_construct|from_orm|parse_obj|parse_raw)$/.test(name)
    ? { kind: 'lambda', call: () => ({ kind: 'object', cls: cls.cls }) }
    : undefined;

/** The model whose attributes the keywords of a call set: `PostFactory(author=...)`, `PostFactory.create(author=...)`. Not what the factory itself handles. */
export function factoryCalled(ctx: Context, { func }: Call, keyword: string, env: Environment): MappedClass | undefined {
  const named = ctx.typeOf(func, env);
  const isMethod = func.kind === 'attribute' && /^(?:create|build)(?:_batch)?$/.test(func.attr.id);
  const factory = named.kind === 'class-object' || !isMethod ? named : ctx.typeOf(func.value, env);
  if (factory.kind !== 'class-object' || ctx.member(factory, keyword).kind === 'function') return undefined;
  const made = madeBy(ctx, factory);
  return made?.kind === 'instance' ? made.cls : undefined;
}

/** What a method of a factory is called on that factory_boy calls once the instance is there (`@post_generation`); undefined for any other method. */
export function afterwards(ctx: Context, func: FunctionFact, self: Type): Type | undefined {
  return self.kind === 'object' && decoratorNames(func).includes('post_generation') ? madeBy(ctx, { kind: 'class-object', cls: self.cls }) : undefined;
}
