/** What can be a name in Python. */
const keywords: ReadonlySet<string> = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield __debug__'.split(
    ' ',
  ),
);

/** Why a text cannot be the name of an attribute or a class; undefined when it can. */
export function badName(name: string): string | undefined {
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) return `'${name}' is not a valid Python identifier`;
  if (keywords.has(name)) return `'${name}' is a keyword of Python`;
  if (name.startsWith('__')) return `'${name}' has a special meaning in Python`;
  return undefined;
}
