import type { Position } from 'vscode-languageserver-protocol';
import { append } from '../base/lazy.ts';
import type { Binding, Scope } from '../facts/facts.ts';

export const noBindings: ReadonlyMap<string, readonly Binding[]> = new Map();

/** Facts do not change, so this outlives a project. */
const byName = new WeakMap<Scope, ReadonlyMap<string, readonly Binding[]>>();

/** The bindings of a module or class body by name. */
export function bindingsByName(scope: Scope): ReadonlyMap<string, readonly Binding[]> {
  const known = byName.get(scope);
  if (known) return known;
  const made = new Map<string, Binding[]>();
  for (const binding of scope.bindings) append(made, binding.name.id, binding);
  byName.set(scope, made);
  return made;
}

/** Where a binding has taken effect: `followers = relationship(secondary=followers)` reads the name from outside. */
export const endOf = (binding: Binding): Position =>
  binding.kind === 'value' && binding.value ? binding.value.range.end : binding.kind === 'class' ? binding.cls.range.end : binding.name.range.end;
