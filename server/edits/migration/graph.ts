/** What mapper configuration makes of a project, in a form in which two projects can be compared. */
import type { Given, MappedClass, RelationshipAttribute } from '../../model/mapped.ts';
import { sole } from '../../model/resolution.ts';
import type { Column, Env } from '../../model/values.ts';
import type { Expr } from '../../syntax/tree.ts';
import { finish } from '../../uses/search.ts';
import type { Snapshot } from '../../workspace/snapshot.ts';
import { meaningOf } from './meaning.ts';

/** What is known of an attribute, by what it is about. */
type Signature = ReadonlyMap<string, string>;

/** Mapped classes and their relationship attributes, each with all that is known of it. */
export type Graph = ReadonlyMap<string, Signature>;

/** Something that two graphs say differently. */
export interface Difference {
  /** The class or attribute as `attributeKey` and `classKey` name it. */
  readonly key: string;
  /** `order_by is 'Post.date', and was not given` */
  readonly what: string;
}

/** Arguments that say how both sides are linked, or that have become part of what the join is. */
const linking: ReadonlySet<string> = new Set([
  'argument',
  'backref',
  'back_populates',
  'secondary',
  'uselist',
  'lazy',
  'viewonly',
  'init',
  'repr',
  'compare',
  'foreign_keys',
  'remote_side',
  'link_model',
  'sa_relationship_kwargs',
]);

const joins: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin']);

/** The name of a class in a graph: its id, and which one it is of several that share it. */
export function classKeys({ project }: Snapshot): ReadonlyMap<MappedClass, string> {
  const count = new Map<string, number>();
  return new Map(
    project.classes.map(cls => {
      const n = count.get(cls.id) ?? 0;
      count.set(cls.id, n + 1);
      return [cls, n === 0 ? cls.id : `${cls.id}#${n}`];
    }),
  );
}

/** The name of an attribute in a graph. */
export const attributeKey = (keys: ReadonlyMap<MappedClass, string>, it: Pick<RelationshipAttribute, 'owner' | 'name'>): string =>
  `${keys.get(it.owner) ?? it.owner.id}.${it.name}`;

/** The graph of a project; `uris` are files whose classes, and classes related to them, are all that matters. */
export const graphOf = (snapshot: Snapshot): Graph => finish(graphInSteps(snapshot));

/** The same, with a step for each class. */
export function* graphInSteps(snapshot: Snapshot): Generator<void, Graph> {
  const { project } = snapshot;
  const keys = classKeys(snapshot);
  const graph = new Map<string, Signature>();
  for (const cls of project.classes) {
    const key = keys.get(cls) ?? cls.id;
    graph.set(
      key,
      new Map([
        ['table', cls.table?.fullname ?? ''],
        ['parent', cls.parent?.id ?? ''],
        ['columns', [...cls.columns].map(([name, column]) => `${name}=${columnName(column)}`).join()],
        [
          'relationships',
          project
            .relationships(cls)
            .map(it => `${it.name} of ${keys.get(it.owner)}`)
            .sort()
            .join(),
        ],
      ]),
    );
    for (const it of cls.own.values()) graph.set(attributeKey(keys, it), signature(snapshot, keys, it));
    yield;
  }
  return graph;
}

/** What the second graph says differently. */
export function differences(before: Graph, after: Graph): readonly Difference[] {
  const out: Difference[] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    if (!now) {
      out.push({ key, what: `${key.slice(key.indexOf(':') + 1)} would be gone` });
      continue;
    }
    for (const about of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [old.get(about), now.get(about)];
      if (was !== is) out.push({ key, what: `${about} of ${key.slice(key.indexOf(':') + 1)} would be ${said(is)}, and is ${said(was)}` });
    }
  }
  for (const key of after.keys()) if (!before.has(key)) out.push({ key, what: `${key.slice(key.indexOf(':') + 1)} would be there, and is not` });
  return out;
}

const said = (text: string | undefined): string => (text === undefined ? 'not given' : text === '' ? 'nothing' : text);

