import type { Expr } from '../syntax/tree.ts';
import { isEnumeration } from './enumerations.ts';
import type { ClassSymbol, Value } from './values.ts';

type Sequence = Extract<Value, { kind: 'sequence' }>;

const makers: ReadonlySet<string> = new Set(['builtins.frozenset', 'builtins.set', 'builtins.tuple', 'builtins.list']);

/** What an evaluator knows of classes. */
export interface Classes {
  readonly librariesOf: (cls: ClassSymbol) => readonly string[];
  /** The names a class's body assigns, in order. */
  readonly namesOf: (cls: ClassSymbol) => readonly string[];
  readonly attribute: (cls: ClassSymbol, name: string) => Value;
}

/** `frozenset({...})`, `tuple([...])`, `set(Colour)`, `len(...)`; undefined for another call and for what is not known item by item. */
export function collected(callee: Value, args: readonly Value[], node: Expr, { librariesOf, namesOf, attribute }: Classes): Value | undefined {
  if (callee.kind === 'library' && callee.path === 'builtins.len')
    return args[0]?.kind === 'sequence' && args[0].items.every(it => it.kind !== 'unknown')
      ? { kind: 'constant', value: args[0].items.length, node }
      : undefined;
  if (callee.kind !== 'library' || !makers.has(callee.path) || args.length > 1) return undefined;
  const tuple = callee.path === 'builtins.tuple';
  const [of] = args;
  if (!of) return { kind: 'sequence', items: [], tuple };
  if (of.kind === 'sequence') return { ...of, tuple };
  if (of.kind !== 'class' || !librariesOf(of.cls).some(l => l.startsWith('enum.'))) return undefined;
  const { cls } = of;
  const items = namesOf(cls)
    .filter(name => !name.startsWith('_'))
    .map(name => attribute(cls, name))
    .filter(it => (isEnumeration(librariesOf(cls)) ? it.kind === 'member' : it.kind === 'constant'));
  return { kind: 'sequence', items, tuple };
}

/** `item in sequence`; undefined when it cannot be known. */
export function contains({ items }: Sequence, item: Value): boolean | undefined {
  const answers = items.map(it => same(it, item));
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

/** `left - right` and `left | right` of sets; undefined for anything else and when it cannot be known. */
export function combined(op: string, left: Sequence, right: Sequence): Sequence | undefined {
  const inRight = left.items.map(item => contains(right, item));
  if (inRight.includes(undefined)) return undefined;
  const rest = left.items.filter((_, i) => inRight[i] === false);
  if (op === '-') return { ...left, items: rest };
  return op === '|' ? { ...left, items: [...rest, ...right.items] } : undefined;
}

function same(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind === 'member' && b.kind === 'member' && a.of.kind === 'class' && b.of.kind === 'class' && a.of.cls === b.of.cls) return a.name === b.name;
  return undefined;
}
