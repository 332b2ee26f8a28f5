/** Code actions that tell type checkers of relationships. */
import { type CodeAction, type CodeActionContext, CodeActionKind, CodeActionTriggerKind, type Diagnostic, type Range } from 'vscode-languageserver-protocol';
import { meets, sameRange } from '../base/ranges.ts';
import { annotate, lacksType } from '../edits/annotate.ts';
import { declare, undeclared } from '../edits/declare.ts';
import { type Declared, declaredIn, isDeclared } from '../edits/declared.ts';
import { Rewrite } from '../edits/rewrite.ts';
import { entityAt } from '../infer/entity.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { label } from './words.ts';

/**
 * What can be told at a place: the type of a written relationship, all of a class, or the implicit attribute that is used there; as a fix where
 * another tool (`Cannot access attribute "author"`) complains of it.
 */
export function typingActions(snapshot: Snapshot, uri: string, range: Range, context: CodeActionContext): readonly CodeAction[] {
  const entity = entityAt(snapshot, uri, range.start);
  const asked = context.triggerKind === CodeActionTriggerKind.Invoked;
  if (entity?.kind === 'class') return entity.cls.at.uri === uri && sameRange(entity.cls.at.range, entity.range) ? ofClass(snapshot, entity.cls) : [];
  if (entity?.kind !== 'relationship') return [];
  const { attribute } = entity;
  if (isDeclared(attribute)) return entity.isDeclaration && lacksType(attribute) ? ofWritten(snapshot, attribute, asked) : [];
  const complaints = context.diagnostics.filter(it => it.source !== 'backref' && meets(it.range, entity.range) && names(it, attribute.name));
  return ofImplicit(snapshot, [attribute, ...entity.others], complaints, asked);
}

const names = ({ message }: Diagnostic, name: string): boolean =>
  new RegExp(`(?<!\\w)${name}(?!\\w)`).test(typeof message === 'string' ? message : message.value);

function ofWritten(snapshot: Snapshot, it: Declared, asked: boolean): readonly CodeAction[] {
  const rewrite = new Rewrite(snapshot);
  return offer(`Write the type of '${label(it)}'`, rewrite, annotate(rewrite, it), asked);
}

function ofClass(snapshot: Snapshot, cls: MappedClass): readonly CodeAction[] {
  const types = new Rewrite(snapshot);
  for (const it of declaredIn(snapshot.project)) if (it.provenance.member.definer === cls.symbol && lacksType(it)) annotate(types, it);
  const declarations = new Rewrite(snapshot);
  declare(declarations, cls, undeclared(cls));
  return [
    ...offer(`Write the types of the relationships of '${cls.name}'`, types, undefined, false),
    ...offer(`Declare the implicit attributes of '${cls.name}' for type checkers`, declarations, undefined, false),
  ];
}

function ofImplicit(
  snapshot: Snapshot,
  attributes: readonly RelationshipAttribute[],
  complaints: readonly Diagnostic[],
  asked: boolean,
): readonly CodeAction[] {
  return attributes.flatMap(it => {
    if (!undeclared(it.owner).includes(it)) return [];
    const rewrite = new Rewrite(snapshot);
    const [left] = declare(rewrite, it.owner, [it]);
    return offer(`Declare '${label(it)}' for type checkers`, rewrite, left?.why, asked, complaints);
  });
}

/** Nothing when there is nothing to change; greyed out with the reason when the user asks and it cannot be done. */
function offer(title: string, rewrite: Rewrite, why: string | undefined, asked: boolean, complaints: readonly Diagnostic[] = []): readonly CodeAction[] {
  const action =
    complaints.length > 0 ? { title, kind: CodeActionKind.QuickFix, diagnostics: [...complaints] } : { title, kind: CodeActionKind.RefactorRewrite };
  const edits = why === undefined ? rewrite.finish() : undefined;
  if (edits) return [{ ...action, edit: { changes: Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]])) } }];
  return asked && why !== undefined ? [{ ...action, disabled: { reason: why } }] : [];
}
