import type { Conditions } from './conditions.ts';
import type { Comparison, Condition, Join, JoinError } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import type { Tables } from './tables.ts';
import type { Column, ForeignKeyConstraint, ForeignKeyTarget, Table } from './values.ts';

/** What a foreign key points at. */
export type Referent =
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'no-table'; readonly tableName: string }
  | { readonly kind: 'no-column'; readonly table: Table; readonly columnName: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What the direction of a relationship is worked out from; undefined lists mean "not given". */
export interface JoinInput {
  readonly parent: Mapper;
  readonly target: Mapper;
  readonly secondary: Table | undefined;
  readonly primary: Condition | undefined;
  readonly secondaryCondition: Condition | undefined;
  readonly foreignKeys: readonly Column[] | undefined;
  readonly remoteSide: readonly Column[] | undefined;
  /** A viewonly relationship may compare as it likes; undefined when that is not known. */
  readonly viewonly: boolean | undefined;
}

type ConditionError = Extract<JoinError, { readonly condition?: string | undefined }>;
type Pair = readonly [referred: Column, referring: Column];
type Scan =
  | { readonly kind: 'pairs'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'refused'; readonly error: JoinError }
  | { readonly kind: 'unknown'; readonly why: string };

/** A column of a comparison while it is being marked. */
interface Mark {
  readonly column: Column;
  foreign: boolean;
  remote: boolean;
}
interface Marked {
  readonly op: string;
  readonly left: readonly Mark[];
  readonly right: readonly Mark[];
  readonly bare: boolean;
}

/** Join conditions and directions by the rules of relationships.py, `JoinCondition`. */
export class Joins {
  readonly #tables: Tables;
  readonly #conditions: Conditions;

  constructor(tables: Tables, conditions: Conditions) {
    this.#tables = tables;
    this.#conditions = conditions;
  }

  /** The column a foreign key of `table` refers to; of several tables of one name one of `near` is meant. */
  referent(target: ForeignKeyTarget, table: Table, near: readonly Table[] = []): Referent {
    if (target.kind === 'unknown') return target;
    if (target.kind === 'value') {
      const column = this.#conditions.columnOfValue(target.value);
      return column ? { kind: 'column', column } : { kind: 'unknown', why: 'the column it refers to is not followed' };
    }
    const dot = target.text.lastIndexOf('.');
    const tableName = dot < 0 ? target.text : target.text.slice(0, dot);
    const named = this.#tables.referredTo(tableName, table.metadata);
    const close = named.filter(t => near.includes(t));
    const candidates = close.length > 0 ? close : named;
    const [found] = candidates;
    if (!found && this.#tables.hasUnnamed) return { kind: 'unknown', why: 'a table with a computed name could be meant' };
    if (!found && table.metadata !== undefined && this.#tables.mayHold(table.metadata, tableName))
      return { kind: 'unknown', why: 'a table of an installed package could be meant' };
    if (!found) return { kind: 'no-table', tableName };
    if (dot < 0) return { kind: 'unknown', why: 'it names no column' };
    const columnName = target.text.slice(dot + 1);
    for (const it of candidates) {
      const column = it.columns.get(columnName);
      if (column) return { kind: 'column', column };
    }
    return candidates.some(t => t.open !== undefined)
      ? { kind: 'unknown', why: `table '${tableName}' is not wholly known` }
      : { kind: 'no-column', table: found, columnName };
  }

  /** How many foreign keys link two tables; undefined when it cannot be known (`join_condition`, sql/util.py). */
  between(a: Table, b: Table): 'none' | 'one' | 'several' | undefined {
    const scan = this.#scan([a], [a], [b], undefined);
    if (scan.kind === 'pairs') return 'one';
    if (scan.kind === 'unknown') return undefined;
    return scan.error.kind === 'no-foreign-keys' ? 'none' : scan.error.kind === 'ambiguous-foreign-keys' ? 'several' : undefined;
  }

  determine(input: JoinInput): Join {
    const { parent, target, secondary } = input;
    const parentTables = tablesOf(parent);
    const targetTables = tablesOf(target);
    if (!parentTables || !targetTables) return { kind: 'unknown', why: 'a table is not known' };
    if (secondary) return this.#throughSecondary(input, parentTables, targetTables, secondary);
    let marked: Marked[];
    let open: string | undefined;
    if (input.primary) {
      marked = input.primary.comparisons.map(mark);
      open = input.primary.open;
    } else {
      const scan = this.#scan(localTables(parent), parentTables, targetTables, input.foreignKeys);
      if (scan.kind !== 'pairs') return scan;
      marked = scan.pairs.map(fromPair);
    }
    const refused = this.#markForeign(marked, input, undefined);
    if (refused) return open === undefined ? refused : { kind: 'unknown', why: open };
    markRemote(marked, input, parentTables, targetTables);
    const error = syncError(marked, input);
    const direction = error ? undefined : directionOf(marked, parentTables, targetTables);
    const pairs = pairsOf(marked);
    // What compares a column with a value makes no pair, however it is written.
    const unpaired = pairs.length === 0 && marked.every(m => m.bare || m.left.length === 0 || m.right.length === 0);
    if (open === undefined && (error || typeof direction !== 'string' || unpaired))
      return { kind: 'refused', error: { ...(error ?? (typeof direction === 'object' ? direction : { kind: 'no-pairs' })), condition: textOf(marked) } };
    if (typeof direction !== 'string') return { kind: 'unknown', why: open ?? 'the join condition is not understood' };
    return { kind: 'known', direction, pairs, copies: open === undefined ? copiesOf(marked, [...parentTables, ...targetTables]) : [] };
  }

  #throughSecondary(input: JoinInput, parentTables: readonly Table[], targetTables: readonly Table[], secondary: Table): Join {
    const halves: Marked[][] = [];
    // SQLAlchemy works the secondary join out first, so its error is the one reported.
    for (const [mapper, tables, given] of [
      [input.target, targetTables, input.secondaryCondition],
      [input.parent, parentTables, input.primary],
    ] as const) {
      if (given) {
        halves.unshift(given.comparisons.map(mark));
        continue;
      }
      const scan = this.#scan(localTables(mapper), tables, [secondary], input.foreignKeys);
      if (scan.kind === 'refused' && scan.error.kind !== 'no-referenced-table' && scan.error.kind !== 'no-referenced-column') {
        return { kind: 'refused', error: { ...scan.error, secondary } as JoinError };
      }
      if (scan.kind !== 'pairs') return scan;
      halves.unshift(scan.pairs.map(fromPair));
    }
    for (const half of halves) {
      const refused = this.#markForeign(half, input, secondary);
      // What exactly is compared is of no consequence for the direction.
      if (refused?.kind === 'unknown') return { kind: 'known', direction: 'MANYTOMANY', pairs: [], copies: [] };
    }
    const [primary, other] = halves.map(conditionOf);
    for (const { left, right } of halves.flat()) for (const it of [...left, ...right]) if (it.column.table === secondary) it.remote = true;
    const understood = input.primary?.open === undefined && input.secondaryCondition?.open === undefined;
    return {
      kind: 'known',
      direction: 'MANYTOMANY',
      pairs: halves.flatMap(pairsOf),
      copies: understood ? halves.flatMap(it => copiesOf(it, [...parentTables, ...targetTables, secondary])) : [],
      halves: understood && primary && other ? [primary, other] : undefined,
    };
  }

  /** The foreign keys between two sides (selectable.py, `_joincond_scan_left_right`). */
  #scan(subset: readonly Table[], a: readonly Table[], b: readonly Table[], consider: readonly Column[] | undefined): Scan {
    const found = new Map<ForeignKeyConstraint, Pair[]>();
    let doubt: string | undefined;
    let problem: Extract<JoinError, { kind: 'no-referenced-table' | 'no-referenced-column' }> | undefined;
    const gather = (from: readonly Table[], to: readonly Table[]): void => {
      for (const table of from) {
        doubt ??= table.open;
        for (const constraint of table.constraints) {
          for (const { column, target } of constraint.pairs) {
            if (consider && !consider.includes(column)) continue;
            const referent = this.referent(target, table, to);
            if (referent.kind === 'unknown') doubt ??= referent.why;
            else if (referent.kind === 'column') {
              if (!to.includes(referent.column.table)) continue;
              const pairs = found.get(constraint) ?? [];
              pairs.push([referent.column, column]);
              found.set(constraint, pairs);
            } else if (referent.kind === 'no-table' && target.kind === 'string') {
              const name = referent.tableName.slice(referent.tableName.lastIndexOf('.') + 1);
              if (to.some(t => t.name === name)) problem ??= { kind: 'no-referenced-table', column, target: target.text, node: target.node };
            } else if (referent.kind === 'no-column' && target.kind === 'string' && to.includes(referent.table)) {
              problem ??= { kind: 'no-referenced-column', column, target: target.text, node: target.node };
            }
          }
        }
      }
    };
    for (const left of [subset, a]) {
      gather(b, left);
      if (!(left.length === b.length && left.every(t => b.includes(t)))) gather(left, b);
      if (found.size > 0 || problem) break;
    }
    // A table that is not wholly known may hold another key; then one that is seen need not be the only one.
    if (doubt !== undefined && found.size !== 1) return { kind: 'unknown', why: doubt };
    if (problem) return { kind: 'refused', error: problem };
    const several = found.size > 1;
    if (several && consider)
      for (const constraint of [...found.keys()])
        if (
          !sameColumns(
            constraint.pairs.map(p => p.column),
            consider,
          )
        )
          found.delete(constraint);
    const groups = [...found.values()];
    const [first] = groups;
    if (!first) return { kind: 'refused', error: { kind: several ? 'ambiguous-foreign-keys' : 'no-foreign-keys' } };
    const distinct = new Set(groups.map(g => g.map(([x, y]) => `${columnId(x)}>${columnId(y)}`).join()));
    return distinct.size === 1 ? { kind: 'pairs', pairs: first } : { kind: 'refused', error: { kind: 'ambiguous-foreign-keys' } };
  }

  #markForeign(marked: readonly Marked[], input: JoinInput, secondary: Table | undefined): Extract<Join, { kind: 'refused' | 'unknown' }> | undefined {
    const all = marked.flatMap(m => [...m.left, ...m.right]);
    if (!all.some(m => m.foreign)) {
      if (input.foreignKeys) for (const it of all) it.foreign = input.foreignKeys.includes(it.column);
      else
        for (const { left, right, bare } of marked) {
          const [l, r] = [left[0], right[0]];
          if (!bare || !l || !r) continue;
          const forward = this.#references(l.column, r.column);
          const backward = this.#references(r.column, l.column);
          if (forward === undefined || backward === undefined) return { kind: 'unknown', why: 'a foreign key is not followed' };
          if (forward) l.foreign = true;
          else if (backward) r.foreign = true;
          else if (secondary && l.column.table === secondary && r.column.table !== secondary) l.foreign = true;
          else if (secondary && r.column.table === secondary && l.column.table !== secondary) r.foreign = true;
        }
    }
    if (all.some(m => m.foreign)) return undefined;
    const doubt = all.map(m => m.column.table.open).find(o => o !== undefined);
    return doubt === undefined ? { kind: 'refused', error: { kind: 'no-foreign-columns', condition: textOf(marked) } } : { kind: 'unknown', why: doubt };
  }

  /** `Column.references`; undefined when it cannot be known. */
  #references(column: Column, other: Column): boolean | undefined {
    let known = true;
    for (const constraint of column.table.constraints) {
      for (const pair of constraint.pairs) {
        if (pair.column !== column) continue;
        const referent = this.referent(pair.target, column.table, [other.table]);
        if (referent.kind === 'column' && referent.column === other) return true;
        if (referent.kind === 'unknown') known = false;
      }
    }
    return known ? false : undefined;
  }
}

