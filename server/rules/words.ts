/** How SQLAlchemy writes things in its messages, and where they stand in the code. */
import type { Location } from 'vscode-languageserver-protocol';
import type { Declared } from '../edits/declared.ts';
import type { BackrefSpec, Given, RelationshipAttribute } from '../model/mapped.ts';
import type { Member } from '../model/members.ts';
import { sole } from '../model/resolution.ts';
import { relationshipName } from '../model/startup/spelling.ts';
import type { Argument, Expr } from '../syntax/tree.ts';

export { classRepr, columnName, mapperName, relationshipName, repr } from '../model/startup/spelling.ts';

/** The characters of a string, the whole of any other expression. */
export const rangeOf = (node: Expr) => (node.kind === 'string' && node.content ? node.content : node.range);

/** Where an argument of a relationship stands. */
export const atArgument = ({ node, env }: Given): Location => ({ uri: env.module.uri, range: rangeOf(node) });

/** Where the name in a backref stands. */
export const atBackref = (spec: BackrefSpec): Location => ({ uri: spec.env.module.uri, range: rangeOf(spec.nameNode) });

/** Where the name in `back_populates=` stands; undefined also beside a `backref`, when SQLAlchemy does not come to look at the name. */
export function atBackPopulates(it: Declared): Location | undefined {
  const given = it.argument('back_populates');
  return given && it.backPopulates && !it.backref ? { uri: given.env.module.uri, range: rangeOf(it.backPopulates.node) } : undefined;
}

/** The class that a relationship leads to, as the place to look at beside it; nothing when it is not known. */
export function targetOf({ attribute }: Pick<About, 'attribute'>): readonly { readonly location: Location; readonly message: string }[] {
  const target = attribute && sole(attribute.target);
  return target ? [{ location: target.at, message: `'${target.name}' is the target of '${relationshipName(attribute)}'` }] : [];
}

/** What a failure or a warning is about. */
export interface About {
  readonly cls: { readonly at: Location };
  readonly attribute?: RelationshipAttribute | undefined;
  readonly member?: Member | undefined;
}

/** Where the name of a relationship is written: the assignment, or the string in the backref that makes it. */
export const atName = ({ attribute, member, cls }: About): Location => attribute?.at ?? (member ? { uri: member.uri, range: member.name.range } : cls.at);

/** Where the first of some arguments of a relationship stands; its name when none is written. */
export function atOneOf(failure: About, ...keywords: readonly string[]): Location {
  for (const keyword of keywords) {
    const given = failure.attribute?.argument(keyword);
    if (given) return atArgument(given);
  }
  return atName(failure);
}

/** A node in the file that the call of a relationship stands in. */
export function atNode({ attribute, member, cls }: About, node: Expr): Location {
  const source = attribute?.provenance.kind === 'backref' ? attribute.provenance.source : attribute;
  const construct = source?.provenance.kind === 'declared' ? source.provenance.construct : member?.kind === 'relationship' ? member.construct : undefined;
  return { uri: construct?.env.module.uri ?? member?.uri ?? cls.at.uri, range: rangeOf(node) };
}

/** The keyword argument of a relationship's call that has a value, with its name. */
export function keywordOf({ attribute, member }: Pick<About, 'attribute' | 'member'>, value: Expr): Argument | undefined {
  const spec = attribute?.backref?.node;
  const calls = [member?.kind === 'relationship' ? member.construct.call : undefined, spec?.kind === 'call' ? spec : undefined];
  return calls.flatMap(call => call?.args ?? []).find(a => a.value === value);
}
