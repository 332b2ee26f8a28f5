/** Renames of everything in a workspace, one after the other. */
import type { Location, TextEdit } from 'vscode-languageserver-protocol';
import { Lines } from '../../server/base/text.ts';
import { defaultConfig } from '../../server/config.ts';
import { applyEdits } from '../../server/edits/source.ts';
import { Refusal } from '../../server/features/feature.ts';
import { rename } from '../../server/features/rename.ts';
import type { MappedClass, RelationshipAttribute } from '../../server/model/mapped.ts';
import { finish } from '../../server/uses/search.ts';
import type { Session } from '../../server/workspace/session.ts';
import { pathOf, root, workspace } from './fixture.ts';

/** What can be renamed, by the place that names it. */
export interface Named {
  readonly label: string;
  readonly name: string;
  readonly implicit: boolean;
  readonly at: Location;
}

/** A session over texts in editors that can ask before an edit is made, for one version of SQLAlchemy. */
export function renaming(texts: ReadonlyMap<string, string>, version?: '1.4' | '2.0' | '2.1'): Session {
  const session = workspace(texts);
  if (version) session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  session.editor = { ...session.editor, documentChanges: true, confirmation: true };
  return session;
}

export const attributesOf = (session: Session): readonly RelationshipAttribute[] => session.snapshot().project.classes.flatMap(c => [...c.own.values()]);

/** The relationships of a workspace. */
export const relationshipsOf = (session: Session): readonly Named[] =>
  attributesOf(session).map(it => ({ label: `${it.owner.name}.${it.name}`, name: it.name, implicit: it.provenance.kind === 'backref', at: it.at }));

/** The mapped classes of a workspace. */
export const classesOf = (session: Session): readonly Named[] =>
  session.snapshot().project.classes.map((it: MappedClass) => ({ label: it.name, name: it.name, implicit: false, at: it.at }));

/** The texts that a rename changes, by their paths, as they are then, and the places that an editor would ask about; the reason when it is refused. `probable` edits those that are probable. */
export function renameIn(
  session: Session,
  texts: { readonly get: (path: string) => string | undefined },
  { at, name }: Named,
  newName: string,
  probable = false,
): { readonly texts: ReadonlyMap<string, string>; readonly asked: readonly Location[] } | { readonly refused: string } {
  try {
    const edit = finish(rename.handle(session.snapshot(), { textDocument: { uri: at.uri }, position: at.range.start, newName }));
    if (!edit) return { refused: 'nothing to rename' };
    const edits = new Map<string, TextEdit[]>();
    const asked: Location[] = [];
    for (const change of edit.documentChanges ?? []) {
      if (!('textDocument' in change)) continue;
      const { uri } = change.textDocument;
      const lines = new Lines(texts.get(pathOf(uri)) ?? '');
      for (const it of change.edits) {
        if (!('newText' in it)) continue;
        if (it.newText === newName && lines.slice(it.range) !== name) throw new Error(`${uri} ${JSON.stringify(it.range)} is not ${name}`);
        if ('annotationId' in it) asked.push({ uri, range: it.range });
        if (!('annotationId' in it) || (probable && it.annotationId === 'probable')) edits.set(uri, [...(edits.get(uri) ?? []), it]);
      }
    }
    const changed = [...edits].map(([uri, list]): [string, string] => {
      const text = texts.get(pathOf(uri)) ?? '';
      const after = applyEdits({ text, lines: new Lines(text) }, list);
      if (after === undefined) throw new Error(`${uri}: edits overlap`);
      return [pathOf(uri), after];
    });
    return { texts: new Map(changed), asked };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { refused: error.message };
  }
}

/** The texts after everything has been renamed one after the other with a suffix, and why the rest was not. */
export function renameEach(
  before: ReadonlyMap<string, string>,
  list: (session: Session) => readonly Named[],
  suffix: string,
  options: { readonly version?: '1.4' | '2.0' | '2.1'; readonly probable?: boolean } = {},
): { readonly texts: ReadonlyMap<string, string>; readonly renamed: readonly string[]; readonly refused: readonly string[] } {
  let texts = before;
  const session = renaming(before, options.version);
  const done = new Set<string>();
  const renamed: string[] = [];
  const refused: string[] = [];
  const next = (): Named | undefined => list(session).find(it => !it.name.endsWith(suffix) && !done.has(it.label));
  for (let it = next(); it; it = next()) {
    done.add(it.label);
    const result = renameIn(session, texts, it, `${it.name}${suffix}`, options.probable);
    if ('refused' in result) {
      refused.push(`${it.label}: ${result.refused}`);
      continue;
    }
    renamed.push(it.label);
    for (const [path, text] of result.texts) session.edit(`${root}/${path}`, text);
    texts = new Map([...texts, ...result.texts]);
  }
  return { texts, renamed, refused };
}