/** All tables a mapper selects from: its own and, with joined inheritance, its ancestors'. */
export function tablesOf(mapper: Mapper): readonly Table[] | undefined {
  const tables: Table[] = [];
  for (let it: Mapper | undefined = mapper; it; it = it.inheritance === 'concrete' ? undefined : it.parent) {
    const own = localTables(it);
    if (own.length === 0) return undefined;
    for (const table of own) if (!tables.includes(table)) tables.push(table);
  }
  return tables;
}

/** The table a class is mapped to, or the tables of the join it is mapped to. */
export const localTables = (mapper: Mapper): readonly Table[] => (mapper.table ? [mapper.table] : mapper.joined);

const columnId = (column: Column): string => `${column.table.fullname}.${column.key}`;
const sameColumns = (a: readonly Column[], b: readonly Column[]): boolean => new Set(a).size === new Set(b).size && a.every(c => b.includes(c));

const mark = ({ op, left, right }: Comparison): Marked => ({
  op,
  left: left.columns.map(column => ({ column, foreign: left.foreign, remote: left.remote })),
  right: right.columns.map(column => ({ column, foreign: right.foreign, remote: right.remote })),
  bare: left.bare && right.bare,
});
const fromPair = ([referred, referring]: Pair): Marked => ({
  op: '==',
  left: [{ column: referred, foreign: false, remote: false }],
  right: [{ column: referring, foreign: false, remote: false }],
  bare: true,
});

