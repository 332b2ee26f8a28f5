import { join, relative } from 'node:path';
import type { SqlalchemyVersion } from '../config.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { type Configuration, hasReached, type Step } from '../model/startup/configure.ts';
import type { Failure } from '../model/startup/failure.ts';
import { startUp } from '../model/startup/outcome.ts';
import { uriOf } from '../workspace/disk.ts';
import { callOf, classesOf, fullName, madeBy, tableName } from './describe.ts';
import { type Opened, slashed } from './open.ts';
import { type Unresolved, unresolved } from './unresolved.ts';

/** One relationship attribute as seen on a class; null where it cannot be known without running the code. */
export interface InspectedRelationship {
  readonly key: string;
  readonly target: string | null;
  readonly direction: 'ONETOMANY' | 'MANYTOONE' | 'MANYTOMANY' | null;
  readonly uselist: boolean | null;
  /** The full name of the secondary table. */
  readonly secondary: string | null;
  readonly lazy: string | null;
  readonly viewonly: boolean | null;
  /**
   * How far mapper configuration gets with it: `failed` where it raises an error, `pending` where it never comes because it has stopped before.
   * What is not worked out by then (`target`, `direction`, `uselist` ...) is null.
   */
  readonly state: 'configured' | 'failed' | 'pending';
  readonly generated_by_backref: boolean;
  /** The attribute whose `backref=` made this one: `package.module:Name.key`. */
  readonly backref_source: string | null;
  /** The class it came to be on, when that is another one. */
  readonly inherited_from: string | null;
  /** The other side's name, whether `back_populates` or `backref` says so. */
  readonly back_populates: string | null;
  /** The other sides that SQLAlchemy keeps in step: `Name.key`. */
  readonly reverse: readonly string[];
  /** Where `relationship(...)` is called; for an implicit attribute, where its source's is. */
  readonly file: string;
  readonly line: number;
}

/** A mapped class with all its relationships, inherited ones included. */
export interface InspectedClass {
  /** `package.module:Qual.Name` */
  readonly class: string;
  readonly module: string;
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly tablename: string | null;
  readonly inherits: string | null;
  readonly inheritance: 'single' | 'joined' | 'concrete' | null;
  readonly relationships: readonly InspectedRelationship[];
}

/** A SQLAlchemy that some of the files run on, and what says so. */
export interface InspectedVersion {
  readonly version: SqlalchemyVersion;
  /** A file or an installed package's folder, relative to the root; null where nothing says and the version is taken for granted. */
  readonly source: string | null;
}

/** What `inspect --format json` prints: a contract, so a change of meaning needs a new `version`. */
export interface Inspection {
  readonly version: 1;
  /** The folder that all `file`s are relative to. */
  readonly root: string;
  /** Of the files that hold classes, each once; of the root where there are none. Several only where a folder holds several projects. */
  readonly sqlalchemy: readonly InspectedVersion[];
  readonly classes: readonly InspectedClass[];
  readonly unresolved: readonly Unresolved[];
  /** The errors with which SQLAlchemy ends the import of a file or the configuration of its mappers. */
  readonly failures: readonly InspectedFailure[];
}

/** An error of SQLAlchemy; the line counts from 1. */
export interface InspectedFailure {
  readonly file: string;
  readonly line: number;
  readonly stage: Failure['stage'];
  readonly kind: Failure['error']['kind'];
  /** `package.module:Name`, or `package.module:Name.key`. */
  readonly of: string;
}

