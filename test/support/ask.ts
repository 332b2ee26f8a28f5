/** The only door from tests to the server: the questions a user has, answered as text. */
import type { TextEdit } from 'vscode-languageserver-protocol';
import { comparePositions } from '../../server/base/ranges.ts';
import { Lines } from '../../server/base/text.ts';
import { codeLenses, codeLensResolve } from '../../server/features/code-lens.ts';
import { completion } from '../../server/features/completion.ts';
import { completionResolve } from '../../server/features/completion-resolve.ts';
import { definition, typeDefinition } from '../../server/features/definition.ts';
import { type Found, findings } from '../../server/features/diagnostics.ts';
import { documentHighlight } from '../../server/features/document-highlight.ts';
import { documentSymbols } from '../../server/features/document-symbols.ts';
import { hover } from '../../server/features/hover.ts';
import { modelTree, modelTreePath } from '../../server/features/model-tree.ts';
import { references } from '../../server/features/references.ts';
import { prepareRename, rename } from '../../server/features/rename.ts';
import { label } from '../../server/features/words.ts';
import type { RelationshipAttribute } from '../../server/model/mapped.ts';
import { rules } from '../../server/rules/index.ts';
import type { Rule } from '../../server/rules/rule.ts';
import { finish } from '../../server/uses/search.ts';
import { type Fixture, pathOf, show, uriOf } from './fixture.ts';

/** All relationship attributes: `User.posts -> Post ONETOMANY list`, implicit ones with ` by ...`. */
export const relationships = (f: Fixture): readonly string[] =>
  f.snapshot().project.classes.flatMap(c =>
    f
      .snapshot()
      .project.relationships(c)
      .map(r => `${c === r.owner ? '' : `${c.name} < `}${describe(r)}`),
  );

function describe(it: RelationshipAttribute): string {
  const target = it.target.kind === 'one' ? it.target.value.name : it.target.kind;
  const direction = it.join.kind === 'known' ? it.join.direction : it.join.kind === 'refused' ? it.join.error.kind : 'unknown';
  const made = it.provenance.kind === 'backref' ? ` by ${label(it.provenance.source)}` : '';
  return `${label(it)} -> ${target} ${direction}${it.uselist === undefined ? '' : it.uselist ? ' list' : ' scalar'}${made}`;
}

/** Findings of one rule, or of all that are on: in the form of the labels. */
export function report(f: Fixture, rule?: Rule): readonly string[] {
  return found(f, rule).map(({ path, it }) => show(path, it.finding.range, it.rule.code));
}

/** Findings with their words. */
export function messages(f: Fixture, rule?: Rule): readonly string[] {
  return found(f, rule).map(({ it }) => it.finding.message);
}

/** Findings in the order of the text. `rule` runs whatever its severity. */
export function found(f: Pick<Fixture, 'snapshot' | 'texts'>, rule?: Rule): readonly { readonly path: string; readonly it: Found }[] {
  const snapshot = f.snapshot();
  return [...f.texts.keys()].flatMap(path => {
    const uri = snapshot.uris.find(u => pathOf(u) === path) ?? '';
    const all: readonly Found[] = rule
      ? [...rule.check(uri, snapshot)].map(finding => ({ rule, severity: 'error' as const, finding }))
      : findings(snapshot, uri);
    return [...all].sort((a, b) => comparePositions(a.finding.range.start, b.finding.range.start)).map(it => ({ path, it }));
  });
}

/** The texts after a set of edits. */
export function applied(texts: ReadonlyMap<string, string>, edits: ReadonlyMap<string, readonly TextEdit[]>): ReadonlyMap<string, string> {
  const out = new Map(texts);
  for (const [uri, list] of edits) {
    const path = pathOf(uri);
    let text = out.get(path) ?? '';
    const lines = new Lines(text);
    const sorted = list.map((edit, i) => ({ edit, i })).sort((a, b) => comparePositions(b.edit.range.start, a.edit.range.start) || b.i - a.i);
    for (const { edit } of sorted) text = text.slice(0, lines.offset(edit.range.start)) + edit.newText + text.slice(lines.offset(edit.range.end));
    out.set(path, text);
  }
  return out;
}

const here = (f: Fixture) => ({ textDocument: { uri: f.cursor.uri }, position: f.cursor.position });

