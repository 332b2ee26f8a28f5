import type { Range } from 'vscode-languageserver-protocol';
import { append, memo } from '../base/lazy.ts';
import { comparePositions, sameRange } from '../base/ranges.ts';
import type { MappedClass, Provenance, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import type { Call, Stmt } from '../syntax/tree.ts';
import { findClass } from './class-body.ts';
import type { Change, Source } from './source.ts';

/** A relationship attribute that stands in the code as such. */
export type Declared = RelationshipAttribute & { readonly provenance: Extract<Provenance, { kind: 'declared' }> };

export const isDeclared = (it: RelationshipAttribute): it is Declared => it.provenance.kind === 'declared';

const byCall = new WeakMap<Project, Map<Call, Declared[]>>();

/** All relationship attributes that are written, in the order of the classes they belong to. */
export const declaredIn = (project: Project): readonly Declared[] => project.classes.flatMap(c => [...c.own.values()].filter(isDeclared));

/** The attributes that one call makes: several when it stands in a mixin or in a function. */
export function madeBy(project: Project, call: Call): readonly Declared[] {
  const calls = memo(byCall, project, () => {
    const map = new Map<Call, Declared[]>();
    for (const it of declaredIn(project)) append(map, it.provenance.construct.call, it);
    return map;
  });
  return calls.get(call) ?? [];
}

/** The call of a relationship when it belongs to this one attribute alone and its file can be changed. */
export function editableCall(change: Change, project: Project, it: RelationshipAttribute): { readonly call: Call; readonly source: Source } | undefined {
  if (!isDeclared(it)) return undefined;
  const { call, env } = it.provenance.construct;
  const source = change.source(env.module.uri);
  // A call in the body of a function, a declared_attr included, may serve more classes than the ones that are seen.
  const once = !it.owner.symbol.made && env.key === undefined;
  const plain = once && it.provenance.member.definer === it.owner.symbol && it.provenance.member.uri === env.module.uri && !inFunction(it.owner, it);
  return source && plain && madeBy(project, call).length === 1 ? { call, source } : undefined;
}

/** The call of a `declared_attr`, which serves every class below the one it stands in; why it cannot be changed where it cannot. */
export function sharedCall(change: Change, project: Project, it: Declared): { readonly call: Call; readonly source: Source } | string {
  const { call, env } = it.provenance.construct;
  const source = change.source(env.module.uri);
  if (!source) return 'its file is not valid Python, or not of the workspace';
  const all = madeBy(project, call);
  const { definer, uri } = it.provenance.member;
  const binding = definer.fact.scope.bindings.findLast(b => b.name.id === it.name);
  const declares = binding?.kind === 'function' && project.hierarchy.isDeclaredAttr(binding.func, definer.env);
  if (!declares || uri !== env.module.uri || !binding.func.body?.some(s => encloses(s.range, call.range)))
    return 'a function makes it, or it is assigned outside of its class';
  if (all.some(other => other.owner.symbol.made || definer.made)) return 'it belongs to a class that is made by code';
  if (all.some(other => other.provenance.member.definer !== definer || other.name !== it.name)) return 'several attributes share it';
  return { call, source };
}

/** The call that makes one relationship and no other: its own, or that of a `declared_attr` which a single class has. */
export function soleCall(change: Change, project: Project, it: RelationshipAttribute): { readonly call: Call; readonly source: Source } | undefined {
  if (!isDeclared(it)) return undefined;
  if (!isShared(it)) return editableCall(change, project, it);
  const shared = sharedCall(change, project, it);
  return typeof shared !== 'string' && madeBy(project, shared.call).length === 1 ? shared : undefined;
}

/** True for a relationship that a `declared_attr` makes. */
export const isShared = (it: Declared): boolean => it.provenance.construct.env.key !== undefined;

const encloses = (outer: Range, inner: Range): boolean => comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;

function inFunction({ symbol }: MappedClass, { provenance, name }: Declared): boolean {
  const { call } = provenance.construct;
  const binding = symbol.fact.scope.bindings.findLast(b => b.name.id === name);
  // An annotation alone says nothing of where the value comes from.
  if (binding && (binding.kind !== 'value' || binding.value)) return binding.kind !== 'value' || binding.value !== call;
  // `User.posts = relationship(...)` behind the class: the name stands in front of the call.
  const { start } = provenance.member.name.range;
  return start.line > call.range.start.line || call.range.start.line > start.line + 3;
}

/** The statement of a class body that assigns a relationship. */
export function statementOf(source: Source, it: Declared): Stmt | undefined {
  const cls = findClass(source.tree.body, it.owner.symbol.fact.name.range);
  return cls?.body.find(s => s.kind === 'assign' && s.targets.some(t => sameRange(t.range, it.provenance.member.name.range)));
}
