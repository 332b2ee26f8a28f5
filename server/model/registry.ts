import { libraryPath } from './library.ts';
import type { Value } from './values.ts';

/** The scope of class-name strings: one `registry`, whether written out or made by a declarative base. */
export interface Registry {
  readonly id: string;
  /** Whose rules for table names hold. */
  readonly flavor: 'declarative' | 'flask' | 'sqlmodel';
  /** Identifies the MetaData its tables go to. */
  readonly metadata: string;
  /** Why not every class of this registry need be in the workspace; absent when all are. */
  readonly open?: string;
  /** It rests on a base outside the workspace, which may be no declarative base at all. */
  readonly guessed?: true;
  /** Why it may hold classes that are not read, though it is certain which registry it is. */
  readonly elsewhere?: string;
  /** Its `prepare()` makes classes of tables. */
  readonly automap?: true;
}

/** Bases outside the workspace that bring no mapped attribute. */
const harmless =
  /^builtins\.|^(?:abc|typing|typing_extensions|enum|collections|dataclasses|logging|threading|json|datetime)\.|^six\.|^flask_login\.|^sqlalchemy\.orm\.(?:DeclarativeBase|DeclarativeBaseNoMeta|MappedAsDataclass)$|^sqlalchemy\.ext\.asyncio\.AsyncAttrs$|^sqlalchemy\.ext\.declarative\.(?:AbstractConcreteBase|ConcreteBase|DeferredReflection)$|^sqlmodel\.SQLModel$|^oslo_db\.sqlalchemy\.models\.(?:ModelBase|ModelIterator)$|^flask_sqlalchemy\.(?:model\.)?Model$|^pydantic\./;

/** True for the dotted path of such a base. */
export const isHarmless = (path: string): boolean => harmless.test(path);

/** False for a base that is known by its name, whatever its file says. */
export function isReadable(value: Value): boolean {
  const path = libraryPath(value.kind === 'subscript' ? value.of : value);
  return path !== '' && !isHarmless(path);
}

/** Where a value stands in the code, as its identity. */
export const identity = (value: Value): string | undefined =>
  value.kind === 'call'
    ? `${value.env.module.uri}#${value.node.range.start.line}:${value.node.range.start.character}${value.env.key ?? ''}`
    : value.kind === 'class'
      ? value.cls.id
      : value.kind === 'library'
        ? value.path
        : value.kind === 'member'
          ? `${identity(value.of) ?? '?'}.${value.name}`
          : undefined;

/** The registry of a base outside the workspace, taken for a mapped one. */
export function libraryRegistry(path: string): Registry {
  const id = `library:${path}`;
  return { id, flavor: 'declarative', metadata: id, guessed: true, open: `classes may derive from '${path}' outside the workspace` };
}
