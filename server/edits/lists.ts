/** Lists in brackets, as they are written: of an import, of `__all__`. */
import type { Brackets } from './scan.ts';
import { type Change, indentAt, lineStart, type Source } from './source.ts';

/** Writes an item in front of the one at `index`, or behind the one at `last` where there is no such; as the others stand, on lines of their own or not. */
export function insertItem(change: Change, source: Source, { slots }: Brackets, item: string, index: number, last = slots.length - 1): boolean {
  const { text, eol } = source;
  const [slot, end] = [slots[index], slots[last]];
  if (!end) return false;
  const ownLine = (at: number): boolean => text.slice(lineStart(text, at), at).trim() === '';
  if (slot)
    change.insert(source, slot.start, ownLine(slot.start) && slots.every(s => ownLine(s.start)) ? `${item},${eol}${indentAt(text, slot.start)}` : `${item}, `);
  else if (ownLine(end.start))
    change.insert(
      source,
      end.comma === undefined ? end.end : end.comma + 1,
      `${end.comma === undefined ? ',' : ''}${eol}${indentAt(text, end.start)}${item}${end.comma === undefined ? '' : ','}`,
    );
  else change.insert(source, end.end, `, ${item}`);
  return true;
}
