import type { ClassSymbol, Value } from './values.ts';

/** True for the bases, as far as outside the workspace, of `Enum` and its kin; a member of `StrEnum` or `(str, Enum)` is a string, so it is none here. */
export const isEnumeration = (libraries: readonly string[]): boolean =>
  libraries.some(l => l.startsWith('enum.') && l !== 'enum.StrEnum') && !libraries.includes('builtins.str');

/** `Colour.RED.value` and `Colour.RED.name`; undefined for anything else. */
export function enumerated(
  of: Value,
  name: string,
  librariesOf: (cls: ClassSymbol) => readonly string[],
  attribute: (cls: ClassSymbol, name: string) => Value | undefined,
): Value | undefined {
  // A string that has a `value` is a member of an enumeration of strings.
  if (of.kind === 'constant') return name === 'value' ? of : undefined;
  if (of.kind !== 'member' || of.of.kind !== 'class' || !isEnumeration(librariesOf(of.of.cls))) return undefined;
  if (name === 'value') return attribute(of.of.cls, of.name);
  return name === 'name' ? { kind: 'constant', value: of.name, node: of.node } : undefined;
}
