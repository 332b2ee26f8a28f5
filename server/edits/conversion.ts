/** Makes a `backref` into `back_populates` on both sides. */
import type { BackrefSpec, MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { isRefused } from '../model/startup/all.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Declared, editableCall, isDeclared, madeBy, sharedCall } from './declared.ts';
import { replaceInLayout } from './layout.ts';
import { badName } from './python-names.ts';
import { writeReverse } from './reverse.ts';
import type { Rewrite } from './rewrite.ts';
import { commentsIn } from './scan.ts';
import { quoteAt, quoted, type Source } from './source.ts';
import { writtenBackref } from './sqlmodel.ts';

/**
 * Writes the attributes that the backref of one call makes into the classes that have them: one, or for a `declared_attr` one for each class
 * that it serves. Returns why it cannot be done; then nothing of it may stay.
 */
export function convert(snapshot: Snapshot, rewrite: Rewrite, it: RelationshipAttribute): string | undefined {
  const { project } = snapshot;
  if (!it.backref || !isDeclared(it)) return 'there is no backref';
  if (isRefused(project, it)) return 'SQLAlchemy refuses the relationship as it is';
  const own = editableCall(rewrite.change, project, it);
  const place = own ?? sharedCall(rewrite.change, project, it);
  if (typeof place === 'string') {
    const why = obstacle(it);
    return typeof why === 'string' ? why : place;
  }
  const { source } = place;
  const pairs: { readonly it: Declared; readonly made: Made }[] = [];
  for (const each of own ? [it] : madeBy(project, place.call)) {
    const made = obstacle(each);
    if (typeof made === 'string') return made;
    pairs.push({ it: each, made });
  }
  const written = writtenBackref(source, place.call);
  if (!written) return 'backref is not given by keyword';
  const { value, rest } = written;
  const name = nameText(source, value, it.backref, own !== undefined);
  if (name === undefined) return 'the name of the backref is not written in the call';
  const comments = commentsIn(source.text, source.lines.offset(value.range.start), source.lines.offset(value.range.end));
  if (!replaceInLayout(rewrite.change, source, written.call, written.keyword, 'back_populates', name, rest)) return 'backref is not given by keyword';
  for (const pair of pairs) {
    const { attribute, spec, target } = pair.made;
    const why = writeReverse(snapshot, rewrite, pair.it, { source, target, name: attribute.name, made: attribute, spec, comments });
    if (why !== undefined) return why;
  }
  const maker = value.kind === 'call' ? rootOf(value.func) : undefined;
  if (maker !== undefined) rewrite.mayDrop(source, maker);
  return undefined;
}

/** What a backref makes. */
interface Made {
  readonly spec: BackrefSpec;
  readonly target: MappedClass;
  readonly attribute: RelationshipAttribute;
}

/** The attribute a backref makes, or why it cannot be written out whatever the code looks like. */
function obstacle(it: Declared): Made | string {
  const { backref: spec } = it;
  if (!spec) return 'there is no backref in one of the classes that share the relationship';
  if (spec.name === undefined) return 'the name of the backref is computed';
  if (badName(spec.name) !== undefined) return `'${spec.name}' cannot be written as a name`;
  if (it.backPopulates) return 'SQLAlchemy refuses backref together with back_populates';
  const target = sole(it.target);
  if (!target) return it.target.kind === 'unknown' ? `its target is not known: ${it.target.why}` : 'its target is not known';
  const attribute = target.own.get(spec.name);
  if (attribute?.provenance.kind !== 'backref' || attribute.provenance.source !== it)
    return `'${spec.name}' is taken on ${target.name}, so the backref makes no attribute`;
  if (spec.open || it.open) return 'some of its arguments are computed';
  const direction = attribute.join.kind === 'known' ? attribute.join.direction : undefined;
  if (direction !== 'MANYTOMANY' && it.join.kind === 'known' && it.join.direction === direction) return 'SQLAlchemy refuses the relationship as it is';
  return { spec, target, attribute };
}

/** The name as it is to be written behind `back_populates=`: as it was behind `backref=`; undefined where that stands elsewhere and differs from class to class. */
function nameText(source: Source, value: Expr, spec: BackrefSpec, alone: boolean): string | undefined {
  const written = value.kind === 'tuple' ? value.items[0] : value.kind === 'call' && isBackref(value) ? nameOf(value) : value;
  const quote = written && quoteAt(source, written.range);
  if (written?.kind === 'string' && spec.name !== undefined) return quoted(spec.name, quote ?? source.quote);
  if (written && spec.nameNode === written) return source.lines.slice(written.range);
  return alone && spec.name !== undefined ? quoted(spec.name, source.quote) : undefined;
}

const isBackref = ({ func }: Call): boolean => (func.kind === 'attribute' ? func.attr.id : func.kind === 'name' ? func.id : '') === 'backref';
const nameOf = ({ args }: Call): Expr | undefined => (args.find(a => a.name?.id === 'name') ?? args.find(a => !a.name && !a.star))?.value;

/** `orm` of `orm.backref` */
const rootOf = (expr: Expr): string | undefined => (expr.kind === 'attribute' ? rootOf(expr.value) : expr.kind === 'name' ? expr.id : undefined);
