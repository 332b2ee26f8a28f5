import {
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  Range,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { meets, sameRange } from '../base/ranges.ts';
import { convertBackref } from '../edits/back-populates.ts';
import { type Declared, declaredIn } from '../edits/declared.ts';
import { planning } from '../edits/migration/plan.ts';
import { workspaceEdit } from '../edits/migration/workspace-edit.ts';
import { silenceRule } from '../edits/silence.ts';
import type { MappedClass } from '../model/mapped.ts';
import { commands } from '../protocol.ts';
import { fixTogether, soleFix } from '../rules/fix-all.ts';
import { ignoreHere } from '../rules/ignored.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { diagnosticOf, findings } from './diagnostics.ts';
import { defineFeature, defineSearch, type Steps } from './feature.ts';
import { type Folding, folded, linkingActions } from './linking-actions.ts';
import { typingActions } from './typing-actions.ts';

/** What `editor.codeActionsOnSave` asks for: all fixes that leave no choice. */
const fixAllKind = `${CodeActionKind.SourceFixAll}.backref`;

/** Fixes of the findings in a range, made from the rules anew; and the refactoring of a backref, whether its rule is on or not. */
export const codeActions = defineFeature(
  CodeActionRequest.type,
  { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind], resolveProvider: true } },
  (snapshot, { textDocument: { uri }, range, context }) => {
    const wanted = (kind: string): boolean => !context.only || context.only.some(only => only === '' || kind === only || kind.startsWith(`${only}.`));
    const fixes = wanted(CodeActionKind.QuickFix) ? quickFixes(snapshot, uri, range) : [];
    const converted = fixes.some(f => f.title === conversion);
    return [
      ...fixes,
      // Only for who asks: it is about the whole file, not about what is at the cursor.
      ...(context.only?.some(only => only !== '') && wanted(fixAllKind) ? fixAll(snapshot, uri) : []),
      ...(wanted(CodeActionKind.RefactorRewrite) && !converted ? conversions(snapshot, uri, range, context.triggerKind === CodeActionTriggerKind.Invoked) : []),
      ...(wanted(CodeActionKind.RefactorRewrite) && snapshot.editor.resolvesCodeActions
        ? migrations(snapshot, uri, range, context.triggerKind !== CodeActionTriggerKind.Automatic)
        : []),
      ...(wanted(CodeActionKind.RefactorRewrite) ? linkingActions(snapshot, uri, range) : []),
      ...typingActions(snapshot, uri, range, context).filter(it => it.kind !== undefined && wanted(it.kind)),
      ...(wanted(CodeActionKind.QuickFix) ? ignoring(snapshot, uri, range) : []),
    ];
  },
);

const conversion = 'Convert backref to back_populates';

function quickFixes(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  return findings(snapshot, uri)
    .filter(({ finding }) => meets(finding.range, range))
    .flatMap(found =>
      (found.finding.fixes?.() ?? []).map(fix => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(found, snapshot)],
        ...(fix.preferred ? { isPreferred: true } : {}),
        edit: { changes: changesOf(fix.edits) },
      })),
    );
}

/** Silences each finding by a comment, or its rule in the project file; in the last place. */
function ignoring(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  return findings(snapshot, uri)
    .filter(({ finding }) => meets(finding.range, range))
    .flatMap(found => {
      const { code } = found.rule;
      const here = ignoreHere(snapshot, uri, found.finding.range, code);
      const file = snapshot.projectFile(uri);
      const off = file && silenceRule(file.text, code);
      const silent = [
        ...(here ? [here] : []),
        ...(file && off ? [{ title: `Do not report ${code} in this project (pyproject.toml)`, edits: new Map([[file.uri, [off]]]), save: file.uri }] : []),
      ];
      return silent.map(
        (it): CodeAction => ({
          title: it.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnosticOf(found, snapshot)],
          edit: { changes: changesOf(it.edits) },
          // The project file is read from the disk: without this the finding would stay, and nothing would say why.
          ...('save' in it && snapshot.editor.commands ? { command: { title: 'Save', command: commands.save, arguments: [it.save] } } : {}),
        }),
      );
    });
}

