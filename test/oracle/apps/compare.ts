import type { InspectedClass, InspectedRelationship, Inspection } from '../../../server/cli/inspection.ts';
import type { Unresolved } from '../../../server/cli/unresolved.ts';

/** What both sides say of a relationship. */
const fields = [
  'target',
  'direction',
  'uselist',
  'secondary',
  'lazy',
  'viewonly',
  'generated_by_backref',
  'backref_source',
  'inherited_from',
  'reverse',
  'file',
  'line',
] as const;

export type RealRelationship = Pick<InspectedRelationship, 'key' | (typeof fields)[number]>;

/** A class as SQLAlchemy mapped it. */
export interface RealClass extends Pick<InspectedClass, 'class' | 'file' | 'line' | 'tablename' | 'inherits'> {
  readonly relationships: readonly RealRelationship[];
}

/** What SQLAlchemy made of the modules that were imported. */
export interface Reality {
  readonly classes: readonly RealClass[];
  readonly modules: readonly string[];
  /** The files of those modules. */
  readonly files: readonly string[];
}

/**
 * `wrong`: something else is said than is so. `unresolved`: nothing is said, or that it is not known.
 * `extra`: an attribute, or a mapped class of an imported module, that there is not.
 */
export interface Difference {
  readonly kind: 'wrong' | 'unresolved' | 'extra';
  /** `package.module:Name.key`, or a class alone. */
  readonly what: string;
  /** What it is about. */
  readonly of: 'class' | 'relationship';
  readonly detail: string;
}

interface Count {
  readonly exact: number;
  readonly total: number;
}

export interface Comparison {
  readonly classes: Count;
  /** Relationships as seen on each class, inherited ones included. */
  readonly relationships: Count;
  /** Those of them that a backref made. */
  readonly implicit: Count;
  /** Relationships that are claimed and are not there. */
  readonly extra: number;
  readonly wrong: number;
  readonly unresolved: number;
  readonly differences: readonly Difference[];
}

/** Ours against SQLAlchemy's, for the classes that SQLAlchemy mapped and the modules it saw. */
export function compare(ours: Inspection, real: Reality): Comparison {
  const differences: Difference[] = [];
  const files = new Set(real.files);
  const seen = new Map(ours.classes.map(c => [c.class, c]));
  const count = { classes: 0, relationships: 0, implicit: 0 };
  let [total, implicit] = [0, 0];
  const note = (kind: Difference['kind'], of: Difference['of'], what: string, detail: string): void => {
    differences.push({ kind, of, what, detail });
  };

  for (const cls of real.classes) {
    const our = seen.get(cls.class);
    // A class without a statement has no line that Python could tell.
    const wrongClass = our && difference(our, cls, cls.line === null ? ['file', 'tablename', 'inherits'] : ['file', 'line', 'tablename', 'inherits']);
    if (!our) note('unresolved', 'class', cls.class, 'the class is not known to be mapped');
    else if (wrongClass) note(wrongClass.kind, 'class', cls.class, wrongClass.detail);
    else count.classes++;
    const left = new Map(our?.relationships.map(r => [r.key, r]));
    for (const relationship of cls.relationships) {
      const what = `${cls.class}.${relationship.key}`;
      const generated = relationship.generated_by_backref;
      total++;
      if (generated) implicit++;
      const mine = left.get(relationship.key);
      left.delete(relationship.key);
      const differs = mine ? difference(mine, relationship, fields) : undefined;
      if (!mine) note('unresolved', 'relationship', what, our ? reason(ours.unresolved, relationship, cls) : 'its class is not known to be mapped');
      else if (differs)
        note(differs.kind, 'relationship', what, `${differs.detail}${differs.kind === 'unresolved' ? `: ${reason(ours.unresolved, mine, cls)}` : ''}`);
      else {
        count.relationships++;
        if (generated) count.implicit++;
      }
    }
    // Tests and plugins add attributes to a class once they are imported, and they were not.
    for (const mine of left.values()) if (files.has(mine.file)) note('extra', 'relationship', `${cls.class}.${mine.key}`, `${mine.file}:${mine.line}`);
  }

  const mapped = new Set(real.classes.map(c => c.class));
  const imported = new Set(real.modules);
  for (const our of ours.classes) {
    if (mapped.has(our.class) || !imported.has(our.module)) continue;
    note('extra', 'class', our.class, `${our.file}:${our.line} is not mapped`);
    for (const mine of our.relationships) note('extra', 'relationship', `${our.class}.${mine.key}`, 'its class is not mapped');
  }
  const number = (kind: Difference['kind']): number => differences.filter(d => d.kind === kind && d.of === 'relationship').length;
  return {
    classes: { exact: count.classes, total: real.classes.length },
    relationships: { exact: count.relationships, total },
    implicit: { exact: count.implicit, total: implicit },
    extra: number('extra'),
    wrong: number('wrong'),
    unresolved: number('unresolved'),
    differences,
  };
}

/** What differs; `wrong` when anything that is said is not so. Undefined when all is equal. */
function difference<K extends string>(
  mine: Readonly<Record<K, unknown>>,
  real: Readonly<Record<K, unknown>>,
  keys: readonly K[],
): { readonly kind: 'wrong' | 'unresolved'; readonly detail: string } | undefined {
  const unequal = keys.filter(key => !same(mine[key], real[key]));
  if (unequal.length === 0) return undefined;
  const wrong = unequal.filter(key => mine[key] !== null);
  return {
    kind: wrong.length > 0 ? 'wrong' : 'unresolved',
    detail: (wrong.length > 0 ? wrong : unequal).map(key => `${key} ${said(mine[key])}, really ${said(real[key])}`).join('; '),
  };
}

const said = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Why nothing is known of a relationship, in the words of the inspection; for an implicit one those about its source count too. */
function reason(unresolved: readonly Unresolved[], relationship: RealRelationship, cls: RealClass): string {
  const names = [cls.class, relationship.inherited_from].map(id => `${lastName(id)}.${relationship.key}`);
  if (relationship.backref_source) names.push(lastName(relationship.backref_source.replace(/\.\w+$/, '')) + /\.\w+$/.exec(relationship.backref_source)?.[0]);
  const found = unresolved.find(it => names.some(name => it.what === name || it.what.startsWith(`${name}:`)));
  return found ? `${found.what}: ${found.why}` : 'no reason is given';
}

const lastName = (id: string | null): string => id?.split(/[:.]/).at(-1) ?? '';
