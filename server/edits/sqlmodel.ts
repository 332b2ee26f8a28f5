/** SQLModel's own way to write relationships: `Relationship(...)`, with what SQLAlchemy alone knows in `sa_relationship_kwargs`. */
import type { Call, Expr } from '../syntax/tree.ts';
import type { Declared } from './declared.ts';
import type { Place } from './mapped-type.ts';
import { topLevel } from './names.ts';
import { readBrackets } from './scan.ts';
import { lineEnd, lineStart, nextLine, type Source } from './source.ts';

/** Where the backref of a relationship is written. */
export interface WrittenBackref {
  readonly call: Call;
  /** The argument of that call that holds it. */
  readonly keyword: string;
  readonly value: Expr;
  /** What stays of the argument without it, as an argument. */
  readonly rest: readonly string[];
}

/** The backref among the arguments of a relationship; undefined when they come from elsewhere. */
export function writtenBackref(source: Source, call: Call): WrittenBackref | undefined {
  for (const { name, value } of call.args) {
    if (name?.id === 'backref') return { call, keyword: 'backref', value, rest: [] };
    if (name?.id === 'sa_relationship' && value.kind === 'call') return writtenBackref(source, value);
    if (name?.id !== 'sa_relationship_kwargs' || value.kind !== 'dict') continue;
    const entry = value.entries.find(it => it.key?.kind === 'string' && it.key.value === 'backref');
    const others = entry?.key && without(source, value, entry.key);
    if (entry && others !== undefined) return { call, keyword: name.id, value: entry.value, rest: others === '' ? [] : [`${name.id}=${others}`] };
  }
  return undefined;
}

/** A dict as it is written, without one of its entries; empty when there is no other, undefined when it is not laid out in a way that is understood. */
function without({ text, lines }: Source, dict: Expr, key: Expr): string | undefined {
  const brackets = readBrackets(text, lines.offset(dict.range.start));
  const slot = brackets?.slots.find(s => s.start === lines.offset(key.range.start));
  if (!brackets || !slot) return undefined;
  if (brackets.slots.length === 1) return '';
  const at = brackets.slots.indexOf(slot);
  const [before, next] = [brackets.slots[at - 1], brackets.slots[at + 1]];
  const behind = slot.comma === undefined ? slot.end : slot.comma + 1;
  const cut = (from: number, to: number): string => text.slice(brackets.open, from) + text.slice(to, brackets.close + 1);
  const alone = text.slice(lineStart(text, slot.start), slot.start).trim() === '' && text.slice(behind, lineEnd(text, behind)).trim() === '';
  if (alone) return cut(lineStart(text, slot.start), nextLine(text, behind));
  return next ? cut(slot.start, next.start) : before ? cut(before.end, behind) : undefined;
}

/** The arguments of a relationship as SQLModel takes them. `like` is the other side. */
export function sqlmodelArguments(place: Place, args: readonly (readonly [keyword: string, value: string])[], like: Declared): readonly string[] {
  const { quote } = place.source;
  const link = args.some(([keyword]) => keyword === 'secondary') ? linkModel(place, like) : undefined;
  const own = args.filter(([keyword]) => keyword === 'back_populates').map(([keyword, value]) => `${keyword}=${value}`);
  const extra = args.filter(([keyword]) => keyword !== 'back_populates' && (keyword !== 'secondary' || link === undefined));
  const entries = extra.map(([keyword, value]) => `${quote}${keyword}${quote}: ${value}`);
  return [...own, ...(link === undefined ? [] : [`link_model=${link}`]), ...(entries.length === 0 ? [] : [`sa_relationship_kwargs={${entries.join(', ')}}`])];
}

/** The class of the secondary table by its name, where that is bound in front of the class. */
function linkModel({ snapshot, source, cls, symbol }: Place, like: Declared): string | undefined {
  const { evaluator } = snapshot.project;
  const given = like.provenance.construct.call.args.find(a => a.name?.id === 'link_model')?.value;
  const bound = given?.kind === 'name' ? topLevel(snapshot, source.uri, given.id) : undefined;
  if (given?.kind !== 'name' || bound?.guard !== 'always' || bound.name.range.start.line >= cls.range.start.line) return undefined;
  const here = evaluator.evaluate(given, evaluator.moduleEnv(symbol.module));
  const there = evaluator.evaluate(given, like.provenance.construct.env);
  return here.kind === 'class' && there.kind === 'class' && here.cls === there.cls ? given.id : undefined;
}
