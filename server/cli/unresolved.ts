import type { JoinError, MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Resolution } from '../model/resolution.ts';
import { callOf, madeBy, tableName } from './describe.ts';

/** Something that cannot be known without running the code, or that SQLAlchemy refuses; the line counts from 1. */
export interface Unresolved {
  readonly file: string;
  readonly line: number;
  /** `User.posts: target` */
  readonly what: string;
  readonly why: string;
}

/** What is not known of a class and of the relationships that came to be on it. */
export function unresolved(cls: MappedClass, relative: (uri: string) => string): readonly Unresolved[] {
  const out: Unresolved[] = [];
  const file = relative(cls.at.uri);
  const line = cls.at.range.start.line + 1;
  if (cls.open !== undefined) out.push({ file, line, what: cls.name, why: cls.open });
  if (tableName(cls) === undefined) out.push({ file, line, what: `${cls.name}: table`, why: 'its name is computed' });
  for (const member of cls.members) {
    if (member.kind === 'unknown')
      out.push({
        file: relative(member.uri),
        line: member.name.range.start.line + 1,
        what: `${cls.name}.${member.key}`,
        why: `it may be a relationship: ${member.why}`,
      });
  }
  for (const it of cls.own.values()) {
    const call = callOf(it);
    for (const [what, why] of gaps(it)) out.push({ file: relative(call.uri), line: call.line, what: `${cls.name}.${it.name}: ${what}`, why });
  }
  return out;
}

/** What is not known of a relationship, each with the reason; what follows from another gap is left out. */
function* gaps(it: RelationshipAttribute): Generator<readonly [what: string, why: string]> {
  const target = reason(it.target, c => c.id);
  if (target !== undefined) yield ['target', target];
  const secondary = it.secondary && reason(it.secondary, t => t.fullname);
  if (secondary !== undefined) yield ['secondary', secondary];
  if (target === undefined && it.join.kind !== 'known') yield ['direction', it.join.kind === 'unknown' ? it.join.why : words(it.join.error)];
  if (it.uselist === undefined && it.join.kind === 'known') yield ['uselist', computed];
  if (it.lazy === undefined) yield ['lazy', computed];
  if (it.viewonly === undefined) yield ['viewonly', computed];
  if (it.backPopulates && it.backPopulates.name === undefined) yield ['back_populates', computed];
  if (it.backref && it.backref.name === undefined) yield ['backref', 'its name is computed'];
  else if (it.backref && !madeBy(it)) {
    yield [
      'backref',
      it.backPopulates
        ? 'SQLAlchemy refuses it together with back_populates'
        : target !== undefined
          ? 'the target is not known'
          : `the name '${it.backref.name}' is taken`,
    ];
  }
}

const computed = 'it is computed';

function reason<T>(resolution: Resolution<T>, name: (value: T) => string): string | undefined {
  switch (resolution.kind) {
    case 'one':
      return undefined;
    case 'many':
      return `it could be any of ${resolution.candidates.map(name).join(', ')}`;
    case 'none':
      return 'there is nothing of this name';
    case 'unknown':
      return resolution.why;
  }
}

function words(error: JoinError): string {
  const tables = 'secondary' in error && error.secondary ? ` with table '${error.secondary.fullname}'` : '';
  switch (error.kind) {
    case 'no-foreign-keys':
      return `no foreign key links the tables${tables}`;
    case 'no-secondary':
      return 'there is a secondaryjoin, but no secondary table';
    case 'ambiguous-foreign-keys':
      return `several foreign keys link the tables${tables}`;
    case 'no-referenced-table':
      return `foreign key '${error.target}' names a table that there is not`;
    case 'no-referenced-column':
      return `foreign key '${error.target}' names a column that there is not`;
    case 'no-foreign-columns':
      return 'the join condition holds no foreign key';
    case 'no-direction':
      return 'both sides of the join condition hold foreign keys';
    case 'no-local-columns':
      return 'the foreign keys of the join condition are in neither table';
    case 'no-equality':
    case 'no-pairs':
      return 'the join condition compares no columns';
  }
}
