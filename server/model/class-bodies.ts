import { memo } from '../base/lazy.ts';
import type { Binding, ClassFact } from '../facts/facts.ts';
import type { Expr } from '../syntax/tree.ts';
import { dottedPath } from './annotations.ts';
import { bindingsByName } from './scopes.ts';

/** A name of a class body whose value has to be worked out. */
export interface Suspect {
  readonly key: string;
  readonly binding: Binding;
  /** Of a call, which of the callees of the body is called. */
  readonly callee: number | undefined;
}

/** A class body by its names. It follows from the fact alone, so this outlives a project. */
export interface Body {
  /** The bindings that hold at the end. */
  readonly live: ReadonlyMap<string, Binding>;
  /** Those that are neither literals nor functions without decorators. */
  readonly computed: readonly Suspect[];
  /** What the body calls; a name that stands for the same thing throughout the body is there once. */
  readonly callees: readonly Expr[];
  /** The names of the `declared_attr`s that do more than give a value. */
  readonly acting: readonly string[];
}

const bodies = new WeakMap<ClassFact, Body>();

/** The body of a class statement, sorted once. */
export function bodyOf(fact: ClassFact): Body {
  const known = bodies.get(fact);
  if (known) return known;
  const made = readBody(bindingsByName(fact.scope));
  bodies.set(fact, made);
  return made;
}

function readBody(names: ReadonlyMap<string, readonly Binding[]>): Body {
  const found = new Map<string, Binding>();
  const computed: Suspect[] = [];
  const callees: Expr[] = [];
  const byPath = new Map<string, number>();
  const calleeOf = (func: Expr): number => {
    const path = dottedPath(func);
    // A name that the body binds may stand for one thing before the binding and another behind it.
    const steady = path !== undefined && !names.has(path.split('.', 1)[0] ?? '');
    return memo(steady ? byPath : new Map<string, number>(), path ?? '', () => callees.push(func) - 1);
  };
  for (const [key, bindings] of names) {
    const binding = key.startsWith('__') ? undefined : live(bindings);
    if (!binding) continue;
    found.set(key, binding);
    if (binding.kind === 'import' || (binding.kind === 'function' && binding.func.decorators.length > 0)) computed.push({ key, binding, callee: undefined });
    if (binding.kind !== 'value' || !binding.value || isLiteral(binding.value)) continue;
    computed.push({ key, binding, callee: binding.value.kind === 'call' ? calleeOf(binding.value.func) : undefined });
  }
  const acting = computed.flatMap(({ key, binding }) => (binding.kind === 'function' && binding.func.acts ? [key] : []));
  return { live: found, computed, callees, acting };
}

/** An expression that is no call, and no name of the result of one. */
const isLiteral = ({ kind }: Expr): boolean =>
  kind === 'string' || kind === 'number' || kind === 'constant' || kind === 'list' || kind === 'dict' || kind === 'tuple';

/** The binding of a class body's name that holds at its end, for type checkers' eyes only ones left out. */
function live(bindings: readonly Binding[]): Binding | undefined {
  const [only] = bindings;
  if (bindings.length === 1) return only?.guard === 'type-checking' ? undefined : only;
  const real = bindings.filter(b => b.guard !== 'type-checking');
  const last = real.at(-1);
  // `@x.setter` and `@x.expression` redefine the name of the property before them.
  return last?.kind === 'value' && !last.value && real.length > 1 ? real.at(-2) : last;
}
