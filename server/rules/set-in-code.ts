import { certainlyInMany } from '../infer/answers.ts';
import { sitesOf } from '../infer/sites.ts';
import { possible } from '../infer/types.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Expr, FunctionDef } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/**
 * True when some code may give a class an attribute of that name: `Post.score = column_property(...)`, `setattr(cls, "score", ...)`,
 * `mapper.add_property("score", ...)`. In a function, which the model does not run, it counts all the same: listeners of mapper events do so.
 */
export function mayBeSet(snapshot: Snapshot, cls: MappedClass, name: string): boolean {
  const inference = certainlyInMany(snapshot);
  const mayBeClass = (uri: string, expr: Expr): boolean => {
    const here = inference.at(uri, expr.range.start);
    const types = here ? possible(inference.typeOf(expr, here.env)) : [];
    return types.length === 0 || types.some(type => type.kind === 'unknown' || (type.kind === 'class' ? areKin(type.cls, cls) : !isValue.has(type.kind)));
  };
  return snapshot.mentioning(name).some(uri => {
    const tree = snapshot.tree(uri);
    if (!tree) return false;
    const { settings, calls } = sitesOf(tree);
    if (settings.get(name)?.some(({ target, self, method }) => (self ? isClassMethod(method) : mayBeClass(uri, target.value)))) return true;
    return ['setattr', 'add_property', 'add_properties'].some(setter =>
      calls.get(setter)?.some(({ args: [first, second] }) => {
        const [named, of] = setter === 'setattr' ? [second?.value, first?.value] : [first?.value, undefined];
        if (named?.kind === 'dict') return true;
        return named?.kind === 'string' && named.value === name && (!of || mayBeClass(uri, of));
      }),
    );
  });
}

/** Kinds of types that are no classes, whatever else they are. */
const isValue: ReadonlySet<string> = new Set(['instance', 'object', 'collection', 'row', 'tuple', 'none', 'other']);

/** A method that gets the class, by what its first parameter is called. */
const isClassMethod = (method: FunctionDef | undefined): boolean => method?.params[0]?.name?.id !== 'self';

const areKin = (a: MappedClass, b: MappedClass): boolean => {
  const root = (cls: MappedClass): MappedClass => (cls.parent ? root(cls.parent) : cls);
  return root(a) === root(b);
};
