import type { ClassSymbol } from './values.ts';

/** The merge of Python's C3 linearisation; undefined where the bases have no consistent order. */
export function merge(lists: readonly (readonly ClassSymbol[])[]): ClassSymbol[] | undefined {
  const rest = lists.map(l => [...l]);
  const out: ClassSymbol[] = [];
  for (;;) {
    const heads = rest.flatMap(l => l.slice(0, 1));
    if (heads.length === 0) return out;
    const head = heads.find(it => !rest.some(other => other.indexOf(it) > 0));
    if (!head) return undefined;
    out.push(head);
    for (const list of rest) if (list[0] === head) list.shift();
  }
}
