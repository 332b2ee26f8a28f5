import { type CompletionItem, CompletionItemKind, CompletionRequest, type Position } from 'vscode-languageserver-protocol';
import { Inference } from '../infer/infer.ts';
import { callAround } from '../infer/roles.ts';
import type { Type } from '../infer/types.ts';
import { sole } from '../model/resolution.ts';
import type { Node } from '../syntax/locate.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { columns, relationshipItem } from './completion-items.ts';
import { defineFeature } from './feature.ts';
import { completionsInString } from './string-completion.ts';
import { isImplicit } from './words.ts';

export const completion = defineFeature(
  CompletionRequest.type,
  { completionProvider: { triggerCharacters: ['.', '"', "'"] } },
  (snapshot, { textDocument, position }) => {
    const inference = new Inference(snapshot);
    const here = inference.at(textDocument.uri, position);
    const leaf = here?.path.at(-1);
    if (!here || !leaf) return null;
    const { path } = here;
    if (leaf.kind === 'string') return [...completionsInString(snapshot, inference, textDocument.uri, position, leaf, path, here.env)];
    const receiver = receiverOf(path, position, snapshot, textDocument.uri);
    if (receiver)
      return [...attributes(snapshot, inference.typeOf(receiver, here.env), pythonKnows(receiver, inference, here.env, snapshot, textDocument.uri))];
    const call = path.findLast(n => n.kind === 'call');
    if (call?.kind === 'call' && isKeywordPlace(path, call, position)) {
      const callee = inference.typeOf(call.func, here.env);
      if (callAround(path, position, textDocument.uri, snapshot)) return null;
      const given = new Set(call.args.flatMap(a => a.name?.id ?? []));
      return [...keywords(snapshot, callee, given)];
    }
    return null;
  },
);

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

/** The attributes of a value, implicit ones first; `explicit` ones only where no other tool offers them. */
function* attributes(snapshot: Snapshot, type: Type, pythonKnown: boolean): Generator<CompletionItem> {
  const cls = type.kind === 'instance' || type.kind === 'class' ? type.cls : undefined;
  if (!cls) {
    if (type.kind === 'row')
      for (const it of type.items) if (it.kind === 'instance') yield { label: it.cls.name, kind: CompletionItemKind.Field, detail: it.cls.name };
    return;
  }
  for (const it of snapshot.project.relationships(cls)) if (isImplicit(it) || !pythonKnown) yield relationshipItem(it);
  if (pythonKnown) return;
  yield* columns(cls);
}

/** True behind `(` or `,` of a call, where a keyword argument can begin. */
function isKeywordPlace(path: readonly Node[], call: Extract<Node, { kind: 'call' }>, position: Position): boolean {
  const leaf = path.at(-1);
  if (leaf === call || leaf?.kind === 'error') return position.line > call.func.range.end.line || position.character > call.func.range.end.character;
  return leaf?.kind === 'name' && call.args.some(a => a.value === leaf && !a.name);
}

/** Keyword arguments of `Post(...)` and `filter_by(...)`. */
function* keywords(snapshot: Snapshot, callee: Type, given: ReadonlySet<string>): Generator<CompletionItem> {
  const byFilter =
    callee.kind === 'method' && callee.name === 'filter_by' && (callee.of.kind === 'query' || callee.of.kind === 'statement')
      ? callee.of.items.at(-1)
      : undefined;
  const cls = callee.kind === 'class' ? callee.cls : byFilter?.kind === 'instance' ? byFilter.cls : undefined;
  if (!cls) return;
  const items = [...[...snapshot.project.relationships(cls)].map(r => relationshipItem(r)), ...columns(cls)];
  for (const item of items) {
    if (given.has(item.label)) continue;
    yield { ...item, label: `${item.label}=`, filterText: item.label, insertText: `${item.label}=` };
  }
}

/**
 * True when a Python language server beside us can work the receiver out by itself, so that it lists the written attributes: it cannot follow
 * implicit attributes, nor relationships without `Mapped[...]`.
 */
function pythonKnows(receiver: Expr, inference: Inference, env: Parameters<Inference['typeOf']>[1], snapshot: Snapshot, uri: string): boolean {
  if (!snapshot.pythonLanguageServer || snapshot.config(uri).navigation === 'all') return false;
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
