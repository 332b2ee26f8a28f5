import type { Registry } from './hierarchy.ts';
import type { MappedClass, RelationshipAttribute } from './mapped.ts';
import type { Member, MemberList } from './members.ts';
import type { ClassSymbol, Column, Table, Value } from './values.ts';

/** A mapped class while it is being made. */
export class Mapper implements MappedClass {
  readonly symbol: ClassSymbol;
  readonly registry: Registry;
  readonly parent: Mapper | undefined;
  readonly children: Mapper[] = [];
  readonly own = new Map<string, RelationshipAttribute>();
  inheritance: MappedClass['inheritance'];
  table: Table | undefined;
  /** The tables of `__table__ = join(a, b)`, which stand in place of one. */
  joined: readonly Table[] = [];
  /** The value of `__table__`, when the class is given a table rather than a table name. */
  tableWritten: Value | undefined;
  /** Mapped by a call, not by its bases. */
  imperative = false;
  readonly #members: MemberList;
  open: string | undefined;
  /** Members that came when the class was mapped already; their columns come behind the others. */
  late: readonly Member[] = noMembers;
  #columns: Map<string, Column> | undefined;

  constructor(symbol: ClassSymbol, registry: Registry, parent: Mapper | undefined, members: MemberList) {
    this.#members = members;
    this.symbol = symbol;
    this.registry = registry;
    this.parent = parent;
  }

  get name(): string {
    return this.symbol.fact.name.id;
  }
  get id(): string {
    return this.symbol.id;
  }
  get at() {
    return { uri: this.symbol.module.uri, range: this.symbol.fact.name.range };
  }
  get members(): readonly Member[] {
    return this.#members.all;
  }
  /** Those of the members that are relationships; the others need not be looked at for them. */
  get relationshipMembers(): readonly Member[] {
    return this.#members.relationships;
  }
  membersNamed(key: string): readonly Member[] {
    return this.#members.named(key);
  }
  get columns(): ReadonlyMap<string, Column> {
    this.table?.read();
    if (!this.#columns) for (const part of this.joined.toReversed()) for (const [key, column] of part.columns) this.addColumn(key, column);
    return this.#columns ?? noColumns;
  }

  /** An attribute that came when the class was mapped already. */
  addMember(member: Member): void {
    this.#members.add(member);
    this.late = [...this.late, member];
  }

  changeMembers(key: string, change: (member: Member) => Member): void {
    this.#members.change(key, change);
  }

  /** Notes the column of an attribute, while the table is read. */
  addColumn(key: string, column: Column): void {
    this.#columns ??= new Map();
    this.#columns.set(key, column);
  }
}

const noMembers: readonly Member[] = [];
const noColumns: ReadonlyMap<string, Column> = new Map();
