/** Refactorings of the link between two relationships; none of them waits for a finding. */
import { type CodeAction, CodeActionKind, type Range, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver-protocol';
import { meets, sameRange } from '../base/ranges.ts';
import { foldIntoBackref, partnerOf } from '../edits/as-backref.ts';
import { linkBoth } from '../edits/back-populates.ts';
import { type Declared, declaredIn } from '../edits/declared.ts';
import { areMirrored } from '../edits/mirror.ts';
import { sole } from '../model/resolution.ts';
import { oneSided } from '../rules/one-sided.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { Refusal } from './feature.ts';
import { label } from './words.ts';

/** The relationship whose other side is to become its backref, by the place of its name. */
export interface Folding {
  readonly fold: Range;
  readonly uri: string;
}

/** At the name of a written relationship, or at its `back_populates`: link it, write the side it lacks, make the other side its backref. */
export function linkingActions(snapshot: Snapshot, uri: string, range: Range): readonly CodeAction[] {
  const it = declaredIn(snapshot.project).find(r => r.at.uri === uri && (meets(r.at.range, range) || isAtLink(r, uri, range)));
  if (!it) return [];
  const kind = CodeActionKind.RefactorRewrite;
  const partner = partnerOf(it);
  if (partner) {
    const data: Folding = { fold: it.at.range, uri };
    // Whether it can be done takes a look at the whole project.
    return snapshot.editor.resolvesCodeActions ? [{ title: `Make '${label(partner)}' the backref of '${label(it)}'`, kind, data }] : [];
  }
  if (it.backref || it.backPopulates) return [];
  const missing = [...oneSided.check(uri, snapshot)].filter(f => meets(f.range, it.at.range)).flatMap(f => f.fixes?.() ?? []);
  const mirrored = [...(sole(it.target)?.own.values() ?? [])].filter(other => !other.backref && !other.backPopulates && areMirrored(it, other));
  return [
    ...mirrored.flatMap(other => {
      const edits = linkBoth(snapshot, it, other);
      return edits ? [{ title: `Link '${label(it)}' and '${label(other)}' with back_populates`, kind, edit: { changes: changesOf(edits) } }] : [];
    }),
    ...(mirrored.length > 0 ? [] : missing.map(fix => ({ title: fix.title, kind, edit: { changes: changesOf(fix.edits) } }))),
  ];
}

/** The edit of such an action; throws with the reason when it cannot be made. */
export function folded(snapshot: Snapshot, { fold, uri }: Folding): WorkspaceEdit {
  const it = declaredIn(snapshot.project).find(r => r.at.uri === uri && sameRange(r.at.range, fold));
  if (!it) throw new Refusal('The relationship is not there any more.');
  const result = foldIntoBackref(snapshot, it);
  if ('why' in result) throw new Refusal(`'${label(it)}' cannot have a backref: ${result.why}.`);
  return { changes: changesOf(result.edits) };
}

function isAtLink({ backPopulates, provenance: { construct } }: Declared, uri: string, range: Range): boolean {
  const argument = backPopulates && construct.env.module.uri === uri ? construct.call.args.find(a => a.name?.id === 'back_populates') : undefined;
  return argument !== undefined && meets(argument.range, range);
}

const changesOf = (edits: ReadonlyMap<string, readonly TextEdit[]>): Record<string, TextEdit[]> =>
  Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]]));
