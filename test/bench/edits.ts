/** Edits as people make them, at the places of a workspace where they can be made. */
import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../../server/base/text.ts';
import type { MappedClass } from '../../server/model/mapped.ts';
import type { Member } from '../../server/model/members.ts';
import type { Snapshot } from '../../server/workspace/snapshot.ts';

export type Edit = 'inside' | 'moved' | 'column' | 'renamed' | 'related' | 'service';

interface Place {
  readonly uri: string;
  /** The text after the edit; `i` makes each edit another one. */
  readonly changed: (i: number) => string;
}

/** For each kind of edit a place in every file where it can be made. */
export function edits(snapshot: Snapshot, texts: ReadonlyMap<string, string>): ReadonlyMap<Edit, readonly Place[]> {
  const places = new Map<Edit, Place[]>([
    ['inside', []],
    ['moved', []],
    ['column', []],
    ['renamed', []],
    ['related', []],
    ['service', []],
  ]);
  const seen = new Set<string>();
  for (const cls of snapshot.project.classes) {
    // The edits outlive the snapshot: they must not hold on to its project.
    const { name } = cls;
    const { uri, range } = cls.at;
    const text = texts.get(uri);
    if (text === undefined) continue;
    const lines = new Lines(text);
    const add = (edit: Edit, changed: Place['changed']): void => {
      if (seen.has(`${edit} ${uri}`)) return;
      seen.add(`${edit} ${uri}`);
      places.get(edit)?.push({ uri, changed });
    };
    add('inside', i => `${text}\n# ${i}\n`);
    add('moved', i => `# ${i}\n${text}`);
    add('renamed', i => replaced(text, lines, range, `${name}${i}`));
    const column = declared(cls, 'column');
    if (column) add('column', i => lineBefore(text, lines, column.at, `extra_${i} = ${lines.slice(column.callee)}()`));
    const related = declared(cls, 'relationship');
    if (related)
      add('related', i => lineBefore(text, lines, related.at, `extra_${i} = ${lines.slice(related.callee)}("${name}", backref="back_of_extra_${i}")`));
  }
  const isService = (uri: string): boolean => snapshot.project.inFile(uri).length === 0;
  for (const [uri, text] of texts) if (isService(uri) && /^ +return /m.test(text)) places.get('service')?.push({ uri, changed: i => aLineMore(text, i) });
  return places;
}

const aLineMore = (text: string, i: number): string => text.replace(/^( +)return /m, `$1# ${i}\n$1return `);

/** Where a class's own body declares something of a kind, and what it calls for it. */
function declared(cls: MappedClass, kind: 'column' | 'relationship'): { readonly at: Range; readonly callee: Range } | undefined {
  const own = (m: Member): boolean => m.definer === cls.symbol && m.uri === cls.at.uri;
  for (const member of cls.members)
    if (member.kind === kind && own(member) && member.construct?.env === cls.symbol.env)
      return { at: member.name.range, callee: member.construct.call.func.range };
  return undefined;
}

const replaced = (text: string, lines: Lines, { start, end }: Range, by: string): string =>
  text.slice(0, lines.offset(start)) + by + text.slice(lines.offset(end));

function lineBefore(text: string, lines: Lines, { start }: Range, line: string): string {
  const at = lines.offset({ line: start.line, character: 0 });
  return `${text.slice(0, at)}${' '.repeat(start.character)}${line}\n${text.slice(at)}`;
}
