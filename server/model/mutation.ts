import type { Name } from '../syntax/tree.ts';
import { iterated } from './operators.ts';
import { type Entry, stringOf, unknownValue, type Value, type Written } from './values.ts';

type Given = Written & { readonly name?: Name };
type Dict = Extract<Value, { kind: 'dict' }>;
type Sequence = Extract<Value, { kind: 'sequence' }>;

/** A list or dict after `of.method(*args)` or `of[key] = value` (`__setitem__`); undefined when that is not known. */
export function changeCollection(of: Value, method: string, args: readonly Value[], given: readonly Given[]): Value | undefined {
  if (of.kind === 'dict') return changeDict(of, method, args, given);
  return of.kind === 'sequence' && !of.tuple ? changeList(of, method, args, given) : undefined;
}

function changeDict(of: Dict, method: string, args: readonly Value[], given: readonly Given[]): Value | undefined {
  const entries = new Map(of.entries);
  const [first, second] = args;
  const key = stringOf(first);
  const [keyGiven, valueGiven] = given;
  switch (method) {
    case '__setitem__':
      if (!second || !keyGiven || !valueGiven) return undefined;
      // A name that is not known may be any of them.
      if (key === undefined) return { kind: 'dict', entries: new Map(), open: true };
      entries.set(key, { value: second, node: valueGiven.node, key: keyGiven.node, env: valueGiven.env });
      return { ...of, entries };
    case 'setdefault':
      if (key === undefined || !keyGiven) return undefined;
      // A key that is not seen may be there all the same.
      if (!entries.has(key))
        entries.set(key, entryFor(of.open ? unknownValue('a default that may not hold') : (second ?? unknownValue('None')), keyGiven, valueGiven));
      return { ...of, entries };
    case 'pop':
      if (key === undefined) return undefined;
      entries.delete(key);
      return { ...of, entries };
    case 'clear':
      return { kind: 'dict', entries: new Map(), open: false };
    case 'update': {
      let open = of.open;
      for (const [i, it] of given.entries()) {
        const value = args[i];
        if (it.name && value) entries.set(it.name.id, { value, node: it.node, key: it.name, env: it.env });
        else if (value?.kind === 'dict') {
          if (value.open) {
            entries.clear();
            open = true;
          }
          for (const [k, entry] of value.entries) entries.set(k, entry);
        } else return { kind: 'dict', entries: new Map(), open: true };
      }
      return { kind: 'dict', entries, open };
    }
    default:
      return undefined;
  }
}

const entryFor = (value: Value, key: Given, given: Given | undefined): Entry => ({
  value,
  node: given?.node ?? key.node,
  key: key.node,
  env: given?.env ?? key.env,
});

function changeList(of: Sequence, method: string, args: readonly Value[], given: readonly Given[]): Value | undefined {
  const [first, second] = args;
  const written = of.written ?? of.items.map(() => undefined);
  switch (method) {
    case 'append':
      return first && { ...of, items: [...of.items, first], written: [...written, given[0]] };
    case 'insert':
      if (first?.kind !== 'constant' || first.value !== 0 || !second) return undefined;
      return { ...of, items: [second, ...of.items], written: [given[1], ...written] };
    case 'extend': {
      const more = first && given[0] && iterated(first, given[0].node);
      const theirs = first?.kind === 'sequence' && first.written ? first.written : more?.map(() => undefined);
      return more && theirs && { ...of, items: [...of.items, ...more], written: [...written, ...theirs] };
    }
    default:
      return undefined;
  }
}
