import { type CompletionItem, CompletionItemKind, CompletionRequest, type Position } from 'vscode-languageserver-protocol';
import { certainly, probably } from '../infer/answers.ts';
import type { Place } from '../infer/context.ts';
import type { Inference } from '../infer/infer.ts';
import { keywordClass } from '../infer/join-point.ts';
import { mappedBelow } from '../infer/members.ts';
import { callAround } from '../infer/roles.ts';
import { possible, type Type } from '../infer/types.ts';
import type { MappedClass } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import type { Node } from '../syntax/locate.ts';
import type { Call, Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { columns, relationshipItem } from './completion-items.ts';
import { defineFeature } from './feature.ts';
import { completionsInString } from './string-completion.ts';
import { isImplicit } from './words.ts';

export const completion = defineFeature(
  CompletionRequest.type,
  { completionProvider: { triggerCharacters: ['.', '"', "'"], resolveProvider: true } },
  (snapshot, { textDocument: { uri }, position }) => {
    for (const inference of [certainly(snapshot), probably(snapshot)]) {
      const here = inference.at(uri, position);
      if (!here || here.path.length === 0) return null;
      const items = offered({ snapshot, inference, uri, position, ...here });
      if (items === undefined) return null;
      if (items.length > 0) return items;
    }
    return [];
  },
);

interface Here extends Place {
  readonly snapshot: Snapshot;
  readonly inference: Inference;
  readonly uri: string;
  readonly position: Position;
}

/** What may stand at the cursor; undefined where nothing of ours can. */
function offered(here: Here): CompletionItem[] | undefined {
  const { snapshot, inference, uri, position, path, env } = here;
  const leaf = path.at(-1);
  if (leaf?.kind === 'string') return [...completionsInString(snapshot, inference, uri, position, leaf, path, env)];
  const receiver = receiverOf(path, position, snapshot, uri);
  if (receiver) return [...attributes(here, inference.receiver(receiver, undefined, env), pythonKnows(receiver, here))];
  const call = path.findLast(n => n.kind === 'call');
  if (call?.kind !== 'call' || !isKeywordPlace(here, call) || callAround(path, position, uri, snapshot)) return undefined;
  return [...keywords(here, call)];
}

/** The expression before the dot at the cursor; undefined when there is no dot. */
function receiverOf(path: readonly Node[], position: Position, snapshot: Snapshot, uri: string): Expr | undefined {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  if (leaf?.kind === 'name' && parent?.kind === 'attribute' && parent.attr === leaf) return parent.value;
  const before = snapshot.lines(uri)?.line(position.line).slice(0, position.character) ?? '';
  if (!/\.\s*$/.test(before)) return undefined;
  const broken = path.findLast(n => n.kind === 'error');
  if (broken?.kind === 'error' && broken.child) return broken.child;
  return leaf?.kind === 'attribute' ? leaf.value : undefined;
}

/** The attributes of a value, implicit ones first; written ones only where no other tool offers them. */
function* attributes({ snapshot, inference }: Here, type: Type, pythonKnown: boolean): Generator<CompletionItem> {
  const seen = new Set<string>();
  for (const cls of classesOf(inference, type)) {
    for (const it of snapshot.project.relationships(cls)) if (isImplicit(it) || !pythonKnown) yield* once(relationshipItem(it), seen);
    if (!pythonKnown) for (const it of columns(cls)) yield* once(it, seen);
  }
  for (const it of possible(type))
    if (it.kind === 'row')
      for (const { cls } of it.items.filter(i => i.kind === 'instance'))
        yield* once({ label: cls.name, kind: CompletionItemKind.Field, detail: cls.name }, seen);
}

function* once(item: CompletionItem, seen: Set<string>): Generator<CompletionItem> {
  if (seen.has(item.label)) return;
  seen.add(item.label);
  yield item;
}

/** The mapped classes whose attributes a value has: of a mixin those that use it. */
const classesOf = (inference: Inference, type: Type): readonly MappedClass[] =>
  possible(type).flatMap(it => (it.kind === 'instance' || it.kind === 'class' ? [it.cls] : it.kind === 'object' ? mappedBelow(inference, it.cls) : []));

/** True behind `(` or `,` of a call, where a keyword argument can begin. */
function isKeywordPlace({ path, position, snapshot, uri }: Here, call: Call): boolean {
  const before = snapshot.lines(uri)?.line(position.line).slice(0, position.character) ?? '';
  // The value of a keyword argument.
  if (/=\s*$/.test(before)) return false;
  const leaf = path.at(-1);
  if (leaf === call || leaf?.kind === 'error') return position.line > call.func.range.end.line || position.character > call.func.range.end.character;
  return leaf?.kind === 'name' && call.args.some(a => a.value === leaf && !a.name);
}

/** Keyword arguments of `Post(...)`, `filter_by(...)`, `any(...)`. */
function* keywords(here: Here, call: Call): Generator<CompletionItem> {
  const { snapshot } = here;
  const cls = keywordClass(call, here);
  if (!cls) return;
  const given = new Set(call.args.flatMap(a => a.name?.id ?? []));
  for (const item of [...snapshot.project.relationships(cls).map(r => relationshipItem(r)), ...columns(cls)]) {
    if (given.has(item.label)) continue;
    yield { ...item, label: `${item.label}=`, filterText: item.label, insertText: `${item.label}=` };
  }
}

/**
 * True when a Python language server beside us can work the receiver out by itself, so that it lists the written attributes: it cannot follow
 * implicit attributes, nor relationships without `Mapped[...]`.
 */
function pythonKnows(receiver: Expr, { inference, env, snapshot, uri }: Here): boolean {
  if (!snapshot.pythonLanguageServer || snapshot.config(uri).navigation === 'all') return false;
  // What only names tell no other tool knows.
  if (inference.guessing) return false;
  for (let it: Expr | undefined = receiver; it; it = inner(it)) {
    if (it.kind !== 'attribute') continue;
    const of = inference.typeOf(it.value, env);
    const found = of.kind === 'instance' || of.kind === 'class' ? sole(snapshot.project.attribute(of.cls, it.attr.id)) : undefined;
    if (found?.kind === 'relationship' && (isImplicit(found.attribute) || !found.attribute.annotation)) return false;
  }
  return true;
}

const inner = (expr: Expr): Expr | undefined =>
  expr.kind === 'attribute' || expr.kind === 'subscript' || expr.kind === 'await' ? expr.value : expr.kind === 'call' ? expr.func : undefined;