/** A condition with what was found of it; undefined when several columns stand on one side, each of which may be another thing. */
function conditionOf(marked: readonly Marked[]): Condition | undefined {
  if (marked.some(m => m.left.length > 1 || m.right.length > 1)) return undefined;
  const term = (marks: readonly Mark[], bare: boolean): Comparison['left'] => ({
    columns: marks.map(m => m.column),
    bare,
    foreign: marks.some(m => m.foreign),
    remote: marks.some(m => m.remote),
  });
  return { comparisons: marked.map(({ op, left, right, bare }) => ({ op, left: term(left, bare), right: term(right, bare) })) };
}

/** A condition as SQLAlchemy prints it; undefined when there is more in it than bare columns. */
function textOf(marked: readonly Marked[]): string | undefined {
  const [{ op: only, left: lone } = { op: undefined, left: [] }] = marked;
  if (marked.length === 1 && only === '' && lone[0]) return columnId(lone[0].column);
  if (!marked.every(m => m.bare && m.left.length === 1 && m.right.length === 1)) return undefined;
  const name = ([it]: readonly Mark[]): string => `${it?.column.table.fullname}.${it?.column.name}`;
  return marked.map(({ op, left, right }) => `${name(left)} ${op === '==' ? '=' : op} ${name(right)}`).join(' AND ');
}

