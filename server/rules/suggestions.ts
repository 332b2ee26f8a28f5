/** Names to offer in the place of ones that do not fit. */
import { areMirrored } from '../edits/mirror.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';

/** How many letters must be changed, added, taken out or exchanged with their neighbour to make one word of the other. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The words near to one, the nearest first. */
export function similar(word: string, words: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return words
    .map(w => ({ w, d: w.toLowerCase() === word.toLowerCase() ? 0 : distance(word.toLowerCase(), w.toLowerCase()) }))
    .filter(({ w, d }) => d <= limit && d < word.length / 2 + 0.5 && w !== word)
    .sort((a, b) => a.d - b.d || (a.w < b.w ? -1 : 1))
    .slice(0, 3)
    .map(({ w }) => w);
}

/** `BlogPost` as `blog_post`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/^_+/, '');

/** English plural, near enough for a name to start from. */
export const plural = (word: string): string =>
  /(?:[^aeiou])y$/.test(word) ? `${word.slice(0, -1)}ies` : /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;

/** The first of some names that nothing on a class, above or below it has; numbered when all are taken. */
export function freeName(project: Project, cls: MappedClass, names: readonly string[]): string | undefined {
  const family = (c: MappedClass): readonly MappedClass[] => [c, ...c.children.flatMap(family)];
  const free = (name: string): boolean => family(cls).every(c => project.attribute(c, name).kind === 'none');
  return [...names, ...names.map(n => `${n}_2`)].find(free);
}

/** What the attribute on the other side of a relationship would be called. */
export function otherSideNames(it: RelationshipAttribute): readonly string[] {
  const owner = snakeCase(it.owner.name);
  const many = it.join.kind === 'known' && it.join.direction !== 'ONETOMANY';
  const own = snakeCase(it.name);
  return many ? [plural(owner), `${own}_${plural(owner)}`] : [owner, `${own}_${owner}`];
}

/** Relationships of the target that lead back to the class of a relationship, those over the same columns first. */
export function wayBack(project: Project, it: RelationshipAttribute): readonly RelationshipAttribute[] {
  const target = sole(it.target);
  if (!target) return [];
  const leadsBack = (r: RelationshipAttribute): boolean => r !== it && sole(r.target) === it.owner;
  const score = (r: RelationshipAttribute): number => (areMirrored(it, r) ? 0 : 2) + (r.reverse.length > 0 && !r.reverse.includes(it) ? 1 : 0);
  return project
    .relationships(target)
    .filter(leadsBack)
    .filter(r => r.join.kind !== 'known' || it.join.kind !== 'known' || areMirrored(it, r))
    .sort((a, b) => score(a) - score(b));
}

/** True when the target has a relationship over the same columns already. */
export const hasOtherSide = (project: Project, it: RelationshipAttribute): boolean => wayBack(project, it).some(r => areMirrored(it, r));

/** Arguments about writing, which SQLAlchemy refuses or warns about beside `viewonly=True`. */
const aboutWriting = [
  'cascade',
  'passive_deletes',
  'passive_updates',
  'post_update',
  'active_history',
  'enable_typechecks',
  'single_parent',
  'sync_backref',
  'viewonly',
];

/** True when `viewonly=True` can be added to a relationship and nothing else need change. */
export const canBeViewonly = (it: RelationshipAttribute): boolean => it.viewonly === false && !it.open && aboutWriting.every(a => !it.argument(a));

/** What `author_id` alone may have meant in a string of a relationship: `Book.author_id`, for each side that has such a column. */
export function qualified(it: RelationshipAttribute, name: string): readonly string[] {
  const sides = [sole(it.target), it.owner].flatMap(cls => (cls && hasColumn(cls, name) ? [`${cls.name}.${name}`] : []));
  return [...new Set(sides)];
}

const hasColumn = (cls: MappedClass, name: string): boolean => cls.columns.has(name) || (cls.parent !== undefined && hasColumn(cls.parent, name));
