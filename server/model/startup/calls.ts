import type { SqlalchemyVersion } from '../../config.ts';
import { relationshipArguments } from '../arguments.ts';
import type { Evaluator } from '../evaluate.ts';
import type { Mapper } from '../mapper.ts';
import type { Construct, Member } from '../members.ts';
import { booleanOf, isNone, stringOf, type Value } from '../values.ts';
import { cascades, tokensOf, writingTokens } from './cascade.ts';
import type { StartupError } from './failure.ts';
import { acceptsKeyword } from './keywords.ts';

/** The parameters of SQLModel's `Relationship()`. */
const ofSqlmodel: ReadonlySet<string> = new Set(
  'back_populates cascade_delete passive_deletes link_model sa_relationship sa_relationship_args sa_relationship_kwargs'.split(' '),
);

/** The errors that the call `relationship(...)` itself raises, in its order (relationships.py, `RelationshipProperty.__init__`). */
export function* callErrors(
  { construct }: Extract<Member, { kind: 'relationship' }>,
  owner: Mapper,
  evaluator: Evaluator,
  version: SqlalchemyVersion,
): Generator<StartupError> {
  const { named, open } = relationshipArguments(construct, evaluator);
  if (construct.name === 'Relationship') yield* ofRelationship(construct, evaluator, version);
  else yield* ofKeywords(construct, version);
  const value = (keyword: string): Value | undefined => {
    const given = named.get(keyword);
    return given && evaluator.evaluate(given.node, given.env);
  };
  const present = (keyword: string): boolean => {
    const it = value(keyword);
    return it !== undefined && !isNone(it) && it.kind !== 'unknown' && stringOf(it) !== '';
  };
  if (version === '1.4' && !named.has('argument') && !open && owner.registry.flavor !== 'sqlmodel') yield { kind: 'no-target-given' };
  if (present('backref') && present('back_populates')) yield { kind: 'backref-and-back-populates' };
  const viewonly = booleanOf(value('viewonly'));
  if (viewonly === true && booleanOf(value('sync_backref')) === true) yield { kind: 'viewonly-sync-backref' };
  if (version !== '1.4' && booleanOf(value('cascade_backrefs')) === true) yield { kind: 'cascade-backrefs' };
  const cascade = named.get('cascade');
  const text = stringOf(value('cascade'));
  if (!cascade || text === undefined) return;
  const tokens = tokensOf(text);
  const bad = tokens.filter(t => !cascades.has(t));
  if (bad.length > 0) yield { kind: 'bad-cascade', tokens: bad, node: cascade.node };
  const written = version === '1.4' && viewonly === true ? writingTokens(tokens) : [];
  if (written.length > 0) yield { kind: 'viewonly-cascade', tokens: written, node: cascade.node };
}

function* ofKeywords(construct: Construct, version: SqlalchemyVersion): Generator<StartupError> {
  const positional = construct.call.args.filter(a => !a.name && !a.star).length;
  if (version !== '1.4' && positional > 2 && construct.name === 'relationship') {
    const keywords = construct.call.args.filter(a => a.name && a.name.id !== 'argument' && a.name.id !== 'secondary').length;
    yield { kind: 'too-many-positional', count: positional, keywords };
  }
  for (const arg of construct.call.args) {
    // Flask-SQLAlchemy's own function hands its keywords on.
    if (arg.name && !acceptsKeyword('function', arg.name.id, version)) yield { kind: 'unknown-keyword', keyword: arg.name.id, node: arg.value };
  }
}

/** SQLModel's Relationship() takes other arguments, and makes the call of them when the class is there. */
function* ofRelationship({ call, env }: Construct, evaluator: Evaluator, version: SqlalchemyVersion): Generator<StartupError> {
  const plain = call.args.filter(a => !a.name && !a.star).length;
  if (plain > 0) yield { kind: 'too-many-positional', count: plain, keywords: call.args.filter(a => a.name).length };
  for (const { name, value } of call.args) if (name && !ofSqlmodel.has(name.id)) yield { kind: 'unknown-keyword', keyword: name.id, node: value };
  const extra = call.args.find(a => a.name?.id === 'sa_relationship_kwargs')?.value;
  if (extra?.kind !== 'dict' || call.args.some(a => a.star || a.name?.id === 'sa_relationship')) return;
  for (const { key } of extra.entries) {
    const keyword = key && stringOf(evaluator.evaluate(key, env));
    if (key && keyword !== undefined && !acceptsKeyword('function', keyword, version)) yield { kind: 'unknown-keyword', keyword, node: key, key: true };
  }
}