function signature(snapshot: Snapshot, keys: ReadonlyMap<MappedClass, string>, it: RelationshipAttribute): Signature {
  const { project } = snapshot;
  const out = new Map<string, string>();
  const target = sole(it.target);
  out.set('target', target ? (keys.get(target) ?? target.id) : it.target.kind);
  out.set('secondary', it.secondary ? (sole(it.secondary)?.fullname ?? it.secondary.kind) : '');
  if (it.join.kind === 'known') {
    out.set('direction', it.join.direction);
    out.set('pairs', pairs(it.join.pairs));
    out.set('copies', pairs(it.join.copies));
  } else out.set('direction', it.join.kind);
  out.set('uselist', String(it.uselist));
  out.set('lazy', String(it.lazy));
  out.set('viewonly', String(it.viewonly));
  out.set(
    'reverse',
    it.reverse
      .map(r => attributeKey(keys, r))
      .sort()
      .join(),
  );
  // What SQLAlchemy finds by itself is as good as what is given.
  if (it.join.kind === 'known' && !it.secondary) out.set('primaryjoin', comparisons(it.join.pairs.map(([a, b]) => `(${columnName(a)}==${columnName(b)})`)));
  const text = (env: Env, expr: Expr): string => snapshot.lines(env.module.uri)?.slice(expr.range).replace(/\s+/g, '') ?? '';
  for (const keyword of options) {
    const given = joins.has(keyword) ? joinArgument(it, keyword) : it.argument(keyword);
    if (!given || linking.has(keyword)) continue;
    const meaning = meaningOf(project, it.owner, keyword, given, text);
    // `cascade=None` and the like say what no argument says, save for these two.
    if (meaning !== 'None' && meaning !== 'null') out.set(keyword, joins.has(keyword) ? plainJoin(meaning) : meaning);
    else if (keyword === 'cascade' || keyword === 'lazy') out.set(keyword, 'None');
  }
  // A collection is a list where nothing says otherwise; an annotation says it as well as an argument.
  if (out.get('collection_class') === 'builtins.list') out.delete('collection_class');
  if (it.uselist && !it.argument('collection_class') && /^set$/i.test(it.annotation?.collection ?? '')) out.set('collection_class', 'builtins.set');
  return out;
}

/** Those arguments that the rest of the signature does not show. */
const options =
  'primaryjoin secondaryjoin cascade order_by collection_class passive_deletes passive_updates post_update innerjoin single_parent join_depth info doc active_history query_class overlaps sync_backref load_on_pending enable_typechecks cascade_backrefs comparator_factory strategy_class distinct_target_key omit_join bake_queries'.split(
    ' ',
  );

/** The join condition that is given for an attribute; what a backref makes takes that of its source (relationships.py, `_generate_backref`). */
function joinArgument(it: RelationshipAttribute, keyword: string): Given | undefined {
  const own = it.argument(keyword);
  if (own || it.provenance.kind !== 'backref') return own;
  const { source } = it.provenance;
  return source.argument(source.secondary ? (keyword === 'primaryjoin' ? 'secondaryjoin' : 'primaryjoin') : keyword);
}

/** A condition that is nothing but equalities, in a fixed order; any other as it is. */
function plainJoin(meaning: string): string {
  const equalities = meaning.match(/\([^()=&|!<>~]+==[^()=&|!<>~]+\)/g) ?? [];
  const rest = equalities.reduce((left, it) => left.replace(it, ''), meaning);
  return /^(?:and_|[&(),])*$/.test(rest) ? comparisons(equalities) : meaning;
}

const comparisons = (equalities: readonly string[]): string =>
  equalities
    .map(it => `(${it.slice(1, -1).split('==').sort().join('==')})`)
    .sort()
    .join('&');

const columnName = (column: Column): string => `${column.table.fullname}.${column.key}`;
const pairs = (list: readonly (readonly [Column, Column])[]): string =>
  list
    .map(([a, b]) => `${columnName(a)}=${columnName(b)}`)
    .sort()
    .join();
