/** factory_boy: a class that makes instances of the model named in its `Meta`; and Pydantic's other constructors. */
import type { Context } from './context.ts';
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
