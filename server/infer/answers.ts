/** The answers of inference with how sure they are and why: the door for features. */
import { memo } from '../base/lazy.ts';
import { definitionAt } from '../syntax/locate.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { dotted, type Environment } from './environment.ts';
import type { Certainty, Evidence } from './evidence.ts';
import { ownSettings } from './fields.ts';
import { supposed } from './guess.ts';
import { Inference } from './infer.ts';
import { possible, type Type } from './types.ts';

/** What an expression is. */
export interface Answer {
  readonly type: Type;
  readonly certainty: Certainty;
  /** The steps from the expression back to where its type is said. */
  readonly evidence: readonly Evidence[];
}

const certain = new WeakMap<Snapshot, Inference>();
const probable = new WeakMap<Snapshot, Inference>();

/** Inference that follows from the code alone, kept as long as no text changes. */
export const certainly = (snapshot: Snapshot): Inference => memo(certain, snapshot, () => new Inference(snapshot));

/**
 * The same for those who go through file after file: when very much has been worked out it is forgotten, so that the memory does not grow with the
 * workspace. Not to be asked for twice in the course of one question.
 */
export function certainlyInMany(snapshot: Snapshot): Inference {
  const inference = certainly(snapshot);
  if (inference.size <= maxKept) return inference;
  certain.delete(snapshot);
  return certainly(snapshot);
}

/** So many statements and types are kept: on large applications some 7 kB for each, with the names known there. */
const maxKept = 20_000;

/** Inference that takes names as hints as well: what it alone can tell is probable. */
export const probably = (snapshot: Snapshot): Inference => memo(probable, snapshot, () => new Inference(snapshot, true));

/** So many steps back are told. */
const maxSteps = 3;

/** Why an expression is taken for what it is, as this inference sees it; `attr` is what is read from it. */
export function explain(inference: Inference, expr: Expr, attr: string | undefined, env: Environment, steps = maxSteps): readonly Evidence[] {
  if (steps === 0) return [];
  const type = inference.typeOf(expr, env);
  const guessed = inference.guessing ? supposed(inference, type, expr, attr, env) : undefined;
  if (guessed) return [guessed.evidence];
  if (type.kind === 'unknown' || type.kind === 'none') return [];
  const { uri } = env.module;
  const path = dotted(expr);
  const origin = path === undefined ? undefined : env.origin(path);
  if (origin?.how === 'said') {
    const evidence = origin.evidence();
    return evidence ? [evidence] : [];
  }
  if (origin) {
    const text = (inference.snapshot.lines(origin.env.module.uri)?.slice(origin.node.range) ?? '').replace(/\s+/g, ' ');
    const line = origin.node.range.start.line + 1;
    const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
    const here: Evidence = { text: `${origin.how} \`${shown}\` at line ${line}`, at: { uri: origin.env.module.uri, range: origin.node.range } };
    return [here, ...explain(inference, origin.node, undefined, origin.env, steps - 1)];
  }
  switch (expr.kind) {
    case 'attribute': {
      const of = inference.receiver(expr.value, expr.attr.id, env);
      for (const one of possible(of)) {
        const [setting] = one.kind === 'object' ? ownSettings(inference, one.cls, expr.attr.id) : [];
        if (setting && one.kind === 'object')
          return [
            { text: `\`${expr.attr.id}\` is set at line ${setting.target.range.start.line + 1}`, at: { uri: one.cls.module.uri, range: setting.target.range } },
          ];
      }
      return explain(inference, expr.value, expr.attr.id, env, steps);
    }
    case 'call': {
      const [callee] = possible(inference.typeOf(expr.func, env));
      if (callee?.kind === 'function') {
        const tree = inference.snapshot.tree(callee.env.module.uri);
        const definition = tree && definitionAt(tree, callee.func.name);
        return definition ? [{ text: `returned by \`${callee.func.name.id}\``, at: { uri: callee.env.module.uri, range: definition.name.range } }] : [];
      }
      return expr.func.kind === 'attribute'
        ? explain(inference, expr.func.value, expr.func.attr.id, env, steps)
        : [{ text: 'made here', at: { uri, range: expr.range } }];
    }
    case 'subscript':
      return explain(inference, expr.value, undefined, env, steps);
    case 'await':
      return expr.value ? explain(inference, expr.value, attr, env, steps) : [];
    default:
      return [];
  }
}
