import type { Position } from 'vscode-languageserver-protocol';
import { append } from '../base/lazy.ts';
import type { Binding } from '../facts/facts.ts';
import type { Value } from './values.ts';

/** The bindings of a scope under their names, each list in source order. */
export function byName(bindings: readonly Binding[]): Map<string, Binding[]> {
  const map = new Map<string, Binding[]>();
  for (const binding of bindings) {
    append(map, binding.name.id, binding);
  }
  return map;
}

/** Where a binding has taken effect: `followers = relationship(secondary=followers)` reads the name from outside. */
export const endOf = (binding: Binding): Position =>
  binding.kind === 'value' && binding.value ? binding.value.range.end : binding.kind === 'class' ? binding.cls.range.end : binding.name.range.end;

/** The text `str()` gives for a value. */
export const textOf = (value: Value): string | undefined =>
  value.kind === 'constant' && (typeof value.value === 'string' || typeof value.value === 'number') ? String(value.value) : undefined;
