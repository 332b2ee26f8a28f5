import type { Effect } from '../facts/facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Hierarchy } from './hierarchy.ts';
import { callOf } from './library.ts';
import type { Tables } from './tables.ts';
import type { Env } from './values.ts';

/** `User.table = Table(...)` and `registry.metadata = metadata`, which mappings, foreign keys and join conditions refer to. */
export function readAttributes(effects: readonly Effect[], env: Env, evaluator: Evaluator, hierarchy: Hierarchy, tables: Tables): void {
  for (const effect of effects) {
    const ofMetadata = effect.kind === 'set' && effect.attr.id === 'metadata';
    if (effect.kind !== 'set' || !(effect.value.kind === 'call' || ofMetadata)) continue;
    const value = evaluator.evaluate(effect.value, env);
    const isTable = callOf(value) === 'Table';
    if (!isTable && !ofMetadata) continue;
    const target = evaluator.evaluate(effect.target, env);
    if (target.kind === 'class') hierarchy.assign(target.cls, effect.attr.id, value);
    else if (ofMetadata) hierarchy.assignMetadata(target, value);
    const table = isTable ? tables.ofCall(value, undefined) : undefined;
    if (table) tables.register(table);
  }
}
