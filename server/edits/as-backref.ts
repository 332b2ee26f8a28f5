/** The way back: of two relationships that are linked with `back_populates` one becomes the `backref` of the other. */
import { sameRange } from '../base/ranges.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { isDataclass } from '../model/startup/members.ts';
import type { Assign, Expr } from '../syntax/tree.ts';
import { withTexts } from '../workspace/overlay.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { replaceArgument } from './arguments.ts';
import type { Outcome } from './back-populates.ts';
import { carry, type Journey } from './carry.ts';
import { findClass } from './class-body.ts';
import { type Declared, editableCall, isDeclared } from './declared.ts';
import { differences, graphOf } from './migration/graph.ts';
import { freeNames } from './names.ts';
import { Rewrite } from './rewrite.ts';
import { applyEdits, lineEnd, lineStart, nextLine, quoted, type Source } from './source.ts';

/** The attribute that the `back_populates` of a relationship names and that names it in return, both written in class bodies; undefined when there is none. */
export function partnerOf(it: RelationshipAttribute): Declared | undefined {
  const name = it.backPopulates?.name;
  const other = name === undefined ? undefined : sole(it.target)?.own.get(name);
  return other && other !== it && isDeclared(other) && other.backPopulates?.name === it.name && sole(other.target) === it.owner ? other : undefined;
}

/**
 * Takes the other side of a pair out of its class and makes it the `backref` of this one. The graph of the project is compared before and after; join
 * conditions are written into the `backref()` only where SQLAlchemy would not find them (relationships.py, `_generate_backref`).
 */
export function foldIntoBackref(snapshot: Snapshot, it: RelationshipAttribute): Outcome {
  const other = partnerOf(it);
  if (!other || !isDeclared(it)) return { why: 'it is not linked with a relationship that is written in a class' };
  const before = graphOf(snapshot);
  let why = '';
  for (const omit of [joins, new Set<string>()]) {
    const rewrite = new Rewrite(snapshot);
    const refused = rewrite.attempt(() => fold(snapshot, rewrite, it, other, omit));
    if (refused !== undefined) return { why: refused };
    const edits = rewrite.finish();
    if (!edits) return { why: 'the file is not laid out in a way that can be changed safely' };
    const texts = new Map([...edits].map(([uri, list]) => [uri, textAfter(rewrite.source(uri), list)]));
    const [different] = differences(before, graphOf(withTexts(snapshot, texts)));
    if (!different) return { edits };
    why = `SQLAlchemy would make something else of it: ${different.what}`;
  }
  return { why };
}

const textAfter = (source: Source | undefined, edits: Parameters<typeof applyEdits>[1]): string => (source && applyEdits(source, edits)) ?? '';

/** What a backref derives from its source. */
const joins: ReadonlySet<string> = new Set(['primaryjoin', 'secondaryjoin', 'foreign_keys']);

/** What a backref takes over from its source unless it says otherwise. */
const inherited = ['viewonly', 'post_update', 'passive_updates', 'sync_backref'] as const;

function fold(snapshot: Snapshot, rewrite: Rewrite, it: Declared, other: Declared, omit: ReadonlySet<string>): string | undefined {
  const { project } = snapshot;
  const [here, there] = [editableCall(rewrite.change, project, it), editableCall(rewrite.change, project, other)];
  if (!here || !there) return 'a side is shared by several classes, or its file is not valid Python';
  if (it.provenance.construct.name === 'Relationship' || other.provenance.construct.name === 'Relationship') return 'SQLModel has no backref of its own';
  if (isDataclass(project, other.owner)) return `'${other.name}' is a field of a dataclass`;
  const over = inherited.find(keyword => it.argument(keyword) && !other.argument(keyword));
  if (over !== undefined) return `its '${over}' would hold for '${other.name}' as well`;
  const toClass = findClass(here.source.tree.body, it.owner.symbol.fact.name.range);
  const fromClass = findClass(there.source.tree.body, other.owner.symbol.fact.name.range);
  const statement = fromClass?.body.find(
    (s): s is Assign => s.kind === 'assign' && s.targets.length === 1 && s.value !== undefined && sameRange(s.value.range, there.call.range),
  );
  if (!toClass || !fromClass || !statement) return `'${other.name}' is not written as one assignment in a class body`;
  const start = lineStart(there.source.text, there.source.lines.offset(statement.range.start));
  const end = lineEnd(there.source.text, there.source.lines.offset(statement.range.end));
  if (there.source.text.slice(start, end).includes('#')) return `the comments of '${other.name}' would be lost`;
  const journey: Journey = {
    snapshot,
    from: other.owner,
    fromSource: there.source,
    to: it.owner,
    toSource: here.source,
    toClass,
    imports: rewrite.imports(here.source),
  };
  const args = argumentsOf(journey, other, omit);
  if (typeof args === 'string') return `'${args}' of '${other.name}' cannot be written into ${it.owner.name}: names in it are not known there`;
  const name = quoted(other.name, here.source.quote);
  const value = args.length === 0 ? name : `${backrefIn(rewrite, here.source, here.call.func)}(${[name, ...args].join(', ')})`;
  if (!replaceArgument(rewrite.change, here.source, here.call, 'back_populates', 'backref', value)) return 'back_populates is not given by keyword';
  const alone = fromClass.body.length === 1;
  if (alone) rewrite.change.replaceRange(there.source.uri, statement.range, 'pass');
  else rewrite.change.replace(there.source, start, nextLine(there.source.text, end), '');
  for (const used of namesIn(statement)) rewrite.mayDrop(there.source, used);
  return undefined;
}

/** The names a statement uses, those in the strings of its annotation included. */
function namesIn({ annotation, value }: Assign): readonly string[] {
  const exprs: readonly (Expr | undefined)[] = [annotation, value];
  return exprs.flatMap(it => (it ? (freeNames(it) ?? []).map(n => n.id) : []));
}

/** `keyword=value` for what the other side says by arguments or by its annotation; the keyword of one that cannot be carried. */
function argumentsOf(journey: Journey, other: Declared, omit: ReadonlySet<string>): readonly string[] | string {
  const out: string[] = [];
  for (const { name } of other.provenance.construct.call.args) {
    if (!name || name.id === 'back_populates' || name.id === 'argument' || name.id === 'secondary' || omit.has(name.id)) continue;
    const given = other.argument(name.id);
    if (!given) continue;
    const text = carry(journey, name.id, given);
    if (text === undefined) return name.id;
    out.push(`${name.id}=${text}`);
  }
  const { annotation, join } = other;
  const found = join.kind === 'known' ? join.direction !== 'MANYTOONE' : undefined;
  if (annotation && found !== undefined && other.uselist !== found && !other.argument('uselist')) out.push(`uselist=${other.uselist ? 'True' : 'False'}`);
  if (annotation?.wrapper === 'DynamicMapped' && !other.argument('lazy')) out.push(`lazy=${quoted('dynamic', journey.toSource.quote)}`);
  if (annotation?.wrapper === 'WriteOnlyMapped' && !other.argument('lazy')) out.push(`lazy=${quoted('write_only', journey.toSource.quote)}`);
  if (annotation?.collection && /^set$/i.test(annotation.collection) && other.uselist && !other.argument('collection_class')) out.push('collection_class=set');
  return out;
}

/** `db.backref` beside `db.relationship`, else the name imported from `sqlalchemy.orm`. */
function backrefIn(rewrite: Rewrite, source: Source, callee: Expr): string {
  if (callee.kind === 'attribute') return `${source.lines.slice(callee.value.range)}.backref`;
  return rewrite.imports(source).add('sqlalchemy.orm', 'backref');
}