/** The hover at the cursor; links are cut down to their text. */
export function hoverText(f: Fixture): string {
  const it = hover.handle(f.snapshot(), here(f));
  const contents = it && typeof it.contents === 'object' && 'value' in it.contents ? it.contents.value : '';
  return contents.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

const place = (uri: string, range: { readonly start: { readonly line: number; readonly character: number } }): string =>
  `${pathOf(uri)}:${range.start.line}:${range.start.character}`;

/** Where "Go to Definition" leads: `path:line:column`. */
export const definitions = (f: Fixture): readonly string[] => (definition.handle(f.snapshot(), here(f)) ?? []).map(l => place(l.uri, l.range));

export const typeDefinitions = (f: Fixture): readonly string[] => (typeDefinition.handle(f.snapshot(), here(f)) ?? []).map(l => place(l.uri, l.range));

/** The place of a label, as definitions are written. */
export const placeOf = (f: Fixture, name: string): string => place(f.at(name).uri, f.at(name).range);

/** All references to what is at the cursor, as definitions are written, in the order of the text. */
export const referencesOf = (f: Fixture, includeDeclaration = true): readonly string[] =>
  [...(finish(references.handle(f.snapshot(), { ...here(f), context: { includeDeclaration } })) ?? [])]
    .sort((a, b) => (a.uri === b.uri ? comparePositions(a.range.start, b.range.start) : a.uri < b.uri ? -1 : 1))
    .map(l => place(l.uri, l.range));

/** The places of the cursor's file that name the same: `line:column read` or `write`. */
export const highlights = (f: Fixture): readonly string[] =>
  (documentHighlight.handle(f.snapshot(), here(f)) ?? []).map(h => `${h.range.start.line}:${h.range.start.character} ${h.kind === 2 ? 'read' : 'write'}`);

/** What an editor offers to rename at the cursor: the text in its range and the name; undefined when we leave it to others. */
export function renamable(f: Fixture): string | undefined {
  const it = prepareRename.handle(f.snapshot(), here(f));
  const text = it && new Lines(f.texts.get(pathOf(f.cursor.uri)) ?? '').slice(it.range);
  return it ? `${text} ${it.placeholder}` : undefined;
}

/** The texts after a rename at the cursor. `unsure`: the places that are left to the user, as definitions are written. */
export function renamed(f: Fixture, newName: string): { readonly texts: ReadonlyMap<string, string>; readonly unsure: readonly string[] } {
  f.session.editor = { ...f.session.editor, documentChanges: true, confirmation: true };
  const edit = finish(rename.handle(f.snapshot(), { ...here(f), newName }));
  const edits = new Map<string, TextEdit[]>();
  const unsure: string[] = [];
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const { uri } = change.textDocument;
    for (const it of change.edits) {
      if (!('newText' in it)) continue;
      if ('annotationId' in it) unsure.push(place(uri, it.range));
      else edits.set(uri, [...(edits.get(uri) ?? []), it]);
    }
  }
  return { texts: applied(f.texts, edits), unsure };
}

/** Labels of the completions at the cursor, in the order in which editors show them. */
export const completions = (f: Fixture): readonly string[] =>
  [...(completion.handle(f.snapshot(), here(f)) ?? [])].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)).map(i => i.label);

/** The documentation of one completion at the cursor, as the editor asks for it when it shows the item; links are cut down to their text. */
export function documentation(f: Fixture, name: string): string {
  const item = (completion.handle(f.snapshot(), here(f)) ?? []).find(i => i.label === name);
  const it = item && completionResolve.handle(f.snapshot(), item).documentation;
  return typeof it === 'object' ? it.value.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1') : '';
}

/** The code lenses of a file as the editor shows them, resolved: `line: title`. */
export const lenses = (f: Fixture, path: string): readonly string[] =>
  codeLenses.handle(f.snapshot(), { textDocument: { uri: uriOf(path) } }).map(lens => {
    const { command } = lens.command ? lens : finish(codeLensResolve.handle(f.snapshot(), lens));
    return `${f.texts.get(path)?.split('\n')[lens.range.start.line]?.trim()}: ${command?.title}`;
  });

/** The symbols of the cursor's file: `User(posts, author*)`, implicit ones with a star. */
export const symbols = (f: Fixture): readonly string[] =>
  documentSymbols
    .handle(f.snapshot(), here(f))
    .map(s => `${s.name}(${(s.children ?? []).map(c => `${c.name}${c.detail?.includes('implicit') ? '*' : ''}`).join(', ')})`);

/** The relationship tree unfolded to a depth, one line for each row. */
export function tree(f: Fixture, depth: number): readonly string[] {
  const rows = (parent: string | undefined, level: number): readonly string[] =>
    modelTree
      .handle(f.snapshot(), parent === undefined ? {} : { parent })
      .flatMap(n => [
        `${'  '.repeat(level)}${n.label} [${n.kind}]${n.description ? ` ${n.description}` : ''}`,
        ...(level + 1 < depth && n.expandable ? rows(n.id, level + 1) : []),
      ]);
  return rows(undefined, 0);
}

/** The labels of the tree rows from the root to the class at the cursor. */
export const treePath = (f: Fixture): readonly string[] => modelTreePath.handle(f.snapshot(), here(f)).map(n => n.label);

export { rules };
