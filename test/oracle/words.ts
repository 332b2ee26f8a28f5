/** A warning or an error without the place where it came about and the link to its page. */
export const bare = (text: string): string =>
  text
    .replace(/\s*\(This warning originated from the `configure_mappers\(\)` process[\s\S]*$/, '')
    .replace(/\s*\(Background on this (?:error|warning) at: .*\)$/, '')
    .trim();

/** Who quarrels with whom, in a warning of overlaps: SQLAlchemy tells it of the one that is configured later, which depends on the order of imports. */
export function quarrels(text: string): readonly string[] {
  const subject = /relationship '([^']+)' will copy column/.exec(text)?.[1];
  const others = [...text.matchAll(/'([^']+)' \(copies/g)].map(m => m[1] ?? '');
  return subject === undefined ? [] : others.map(other => [subject, other].sort().join(' '));
}

/** The same warning, or one about the same relationships. */
export function agree(ours: string, theirs: readonly string[], pairs: ReadonlySet<string>): boolean {
  const mine = quarrels(ours);
  return mine.length > 0 ? mine.some(pair => pairs.has(pair)) : theirs.some(text => bare(ours).endsWith(text));
}

/** Warnings that are about models; others are about statements, types and connections. */
export const aboutModels =
  /will copy column|declarative-like tuple|polymorphic|User-placed attribute|while also setting viewonly|requires 'delete'|is marked as 'remote'|Attribute name|already contains a class|Could not assemble|noload|Implicitly combining|Non-simple column/;
