import type { Position } from 'vscode-languageserver-protocol';
import { comparePositions } from '../base/ranges.ts';
import type { FileFacts } from './facts.ts';

/**
 * Gives facts the places of others that say the same: an edit has moved what is written, and changed nothing of it. The objects stay what they are, and all that
 * was worked out of them follows. Returns false, and leaves the facts alone, when the others say more than that.
 */
export function moved(facts: FileFacts, now: FileFacts): boolean {
  const places = new Map<object, Position>();
  if (!corresponds(facts, now, places)) return false;
  for (const [place, to] of places) Object.assign(place, to);
  return true;
}

/** Collects where each place has gone; one that would have gone to two is none that can be followed. */
function corresponds(a: unknown, b: unknown, places: Map<object, Position>): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => corresponds(item, b[i], places));
  if (!isRecord(a) || !isRecord(b) || Array.isArray(b)) return a === b;
  const to = positionOf(b);
  if (to && positionOf(a)) {
    const known = places.get(a);
    if (known && comparePositions(known, to) !== 0) return false;
    places.set(a, to);
    return true;
  }
  if (mayMakeClass(a)) return false;
  for (const key in a) if (!corresponds(a[key], b[key], places)) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

/** `type(name, bases, namespace)`: what such calls make is known by their places. */
const mayMakeClass = ({ kind, args }: Readonly<Record<string, unknown>>): boolean => kind === 'call' && Array.isArray(args) && args.length === 3;

const positionOf = ({ line, character }: Readonly<Record<string, unknown>>): Position | undefined =>
  typeof line === 'number' && typeof character === 'number' ? { line, character } : undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
