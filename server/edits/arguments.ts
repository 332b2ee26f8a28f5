import type { Call } from '../syntax/tree.ts';
import { type Brackets, readBrackets, type Slot, skipBlank } from './scan.ts';
import { type Change, indentAt, lineEnd, lineStart, nextLine, type Source } from './source.ts';

/** The brackets of a call. */
export function bracketsOf(source: Source, call: Call): Brackets | undefined {
  let at = skipBlank(source.text, source.lines.offset(call.func.range.end));
  // `(relationship)(...)`
  while (source.text[at] === ')') at = skipBlank(source.text, at + 1);
  return source.text[at] === '(' ? readBrackets(source.text, at) : undefined;
}

/** The place of a keyword argument among the brackets; undefined when the call does not name it. */
export function slotOf(source: Source, call: Call, brackets: Brackets, keyword: string): Slot | undefined {
  const argument = call.args.find(a => a.name?.id === keyword);
  const at = argument && source.lines.offset(argument.range.start);
  return at === undefined ? undefined : brackets.slots.find(s => s.start <= at && at < s.end);
}

/** Puts another keyword argument in the place of one. False when the call does not name it. */
export function replaceArgument(change: Change, source: Source, call: Call, old: string, keyword: string, value: string): boolean {
  const brackets = bracketsOf(source, call);
  const slot = brackets && slotOf(source, call, brackets, old);
  if (!slot) {
    const entry = extraOf(source, call)?.entries.get(old);
    if (entry) change.replace(source, entry.start, entry.end, `${source.quote}${keyword}${source.quote}: ${value}`);
    return entry !== undefined;
  }
  const equals = /^\w+(\s*=\s*)/.exec(source.text.slice(slot.start, slot.end))?.[1] ?? '=';
  change.replace(source, slot.start, slot.end, `${keyword}${equals}${value}`);
  return true;
}

/** Gives a keyword argument its value, new or not. */
export function setArgument(change: Change, source: Source, call: Call, keyword: string, value: string): boolean {
  return replaceArgument(change, source, call, keyword, keyword, value) || addArguments(change, source, call, [`${keyword}=${value}`]);
}

/** Writes further arguments behind the last one, in the way the call is laid out. */
export function addArguments(change: Change, source: Source, call: Call, args: readonly string[]): boolean {
  const brackets = bracketsOf(source, call);
  const extra = extraOf(source, call);
  if (!brackets) return false;
  if (!extra) return addItems(change, source, brackets, asTaken(source, call, args));
  const inside = args.filter(isExtra);
  return (
    addItems(
      change,
      source,
      brackets,
      args.filter(it => !isExtra(it)),
    ) &&
    addItems(
      change,
      source,
      extra.brackets,
      inside.map(it => asEntry(source, it)),
    )
  );
}

/** Writes further items behind the last one between brackets. */
export function addItems(change: Change, source: Source, brackets: Brackets, args: readonly string[]): boolean {
  if (args.length === 0) return true;
  const { text, eol } = source;
  const last = brackets.slots.at(-1);
  if (!last) {
    change.insert(source, brackets.open + 1, args.join(', '));
    return true;
  }
  const ownLine = text.slice(lineStart(text, last.start), last.start).trim() === '';
  if (!ownLine) {
    change.insert(source, last.end, args.map(a => `, ${a}`).join(''));
    return true;
  }
  const behind = last.comma === undefined ? last.end : last.comma + 1;
  // A comment behind the last argument stays with it.
  const at = brackets.close > lineEnd(text, behind) ? lineEnd(text, behind) : behind;
  const indent = indentAt(text, last.start);
  if (last.comma === undefined) change.insert(source, last.end, ',');
  change.insert(source, at, args.map((a, i) => `${eol}${indent}${a}${i < args.length - 1 || last.comma !== undefined ? ',' : ''}`).join(''));
  return true;
}