/** `_annotate_remote`. */
function markRemote(marked: readonly Marked[], input: JoinInput, parentTables: readonly Table[], targetTables: readonly Table[]): void {
  const all = marked.flatMap(m => [...m.left, ...m.right]);
  if (all.some(m => m.remote)) return;
  const inBoth = (m: Mark): boolean => parentTables.includes(m.column.table) && targetTables.includes(m.column.table);
  const selfReferential = marked.some(m => m.bare && m.left.every(inBoth) && m.right.every(inBoth));
  const { remoteSide } = input;
  if (remoteSide && remoteSide.length > 0) {
    for (const it of all) it.remote = remoteSide.includes(it.column);
  } else if (selfReferential) {
    for (const it of marked) if (it.bare) for (const m of [...it.left, ...it.right]) m.remote = m.foreign;
  } else if (parentTables.some(t => targetTables.includes(t))) {
    for (const { left, right, bare } of marked) {
      const [l, r] = [left[0], right[0]];
      if (!bare || !l || !r) continue;
      if (targetTables.includes(r.column.table) && parentTables.includes(l.column.table)) r.remote = true;
      if (targetTables.includes(l.column.table) && parentTables.includes(r.column.table)) l.remote = true;
    }
  } else {
    const local = localTables(input.parent);
    const targetLocal = localTables(input.target);
    for (const it of all) it.remote = targetTables.includes(it.column.table) && (!local.includes(it.column.table) || targetLocal.includes(it.column.table));
  }
}

/** `_check_foreign_cols`: a relationship that writes must equate a foreign column with another one; a comparison with a value says nothing of what to write. */
function syncError(marked: readonly Marked[], { viewonly }: JoinInput): ConditionError | undefined {
  if (viewonly !== false) return undefined;
  const foreign = marked.filter(m => [...m.left, ...m.right].some(c => c.foreign));
  return foreign.length > 0 && foreign.every(m => m.op !== '==' || m.left.length === 0 || m.right.length === 0) ? { kind: 'no-equality' } : undefined;
}

/** `_determine_direction`; the error when SQLAlchemy cannot tell either. */
function directionOf(marked: readonly Marked[], parentTables: readonly Table[], targetTables: readonly Table[]): 'ONETOMANY' | 'MANYTOONE' | ConditionError {
  const foreign = marked.flatMap(m => [...m.left, ...m.right]).filter(m => m.foreign);
  const toMany = foreign.some(m => targetTables.includes(m.column.table));
  const toOne = foreign.some(m => parentTables.includes(m.column.table));
  if (toMany && toOne) {
    let remote = new Set(foreign.filter(m => m.remote).map(m => m.column));
    let local = new Set(foreign.filter(m => !m.remote).map(m => m.column));
    if (remote.size > 0 && local.size > 0) {
      const equated = new Set([...remote].filter(c => marked.some(m => m.left.some(l => l.column === c) && m.right.some(r => r.column === c))));
      remote = new Set([...remote].filter(c => !equated.has(c)));
      local = new Set([...local].filter(c => !equated.has(c)));
    }
    if (remote.size > 0 && local.size === 0) return 'ONETOMANY';
    return local.size > 0 && remote.size === 0 ? 'MANYTOONE' : { kind: 'no-direction' };
  }
  return toMany ? 'ONETOMANY' : toOne ? 'MANYTOONE' : { kind: 'no-local-columns' };
}

/** `local_remote_pairs`. */
function pairsOf(marked: readonly Marked[]): readonly (readonly [Column, Column])[] {
  return marked.flatMap(({ left, right, bare }): (readonly [Column, Column])[] => {
    const [l, r] = [left[0], right[0]];
    if (!bare || !l || !r) return [];
    if (r.remote && !l.remote) return [[l.column, r.column]];
    return l.remote && !r.remote ? [[r.column, l.column]] : [];
  });
}

/** `synchronize_pairs`: the side that is not foreign is copied to the one that is, where both are columns of the tables (`_columns_are_mapped`). */
function copiesOf(marked: readonly Marked[], mapped: readonly Table[]): readonly (readonly [Column, Column])[] {
  return marked.flatMap(({ op, left, right, bare }): (readonly [Column, Column])[] => {
    const [l, r] = [left[0], right[0]];
    if (op !== '==' || !bare || !l || !r || !mapped.includes(l.column.table) || !mapped.includes(r.column.table)) return [];
    if (r.foreign) return [[l.column, r.column]];
    return l.foreign ? [[r.column, l.column]] : [];
  });
}
