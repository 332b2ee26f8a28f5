/**
 * What a look-up found. A rule may claim "does not exist" only on `none`, "ambiguous" only on `many`, and nothing on `unknown`: this type is
 * the whole policy against false positives.
 */
export type Resolution<T> =
  | { readonly kind: 'one'; readonly value: T }
  | { readonly kind: 'many'; readonly candidates: readonly T[] }
  /** Looked everywhere it could be: it is not there. */
  | { readonly kind: 'none' }
  /** Computed name, unresolved import, dynamic base, reflected table ... */
  | { readonly kind: 'unknown'; readonly why: string };

export const one = <T>(value: T): Resolution<T> => ({ kind: 'one', value });
export const unknown = (why: string): { readonly kind: 'unknown'; readonly why: string } => ({ kind: 'unknown', why });
export const none: { readonly kind: 'none' } = { kind: 'none' };

export const fromCandidates = <T>(candidates: readonly T[]): Resolution<T> => {
  const [only, ...more] = candidates;
  if (only === undefined) return none;
  return more.length === 0 ? one(only) : { kind: 'many', candidates };
};

/** The value when there is exactly one. */
export const sole = <T>(resolution: Resolution<T>): T | undefined => (resolution.kind === 'one' ? resolution.value : undefined);
