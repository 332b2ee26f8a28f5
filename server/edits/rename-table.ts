/** Whether a table can have another name in the strings that name it. The table in a database is another matter: it takes a migration. */
import type { Table } from '../model/values.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** Why the table cannot be renamed, whatever the new name; undefined when it can: its name is one string of the workspace, and no schema belongs to it. */
export function fixedTable(snapshot: Snapshot, { name, at, schema, schemaComputed, metadata }: Table): string | undefined {
  if (!at) return `it is not known where '${name}' is defined`;
  if (snapshot.installed(at.uri)) return `'${name}' is a table of an installed package`;
  if (snapshot.tree(at.uri)?.broken) return `the file that defines '${name}' is not valid Python now`;
  if (schema !== undefined || schemaComputed) return `'${name}' belongs to a schema`;
  if (snapshot.lines(at.uri)?.slice(at.range).slice(1, -1) !== name) return `the name of '${name}' is computed`;
  if (snapshot.project.classes.some(c => c.registry.automap !== undefined && c.registry.metadata === metadata))
    return `automap names classes and attributes after '${name}'`;
  return undefined;
}

/** Why the table cannot have this name; undefined when it can. */
export function badTableName({ project }: Snapshot, { metadata }: Table, name: string): string | undefined {
  // In the strings of relationship() a name is read as Python.
  if (!/^[A-Za-z_]\w*$/.test(name)) return `'${name}' cannot be named in the strings of a relationship`;
  return project.tables.named(name, metadata).length > 0 ? `there is a table '${name}' already` : undefined;
}
