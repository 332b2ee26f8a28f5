/** Names inside strings: where they stand, and what a dotted path of attributes leads through. */
import type { Position, Range } from 'vscode-languageserver-protocol';
import { sameRange, touches } from '../base/ranges.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ClassAttribute, Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { rangeWithin } from '../syntax/string-ranges.ts';
import type { Str } from '../syntax/tree.ts';

/** A part of a string's text and where it stands. */
export interface Part {
  readonly text: string;
  readonly range: Range;
}

/** The word at a position inside a string; undefined where the string's characters do not stand one for one in the file. */
export function wordAt(leaf: Str, position: Position, pattern: RegExp): Part | undefined {
  return partsOf(leaf, pattern).find(({ range }) => touches(range, position));
}

/** The parts of a string that match a pattern, where they can be found in the file. */
const partsOf = (leaf: Str, pattern: RegExp): readonly Part[] =>
  [...leaf.value.matchAll(pattern)].flatMap(({ 0: text, index }) => {
    const range = rangeWithin(leaf, index, index + text.length);
    return range ? [{ text, range }] : [];
  });

/** An attribute's name on the class it is read from. */
export interface NamedAttribute {
  readonly cls: MappedClass;
  readonly name: string;
  readonly range: Range;
}

/** What the word at a position of `"posts.author.name"` is read from; undefined when a name before it is no relationship. */
export function alongPath(project: Project, start: MappedClass, leaf: Str, position: Position): NamedAttribute | undefined {
  let cls: MappedClass | undefined = start;
  const wanted = wordAt(leaf, position, /\w+/g);
  for (const { text, range } of wanted ? partsOf(leaf, /\w+/g) : []) {
    if (!cls) return undefined;
    if (wanted && sameRange(range, wanted.range)) return { cls, name: text, range };
    const found: ClassAttribute | undefined = sole(project.attribute(cls, text));
    cls = found?.kind === 'relationship' ? sole(found.attribute.target) : undefined;
  }
  return undefined;
}

/** The class that a dotted path of relationships leads to. */
export function endOfPath(project: Project, start: MappedClass, path: string): MappedClass | undefined {
  return path.split('.').reduce<MappedClass | undefined>((cls, name) => {
    const found = cls && sole(project.attribute(cls, name));
    return found?.kind === 'relationship' ? sole(found.attribute.target) : undefined;
  }, start);
}