/** One action for the file; fixes that would change others as well are left to who looks at them. */
function fixAll(snapshot: Snapshot, uri: string): readonly CodeAction[] {
  const sole = findings(snapshot, uri).flatMap(({ finding }) => soleFix(finding) ?? []);
  const { edits, made } = fixTogether(
    snapshot,
    sole.filter(fix => [...fix.edits.keys()].every(changed => changed === uri)),
  );
  return made.length > 0 ? [{ title: 'Fix all that leaves no choice', kind: fixAllKind, edit: { changes: changesOf(edits) } }] : [];
}

/** On the `backref=` of a relationship; greyed out with the reason when the user asks and it cannot be done. */
function conversions(snapshot: Snapshot, uri: string, range: Range, asked: boolean): readonly CodeAction[] {
  const it = declaredIn(snapshot.project).find(r => r.backref && standsAt(r, uri, range));
  if (!it) return [];
  const result = convertBackref(snapshot, it);
  const action = { title: conversion, kind: CodeActionKind.RefactorRewrite };
  if ('edits' in result) return [{ ...action, edit: { changes: changesOf(result.edits) } }];
  return asked ? [{ ...action, disabled: { reason: result.why } }] : [];
}

/** What an action that converts several backrefs is about: all of a file, or those of the class at a line. */
interface Several {
  readonly uri: string;
  readonly className?: Range;
}

/** The edit of an action that converts several backrefs; it is worked out when the action is chosen. */
export const codeActionResolve = defineSearch(CodeActionResolveRequest.type, {}, function* (snapshot, action): Steps<never, CodeAction> {
  const data: unknown = action.data;
  if (isFolding(data)) return { ...action, edit: folded(snapshot, data) };
  if (!isSeveral(data)) return action;
  const { uri, className } = data;
  const made = yield* planning(snapshot, it => it.uri === uri && (className === undefined || (it.owner !== undefined && isAt(it.owner, uri, className))));
  return { ...action, edit: workspaceEdit(made, snapshot.editor) };
});

/**
 * For the class at the cursor and its file, where they hold more than one backref. Who has not asked sees them at the name of the class and at its backrefs
 * alone, not in every line of it.
 */
function migrations(snapshot: Snapshot, uri: string, range: Range, asked: boolean): readonly CodeAction[] {
  const cls = snapshot.project.at(uri, range.start);
  if (!cls) return [];
  const inFile = declaredIn(snapshot.project).filter(r => r.backref && r.provenance.construct.env.module.uri === uri);
  const inClass = inFile.filter(r => isAt(r.owner, uri, cls.at.range));
  if (inClass.length === 0 || !(asked || meets(cls.at.range, range) || inClass.some(r => standsAt(r, uri, range)))) return [];
  const action = (title: string, data: Several): CodeAction => ({ title, kind: CodeActionKind.RefactorRewrite, data });
  return [
    ...(inClass.length > 1 ? [action(`Convert all ${inClass.length} backrefs of '${cls.name}' to back_populates`, { uri, className: cls.at.range })] : []),
    ...(inFile.length > inClass.length ? [action(`Convert all ${inFile.length} backrefs of this file to back_populates`, { uri })] : []),
  ];
}

const isAt = ({ at }: MappedClass, uri: string, name: Range): boolean => at.uri === uri && sameRange(at.range, name);

const isFolding = (data: unknown): data is Folding =>
  typeof data === 'object' && data !== null && 'uri' in data && typeof data.uri === 'string' && 'fold' in data && Range.is(data.fold);

const isSeveral = (data: unknown): data is Several =>
  typeof data === 'object' && data !== null && 'uri' in data && typeof data.uri === 'string' && (!('className' in data) || Range.is(data.className));

function standsAt({ backref, provenance }: Declared, uri: string, range: Range): boolean {
  const { call, env } = provenance.construct;
  if (env.module.uri !== uri || !backref || backref.env.module.uri !== uri) return false;
  const argument = call.args.find(a => a.name?.id === 'backref');
  return meets(argument?.range ?? backref.node.range, range);
}

const changesOf = (edits: ReadonlyMap<string, readonly TextEdit[]>): Record<string, TextEdit[]> =>
  Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]]));
