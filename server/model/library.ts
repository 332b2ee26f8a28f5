import type { Value } from './values.ts';

/** Packages whose public names are SQLAlchemy's own, or re-exports of them. */
const sqlalchemyRoots = /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|flask_sqlalchemy_lite|advanced_alchemy)(?:\.|$)/;

/**
 * Names so particular to SQLAlchemy that they mean the same when they come from a module that cannot be read (`from core.db import
 * relationship`).
 */
const telling: ReadonlySet<string> = new Set(
  'relationship backref Column mapped_column ForeignKey ForeignKeyConstraint declared_attr declarative_base Mapped DynamicMapped WriteOnlyMapped DeclarativeBase Table MetaData'.split(
    ' ',
  ),
);

/** What `db = SQLAlchemy()` offers that is SQLAlchemy's under its own name; everything else on it is Flask-SQLAlchemy's. */
const ofFlaskOnly: ReadonlySet<string> = new Set('Model session engine engines metadata metadatas Query'.split(' '));

/** `relationship` for `sqlalchemy.orm.relationship`, `db.relationship`, `orm.relation`'s `relation`; undefined for what is not SQLAlchemy's. */
export function sqlalchemyName(value: Value | undefined): string | undefined {
  if (value?.kind === 'library') return nameOfPath(value.path);
  if (value?.kind === 'member' && isFlaskExtension(value.of)) return ofFlaskOnly.has(value.name) ? undefined : value.name;
  // Sometimes only the object the name hangs on is unknown: `db.relationship` with `db` from a factory that cannot be followed.
  if (value?.kind === 'member' && value.of.kind !== 'class' && telling.has(value.name)) return value.name;
  return undefined;
}

const namesOfPaths = new Map<string, string | undefined>();

/** Asked for the same few paths with every column of a project. */
function nameOfPath(path: string): string | undefined {
  if (namesOfPaths.has(path)) return namesOfPaths.get(path);
  const last = path.slice(path.lastIndexOf('.') + 1);
  const name = sqlalchemyRoots.test(path) || telling.has(last) ? last : undefined;
  namesOfPaths.set(path, name);
  return name;
}

/** The dotted path of a library value, `''` for anything else. */
export const libraryPath = (value: Value | undefined): string => (value?.kind === 'library' ? value.path : '');

/** True for the object that `SQLAlchemy()` of Flask-SQLAlchemy, or of a subclass or look-alike of it, returns. */
export function isFlaskExtension(value: Value): boolean {
  return value.kind === 'call' && value.callee.kind === 'library' && isFlaskClass(value.callee.path);
}

/** Flask-SQLAlchemy's `SQLAlchemy`, Flask-AppBuilder's `SQLA` and others of the name. */
export const isFlaskClass = (path: string): boolean => /(?:^|\.)(?:SQLAlchemy|SQLA)$/.test(path) && !path.startsWith('sqlalchemy.');

/** What a call made with SQLAlchemy's constructor of this name: `callOf(value)` is `Column` for `sa.Column(...)`. */
export function callOf(value: Value | undefined): string | undefined {
  return value?.kind === 'call' ? sqlalchemyName(value.callee) : undefined;
}
