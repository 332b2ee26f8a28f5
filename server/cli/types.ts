import { planTypes, type Typing } from '../edits/typing-plan.ts';
import { carryOut, type Mode } from './changes.ts';
import { open } from './open.ts';
import type { Format, Output } from './output.ts';

const wording = {
  annotations: { one: 'relationship', many: 'relationships', done: 'annotated', none: 'There is no relationship without a type.' },
  declarations: { one: 'implicit attribute', many: 'implicit attributes', done: 'declared', none: 'There is no implicit attribute that is not declared.' },
} as const;

/** Writes types into the files of a path: of written relationships (`annotate`), or of implicit attributes for type checkers (`declare`). */
export async function types(what: Typing, path: string, mode: Mode, format: Format, colours: boolean): Promise<Output> {
  const opened = await open([path]);
  const { snapshot, within } = opened;
  if (path.endsWith('.py') && snapshot.uris.some(uri => within(uri) && snapshot.tree(uri)?.broken))
    throw new Error(`'${path}' is not valid Python: nothing is changed`);
  return carryOut(opened, planTypes(snapshot, what, within), { mode, format, colours }, wording[what]);
}
