/** A value made when it is first asked for, and kept. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The value under `key`, made and kept when it is missing. */
export function memo<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const value = make();
  map.set(key, value);
  return value;
}

/** Appends to the list under `key`. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  // Most lists stay this short, and a list that begins empty reserves room for many.
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The items by a key; those whose key is undefined are left out. */
export function grouped<K, V>(items: Iterable<V>, keyOf: (item: V) => K | undefined): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) append(groups, key, item);
  }
  return groups;
}
