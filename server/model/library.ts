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
  if (value?.kind === 'library') {
    const name = value.path.slice(value.path.lastIndexOf('.') + 1);
    return sqlalchemyRoots.test(value.path) || telling.has(name) ? name : undefined;
  }
  if (value?.kind === 'member' && isFlaskExtension(value.of)) return ofFlaskOnly.has(value.name) ? undefined : value.name;
  // Sometimes only the object the name hangs on is unknown: `db.relationship` with `db` from a factory that cannot be followed.
  if (value?.kind === 'member' && value.of.kind !== 'class' && telling.has(value.name)) return value.name;
  return undefined;
}

/** The dotted path of a library value, `''` for anything else. */
export const libraryPath = (value: Value | undefined): string => (value?.kind === 'library' ? value.path : '');

/** True for the object that `SQLAlchemy()` of Flask-SQLAlchemy, or of a subclass or look-alike of it, returns. */
export function isFlaskExtension(value: Value): boolean {
  if (value.kind !== 'call') return false;
  const { callee } = value;
  if (callee.kind === 'library') return /(?:^|\.)(?:SQLAlchemy|SQLA)$/.test(callee.path) && !callee.path.startsWith('sqlalchemy.');
  return (
    callee.kind === 'class' &&
    callee.cls.fact.args.some(
      a => (a.value.kind === 'name' ? a.value.id : a.value.kind === 'attribute' ? a.value.attr.id : '').match(/SQLAlchemy|SQLA$/) !== null,
    )
  );
}

/** What a call made with SQLAlchemy's constructor of this name: `callOf(value)` is `Column` for `sa.Column(...)`. */
export function callOf(value: Value | undefined): string | undefined {
  return value?.kind === 'call' ? sqlalchemyName(value.callee) : undefined;
}
