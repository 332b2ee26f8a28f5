import type { Position, Range } from 'vscode-languageserver-protocol';

/** Negative, zero or positive as `a` stands before, at or behind `b`. */
export const comparePositions = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;

/** True when `position` lies in `range` or at one of its ends: a cursor behind the last letter still means the word. */
export const touches = (range: Range, position: Position): boolean =>
  comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;

/** True when the two ranges share a position; empty ranges and ends count. */
export const meets = (a: Range, b: Range): boolean => comparePositions(a.start, b.end) <= 0 && comparePositions(b.start, a.end) <= 0;

export const sameRange = (a: Range, b: Range): boolean => comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;

/** True when `inner` begins and ends inside `outer`; the same range counts. */
export const contains = (outer: Range, inner: Range): boolean => comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
