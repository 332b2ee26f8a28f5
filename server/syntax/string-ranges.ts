/** Where the characters of a string's value stand in the file. */
import type { Position, Range } from 'vscode-languageserver-protocol';
import { touches } from '../base/ranges.ts';
import { Lines } from '../base/text.ts';
import type { Str } from './tree.ts';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly range: Range;
  readonly lines: Lines;
}

const known = new WeakMap<Str, readonly Piece[]>();

/** The parts of a string whose characters stand one for one in the file. */
function piecesOf(string: Str): readonly Piece[] {
  let pieces = known.get(string);
  if (!pieces) {
    const { value, content } = string;
    const spans = content ? [{ start: 0, end: value.length, range: content }] : (string.pieces ?? []);
    pieces = spans.map(it => ({ ...it, lines: new Lines(value.slice(it.start, it.end)) }));
    known.set(string, pieces);
  }
  return pieces;
}

/** True when all characters of the string stand one for one in the file, be it in several literals. */
export const isSpelled = (string: Str): boolean => piecesOf(string).reduce((n, { start, end }) => n + end - start, 0) === string.value.length;

/** True when a position is in a part of the string whose characters stand one for one in the file. */
export const isSpelledAt = (string: Str, position: Position): boolean => piecesOf(string).some(p => touches(p.range, position));

/** Where some characters of the value stand; undefined where they cannot be told from their spelling. Over several literals it takes in what is between them. */
export function rangeWithin(string: Str, start: number, end: number): Range | undefined {
  const pieces = piecesOf(string);
  const first = pieces.find(p => p.start <= start && (start < p.end || (start === p.end && start === end)));
  const last = start === end ? first : pieces.find(p => p.start < end && end <= p.end);
  return first && last && { start: positionIn(first, start), end: positionIn(last, end) };
}

function positionIn({ lines, range, start }: Piece, offset: number): Position {
  const { line, character } = lines.position(offset - start);
  return { line: range.start.line + line, character: line === 0 ? range.start.character + character : character };
}