/** Writes an argument in front of all others. */
export function prependArgument(change: Change, source: Source, call: Call, argument: string): boolean {
  const brackets = bracketsOf(source, call);
  const first = brackets?.slots[0];
  if (!brackets) return false;
  const ownLine = first && source.text.slice(lineStart(source.text, first.start), first.start).trim() === '';
  if (!first) change.insert(source, brackets.open + 1, argument);
  else change.insert(source, first.start, ownLine ? `${argument},${source.eol}${indentAt(source.text, first.start)}` : `${argument}, `);
  return true;
}

/** Takes a keyword argument out, with its comma, its line and the comment behind it. False when the call does not name it. */
export function removeArgument(change: Change, source: Source, call: Call, keyword: string): boolean {
  const brackets = bracketsOf(source, call);
  const slot = brackets && slotOf(source, call, brackets, keyword);
  if (slot) return removeItem(change, source, brackets, slot);
  const extra = extraOf(source, call);
  const entry = extra?.entries.get(keyword);
  if (!extra || !entry) return false;
  return extra.entries.size === 1 ? removeArgument(change, source, call, extraKeyword) : removeItem(change, source, extra.brackets, entry);
}

function removeItem(change: Change, source: Source, brackets: Brackets, slot: Slot): boolean {
  const { text } = source;
  const index = brackets.slots.indexOf(slot);
  const behind = slot.comma === undefined ? slot.end : slot.comma + 1;
  const alone = text.slice(lineStart(text, slot.start), slot.start).trim() === '';
  const rest = text.slice(behind, lineEnd(text, behind)).trim();
  if (alone && (rest === '' || rest.startsWith('#')) && behind < brackets.close) {
    // The comma in front may stay: it is a trailing one now.
    change.replace(source, lineStart(text, slot.start), nextLine(text, behind), '');
    return true;
  }
  const next = brackets.slots[index + 1];
  const before = brackets.slots[index - 1];
  if (next) change.replace(source, slot.start, next.start, '');
  else if (before) change.replace(source, before.end, behind, '');
  else change.replace(source, slot.start, behind, '');
  return true;
}

const extraKeyword = 'sa_relationship_kwargs';

/** What SQLModel's `Relationship()` takes itself; all else it hands on from its `sa_relationship_kwargs`. */
const ofSqlmodel = /^(?:back_populates|cascade_delete|passive_deletes|link_model|sa_relationship\w*)\s*=/;
const isExtra = (argument: string): boolean => !ofSqlmodel.test(argument);
const isSqlmodel = ({ func }: Call): boolean => (func.kind === 'name' ? func.id : func.kind === 'attribute' ? func.attr.id : '') === 'Relationship';

/** The arguments as the call takes them: those that SQLModel only hands on in a dict, where there is none yet. */
export function asTaken(source: Source, call: Call, args: readonly string[]): readonly string[] {
  const inside = isSqlmodel(call) ? args.filter(isExtra) : [];
  if (inside.length === 0) return args;
  return [...args.filter(it => !inside.includes(it)), `${extraKeyword}={${inside.map(it => asEntry(source, it)).join(', ')}}`];
}

/** `lazy="joined"` as an entry of a dict. */
const asEntry = ({ quote }: Source, argument: string): string => argument.replace(/^(\w+)\s*=\s*/, `${quote}$1${quote}: `);

/** The dict of what SQLModel hands on, with its entries by their keywords; undefined when none is written out in the call. */
export function extraOf(source: Source, call: Call): { readonly brackets: Brackets; readonly entries: ReadonlyMap<string, Slot> } | undefined {
  const dict = isSqlmodel(call) ? call.args.find(a => a.name?.id === extraKeyword)?.value : undefined;
  const brackets = dict?.kind === 'dict' ? readBrackets(source.text, source.lines.offset(dict.range.start)) : undefined;
  if (dict?.kind !== 'dict' || !brackets) return undefined;
  const entries = new Map<string, Slot>();
  for (const { key } of dict.entries) {
    const at = key?.kind === 'string' ? source.lines.offset(key.range.start) : undefined;
    const slot = brackets.slots.find(s => s.start === at);
    if (key?.kind === 'string' && slot) entries.set(key.value, slot);
  }
  return { brackets, entries };
}
