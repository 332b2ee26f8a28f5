import type { MadeClass } from '../facts/facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Mapper } from './mapper.ts';
import { argument } from './members.ts';
import type { ModuleInfo, Modules, Sources } from './modules.ts';
import { placeIn, type Value, within } from './values.ts';

/** A class that some run may make: nothing is known of it but how its name begins and ends, and perhaps its registry. */
export interface PossibleClass {
  readonly prefix: string;
  readonly suffix: string;
  readonly registry?: string;
}

/** The mapped classes that `type(name, bases, namespace)` may make beyond those that are known. */
export function possibleClasses(
  { modelUris, facts }: Sources,
  modules: Modules,
  evaluator: Evaluator,
  hierarchy: Hierarchy,
  mappers: readonly Mapper[],
): readonly PossibleClass[] {
  const known = new Set(mappers.flatMap(({ symbol }) => (symbol.made ? [placeIn(symbol.module, symbol.fact)] : [])));
  return modelUris.flatMap(uri => {
    const module = modules.of(uri);
    return module ? (facts(uri)?.madeClasses ?? []).flatMap(made => possible(made, module)) : [];
  });

  function possible(made: MadeClass, module: ModuleInfo): readonly PossibleClass[] {
    const { call, declared } = made;
    const place = placeIn(module, call);
    if (declared && known.has(place) && !evaluator.notMade.has(place)) return [];
    const registry = registryOf(made, module);
    return registry === 'none' ? [] : [{ ...ends(call), ...(registry === undefined ? {} : { registry }) }];
  }

  /** The registry its bases give it; `none` when they map nothing; undefined when it is not known. */
  function registryOf({ call, imports }: MadeClass, module: ModuleInfo): string | undefined {
    const bases = call.args[1]?.value;
    const isPlain = call.func.kind === 'name' && call.func.id === 'type';
    if (!isPlain || bases?.kind !== 'tuple') return undefined;
    const outer = evaluator.moduleEnv(module);
    const names = new Map(imports.flatMap(it => evaluator.imported(it, outer)));
    const env = within(outer, { get: name => names.get(name) });
    const values = bases.items.map(it => evaluator.evaluate(it, env));
    if (values.every(isPlainClass)) return 'none';
    return values.map(it => hierarchy.registryOf(it)).find(it => it !== undefined && it.open === undefined)?.id;
  }

  /** True for a class that is certainly not mapped. */
  function isPlainClass(it: Value): boolean {
    if (it.kind === 'library') return /^builtins\.(?:object|dict|list|tuple|set|str|int|float|Exception)$/.test(it.path);
    if (it.kind !== 'class') return false;
    const { registry, open } = hierarchy.lineage(it.cls);
    return registry === undefined && open === undefined;
  }
}

/** What is written of a computed name at its ends: `f"{name}Label"`, `"%sLabel" % name`, `"{}Label".format(name)`, `name + "Label"`. */
function ends(call: MadeClass['call']): { readonly prefix: string; readonly suffix: string } {
  const name = argument(call, 'name', 0);
  const whole = (text: string) => ({ prefix: text, suffix: text });
  switch (name?.kind) {
    case 'string':
      return whole(name.value);
    case 'fstring': {
      const [first, last] = [name.parts[0], name.parts.at(-1)];
      return { prefix: typeof first === 'string' ? first : '', suffix: typeof last === 'string' ? last : '' };
    }
    case 'binary':
      if (name.op === '%' && name.left.kind === 'string') return around(name.left.value, /%(?:\(\w+\))?[sr]/);
      if (name.op === '+') return { prefix: name.left.kind === 'string' ? name.left.value : '', suffix: name.right.kind === 'string' ? name.right.value : '' };
      break;
    case 'call':
      if (name.func.kind === 'attribute' && name.func.attr.id === 'format' && name.func.value.kind === 'string')
        return around(name.func.value.value, /\{[^{}]*\}/);
  }
  return { prefix: '', suffix: '' };
}

function around(text: string, gap: RegExp): { readonly prefix: string; readonly suffix: string } {
  const parts = text.split(gap);
  return { prefix: parts[0] ?? '', suffix: parts.at(-1) ?? '' };
}
