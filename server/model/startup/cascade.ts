/** The words of `cascade=`. */
export const cascades: ReadonlySet<string> = new Set('save-update merge refresh-expire expunge delete delete-orphan all none'.split(' '));
const writing: ReadonlySet<string> = new Set(['save-update', 'delete', 'delete-orphan']);

/** The tokens of `cascade="save-update, merge"`. */
export const tokensOf = (cascade: string): readonly string[] => cascade.split(',').flatMap(t => t.trim() || []);

/** The tokens of a cascade that write, which 1.4 refuses on a viewonly relationship. */
export function writingTokens(tokens: readonly string[]): readonly string[] {
  if (tokens.includes('none')) return [];
  const all = tokens.includes('all') ? ['save-update', 'delete'] : [];
  return [...new Set([...tokens, ...all])].filter(t => writing.has(t)).sort();
}
