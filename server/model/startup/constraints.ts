import type { Expr } from '../../syntax/tree.ts';
import { callOf } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import type { Project } from '../project.ts';
import { isNone, stringOf, type Table, type Value } from '../values.ts';
import type { StartupError } from './failure.ts';

/**
 * A name in a constraint or index among the `__table_args__` that is no column of the table (sql/schema.py, `ColumnCollectionMixin`). Columns count by
 * their keys: by the first string of `Column("db_name", ...)`, not by the attribute.
 */
export function constraintError(project: Project, mapper: Mapper): StartupError | undefined {
  const { table, symbol } = mapper;
  const isOwn = mapper.open === undefined && !mapper.imperative && mapper.tableWritten === undefined && mapper.inheritance !== 'single';
  if (!table || !isOwn || table.extends || table.open !== undefined) return undefined;
  const args = project.hierarchy.setting(symbol, '__table_args__');
  if (args?.kind !== 'sequence') return undefined;
  for (const item of args.items) {
    const missing = missingColumn(project, item, table);
    if (missing) return missing;
  }
  return undefined;
}

function missingColumn({ evaluator }: Project, item: Value, table: Table): StartupError | undefined {
  const constraint = callOf(item);
  if (item.kind !== 'call' || !constraint) return undefined;
  for (const node of columnsOf(constraint, item)) {
    const name = stringOf(evaluator.evaluate(node, item.env));
    if (name !== undefined && !table.columns.has(name)) return { kind: 'no-constraint-column', constraint, table, name, node, uri: item.env.module.uri };
  }
  return undefined;

  /** The expressions that stand for columns. */
  function columnsOf(kind: string, { node, env }: Extract<Value, { kind: 'call' }>): readonly Expr[] {
    const plain = node.args.flatMap(a => (a.name || a.star ? [] : [a.value]));
    switch (kind) {
      case 'UniqueConstraint':
      case 'PrimaryKeyConstraint':
        return plain;
      case 'Index':
        // The first one is its name.
        return plain[0] && (stringOf(evaluator.evaluate(plain[0], env)) !== undefined || isNone(evaluator.evaluate(plain[0], env))) ? plain.slice(1) : [];
      case 'ForeignKeyConstraint': {
        const list = node.args.find(a => a.name?.id === 'columns')?.value ?? plain[0];
        return list?.kind === 'list' || list?.kind === 'tuple' ? list.items : [];
      }
      default:
        return [];
    }
  }
}
