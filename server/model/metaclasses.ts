import type { Evaluator } from './evaluate.ts';
import { around, type ClassSymbol } from './values.ts';

/** What a metaclass may alter a class in. */
const making = ['__new__', '__init__', '__prepare__'];

/**
 * Why a class may have other bases and attributes than are written: a metaclass that is not a library's makes it, and may give it some. Undefined where
 * there is none, or where it leaves the making to its own bases.
 */
export function metaclassDoubt(cls: ClassSymbol, evaluator: Evaluator, mro: (cls: ClassSymbol) => readonly ClassSymbol[]): string | undefined {
  const given = cls.fact.args.find(a => a.name?.id === 'metaclass');
  // The header is evaluated outside the class body.
  const metaclass = given && evaluator.evaluate(given.value, around(cls.env));
  if (metaclass?.kind !== 'class') return undefined;
  const maker = mro(metaclass.cls).find(it => making.some(name => evaluator.classBindings(it.fact).has(name)));
  return maker && `its metaclass '${maker.fact.name.id}' may add to it`;
}
