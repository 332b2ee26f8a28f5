import { applyEdits, Change, type Source, sourceFrom } from '../../server/edits/source.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import type { Call, Expr, Module, Stmt } from '../../server/syntax/tree.ts';

/** The text after a change; throws when it is not valid Python any more. */
export function edited(text: string, make: (change: Change, source: Source) => unknown): string {
  const source = sourceFrom('file:///m.py', text);
  const change = new Change({ tree: () => source.tree, lines: () => source.lines, lineWidth: () => undefined, installed: () => false });
  make(change, source);
  const edits = change.finish()?.get(source.uri) ?? [];
  const after = applyEdits(source, edits);
  if (after === undefined) throw new Error('edits overlap');
  const { broken } = parseModule(after);
  if (broken) throw new Error(`not valid Python:\n${after}`);
  return after;
}

/** The call that the first assignment of a text holds. */
export function callOf(tree: Module): Call {
  const find = (body: readonly Stmt[]): Call | undefined => {
    for (const it of body) {
      if (it.kind === 'assign' && it.value?.kind === 'call') return it.value;
      const inner = it.kind === 'class' ? find(it.body) : undefined;
      if (inner) return inner;
    }
    return undefined;
  };
  const found = find(tree.body);
  if (!found) throw new Error('there is no call');
  return found;
}

/** The arguments of that call as `name=value`, without white space. */
export function argumentsOf(text: string): readonly string[] {
  const source = sourceFrom('file:///m.py', text);
  const show = (value: Expr): string => source.lines.slice(value.range).replace(/\s+/g, '');
  return callOf(source.tree).args.map(a => `${a.star ?? ''}${a.name ? `${a.name.id}=` : ''}${show(a.value)}`);
}