/** The mapped classes of what was opened. */
export function inspection(opened: Opened): Inspection {
  const { project, configuration, failures } = startUp(opened.snapshot.project);
  const classes = classesOf(project, opened.within);
  const left = opened.leftOut.map(({ path, why }): Unresolved => ({ file: slashed(relative(opened.root, path)), line: 1, what: 'file', why }));
  const broken = opened.snapshot.uris.filter(opened.within).flatMap((uri): readonly Unresolved[] => {
    return opened.snapshot.facts(uri)?.broken ? [{ file: opened.relative(uri), line: 1, what: 'file', why: 'it is not valid Python' }] : [];
  });
  return {
    version: 1,
    root: opened.root,
    sqlalchemy: versions(opened, classes),
    classes: classes.map(cls => inspectClass(cls, project, configuration, opened.relative)),
    unresolved: [...left, ...broken, ...classes.flatMap(cls => unresolved(cls, opened.relative))],
    failures: failures.filter(f => opened.within(f.cls.at.uri)).map(f => inspectFailure(f, opened.relative)),
  };
}

/** The versions of SQLAlchemy that the inspected files run on. */
function versions(opened: Opened, classes: readonly MappedClass[]): readonly InspectedVersion[] {
  const inside = classes.map(c => c.at.uri);
  const uris = inside.length > 0 ? inside : [uriOf(join(opened.root, '_'))];
  const found = uris.map((uri): InspectedVersion => {
    const { version, source } = opened.snapshot.sqlalchemy(uri);
    return { version, source: source.kind === 'file' ? slashed(relative(opened.root, source.path)) : null };
  });
  return found.filter((v, i) => found.findIndex(o => o.version === v.version && o.source === v.source) === i);
}

function inspectFailure({ stage, error, cls, attribute }: Failure, relative: (uri: string) => string): InspectedFailure {
  const call = attribute && callOf(attribute);
  return {
    file: relative(call?.uri ?? cls.at.uri),
    line: call?.line ?? cls.at.range.start.line + 1,
    stage,
    kind: error.kind,
    of: attribute ? `${cls.id}.${attribute.name}` : cls.id,
  };
}

function inspectClass(cls: MappedClass, project: Project, configuration: Configuration, relative: (uri: string) => string): InspectedClass {
  const { symbol } = cls;
  return {
    class: cls.id,
    module: symbol.module.name,
    qualname: symbol.fact.qualname,
    file: relative(cls.at.uri),
    line: cls.at.range.start.line + 1,
    tablename: tableName(cls) ?? null,
    inherits: cls.parent?.id ?? null,
    inheritance: cls.inheritance ?? null,
    relationships: project
      .relationships(cls)
      .filter(it => configuration.exists(it))
      .map(it => inspectRelationship(it, cls, configuration, relative)),
  };
}

function inspectRelationship(
  it: RelationshipAttribute,
  seenOn: MappedClass,
  configuration: Configuration,
  relative: (uri: string) => string,
): InspectedRelationship {
  const { provenance } = it;
  const call = callOf(it);
  const secondary = it.secondary && sole(it.secondary);
  const source = provenance.kind === 'backref' ? provenance.source : undefined;
  const { state, reached, reverse } = configuration.progress(it);
  const by = <T>(step: Step, value: T | null | undefined): T | null => (hasReached(reached, step) ? (value ?? null) : null);
  return {
    key: it.name,
    state,
    target: by('target', sole(it.target)?.id),
    direction: by('direction', it.join.kind === 'known' ? it.join.direction : null),
    uselist: by('uselist', it.uselist),
    secondary: by('direction', secondary && fullName(secondary)),
    lazy: by('direction', it.lazy),
    viewonly: by('direction', it.viewonly),
    generated_by_backref: source !== undefined,
    backref_source: source ? `${source.owner.id}.${source.name}` : null,
    inherited_from: it.owner === seenOn ? null : it.owner.id,
    back_populates: otherSide(it) ?? null,
    reverse: reverse.map(r => `${r.owner.name}.${r.name}`).sort(),
    file: relative(call.uri),
    line: call.line,
  };
}

function otherSide(it: RelationshipAttribute): string | undefined {
  if (it.provenance.kind === 'backref') return it.provenance.source.name;
  // A backref counts when the attribute came of it; SQLAlchemy refuses it where the name is taken.
  return madeBy(it)?.name ?? it.backPopulates?.name;
}
