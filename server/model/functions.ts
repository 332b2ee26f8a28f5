import type { ClassFact, FunctionFact } from '../facts/facts.ts';
import { walk } from '../syntax/locate.ts';
import type { Assign, Call, ClassDef, Expr, For, FunctionDef, Import, ImportFrom, Lambda, Param, Stmt, Try } from '../syntax/tree.ts';
import type { Happenings } from './happenings.ts';
import { Locals } from './locals.ts';
import { changeCollection } from './mutation.ts';
import { iterated } from './operators.ts';
import { bindParameters } from './parameters.ts';
import { type ClassSymbol, type Env, frozen, stringOf, truthOf, unknownValue, type Value, type Written, within, withoutClassBodies } from './values.ts';

/** What running functions asks of the evaluator. */
export interface Evaluating {
  evaluate(expr: Expr, env: Env): Value;
  /** The call with `*args` and `**kwargs` unfolded where they are known. */
  unfolded(call: Call, env: Env): { readonly node: Call; readonly env: Env };
  binary(op: string, left: Value, right: Value, node: Expr): Value;
  imported(it: Import | ImportFrom, env: Env): readonly (readonly [name: string, value: Value])[];
  /** The facts of a class statement in the body of a function. */
  localClass(it: ClassDef, env: Env): ClassFact | undefined;
  symbol(fact: ClassFact, env: Env): ClassSymbol;
  readonly happenings: Happenings;
}

/** How running statements ended; `lost` when they cannot be followed. */
type End =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'lost'; readonly why: string }
  | undefined;

const lost = (why: string): End => ({ kind: 'lost', why });

/** How many statements one function may take, those of the functions it calls included. */
const maxSteps = 20_000;
/** How deep functions may call one another. */
const maxDepth = 24;

/** Runs functions whose statements are simple. What it cannot follow is lost, with the reason; nothing is guessed. */
export class Functions {
  readonly #evaluator: Evaluating;
  #depth = 0;
  #steps = 0;

  constructor(evaluator: Evaluating) {
    this.#evaluator = evaluator;
  }

  /** What a function returns; `key` names this run. */
  call(func: FunctionFact, defined: Env, call: Call, env: Env, key: string, receiver: Value | undefined): Value {
    const { body } = func;
    if (!body) return unknownValue(`'${func.name.id}' is not simple enough to follow`);
    return this.#enter(func.params, defined, call, env, key, receiver, (locals, inner) => {
      const end = this.#block(body, locals, inner);
      if (end?.kind === 'return') return end.value;
      return end?.kind === 'lost' ? unknownValue(`'${func.name.id}' is not followed: ${end.why}`) : { kind: 'constant', value: null, node: func.name };
    });
  }

  callLambda(lambda: Lambda, defined: Env, call: Call, env: Env, key: string): Value {
    return this.#enter(lambda.params, defined, call, env, key, undefined, (_, inner) => this.#evaluator.evaluate(lambda.body, inner));
  }

  /** Runs a loop of a module's body; the reason when it cannot be followed. */
  loop(it: For, env: Env, key: string): string | undefined {
    const locals = new Locals();
    const value = this.#whole(() => {
      const end = this.#for(it, locals, within(env, locals, key), key);
      return end?.kind === 'lost' ? unknownValue(end.why) : { kind: 'constant', value: null, node: it.iter };
    });
    return value.kind === 'unknown' ? value.why : undefined;
  }

  #enter(
    params: readonly Param[],
    defined: Env,
    call: Call,
    env: Env,
    key: string,
    receiver: Value | undefined,
    run: (locals: Locals, inner: Env) => Value,
  ): Value {
    if (this.#depth > maxDepth) return unknownValue('functions that call one another too deeply');
    return this.#whole(() => {
      const locals = new Locals();
      const inner = within(withoutClassBodies(defined), locals, key);
      const wrong = bindParameters(params, defined, this.#evaluator.unfolded(call, env), receiver, locals, this.#evaluator);
      return wrong === undefined ? run(locals, inner) : unknownValue(wrong);
    });
  }

  /** Nothing of what happened counts when the end is not known. */
  #whole(run: () => Value): Value {
    const mark = this.#evaluator.happenings.mark();
    if (this.#depth === 0) this.#steps = 0;
    this.#depth++;
    try {
      const value = run();
      if (value.kind === 'unknown') this.#evaluator.happenings.forget(mark);
      return value;
    } finally {
      this.#depth--;
    }
  }

  #block(body: readonly Stmt[], locals: Locals, env: Env): End {
    for (const it of body) {
      if (++this.#steps > maxSteps) return lost('it takes too many steps');
      const end = this.#statement(it, locals, env);
      if (end) return end;
    }
    return undefined;
  }

  #statement(it: Stmt, locals: Locals, env: Env): End {
    switch (it.kind) {
      case 'assign':
        return this.#assign(it, locals, env);
      case 'expr':
        return it.value.kind === 'call' ? this.#do(it.value, locals, env) : isYield(it.value) ? lost('it is a generator') : undefined;
      case 'return':
        if (it.values.some(v => changes(v, locals))) return lost('it changes something in the midst of an expression');
        return {
          kind: 'return',
          value: it.values[0] ? this.#evaluator.evaluate(it.values[0], env) : { kind: 'constant', value: null, node: { kind: 'error', range: it.range } },
        };
      case 'if': {
        if (changes(it.test, locals)) return lost('it changes something in the midst of an expression');
        const test = truthOf(this.#evaluator.evaluate(it.test, env));
        // What is refused with an exception has not come about: the module would not have been imported.
        if (test === undefined && it.body.at(-1)?.kind === 'raise' && it.orElse.length === 0) return undefined;
        if (test === undefined) return this.#undecided(it.body, it.orElse, locals);
        return this.#block(test ? it.body : it.orElse, locals, env);
      }
      case 'for':
        return this.#for(it, locals, env, env.key ?? '');
      case 'class':
        return this.#class(it, locals, env);
      case 'function':
        locals.set(it.name.id, { kind: 'function', func: functionFact(it), env });
        return undefined;
      case 'import':
      case 'import-from':
        if (it.kind === 'import-from' && it.star) return lost('a star import in a function');
        for (const [name, value] of this.#evaluator.imported(it, env)) locals.set(name, value);
        return undefined;
      case 'try':
        return this.#try(it, locals, env);
      case 'with':
        if (it.items.some(i => i.target)) return lost("a 'with' that binds names");
        return this.#block(it.body, locals, env);
      case 'pass':
      case 'assert':
        return undefined;
      case 'break':
      case 'continue':
        return { kind: it.kind };
      case 'raise':
        return lost('it raises an exception');
      default:
        return lost(`it holds '${it.kind}'`);
    }
  }

  /** What was tried is known when it can be followed; then no handler is entered. */
  #try(it: Try, locals: Locals, env: Env): End {
    const end = this.#block(it.body, locals, env) ?? this.#block(it.orElse, locals, env);
    if (end?.kind === 'lost' || (end?.kind === 'return' && end.value.kind === 'unknown')) return lost("a 'try' whose end is not known");
    return this.#block(it.finally, locals, env) ?? end;
  }

  /** A branch that is not decided: what it assigns is not known afterwards; anything more is lost. */
  #undecided(body: readonly Stmt[], orElse: readonly Stmt[], locals: Locals): End {
    for (const it of [...body, ...orElse]) {
      if (it.kind === 'pass' || it.kind === 'raise') continue;
      if (it.kind !== 'assign' || !it.targets.every(t => t.kind === 'name')) return lost('it depends on a condition');
      for (const target of it.targets) if (target.kind === 'name') locals.set(target.id, unknownValue('depends on a condition'));
    }
    return undefined;
  }

  #for(it: For, locals: Locals, env: Env, key: string): End {
    const values = iterated(this.#evaluator.evaluate(it.iter, env), it.iter);
    if (!values || it.async) return lost('a loop over something that is not known');
    const { start } = it.range;
    for (const [i, value] of values.entries()) {
      if (++this.#steps > maxSteps) return lost('it takes too many steps');
      // Each turn is a run of its own.
      const turn: Env = { ...env, key: `${key}>${env.module.uri}#${start.line}:${start.character}[${i}]` };
      const end = this.#unpack(it.target, value, locals, turn) ?? this.#block(it.body, locals, turn);
      if (end?.kind === 'break') return undefined;
      if (end && end.kind !== 'continue') return end;
    }
    return this.#block(it.orElse, locals, env);
  }

  #class(it: ClassDef, locals: Locals, env: Env): End {
    const fact = this.#evaluator.localClass(it, env);
    if (!fact) return lost('a class that was not read');
    const cls = this.#evaluator.symbol(fact, frozen(env));
    locals.set(it.name.id, { kind: 'class', cls });
    this.#evaluator.happenings.add({ kind: 'class', cls });
    return undefined;
  }

  #assign(it: Assign, locals: Locals, env: Env): End {
    if (!it.value) return undefined;
    if (isYield(it.value)) return lost('it is a generator');
    const taken = this.#take(it.value, locals, env);
    if (!taken && changes(it.value, locals)) return lost('it changes something in the midst of an expression');
    let value = taken ?? this.#evaluator.evaluate(it.value, env);
    if (it.augmented) {
      const [target] = it.targets;
      if (target?.kind !== 'name') return lost('it changes a part of something in place');
      const old = this.#evaluator.evaluate(target, env);
      value = this.#evaluator.binary(it.op ?? '?', old, value, it.value);
      // A list is changed in place, under all its names.
      if (old.kind === 'sequence' && !old.tuple && locals.has(target.id))
        return locals.change(old, value) ? undefined : lost('it changes a list that it was given');
    }
    for (const target of it.targets) {
      const end = this.#unpack(target, value, locals, env, { node: it.value, env });
      if (end) return end;
    }
    return undefined;
  }

  /** `options.pop("name", None)` and `options.setdefault("name", "x")`: what they give, and the dict without or with it. */
  #take(expr: Expr, locals: Locals, env: Env): Value | undefined {
    if (expr.kind !== 'call' || expr.func.kind !== 'attribute' || (expr.func.attr.id !== 'pop' && expr.func.attr.id !== 'setdefault')) return undefined;
    const of = this.#evaluator.evaluate(expr.func.value, env);
    const [key, fallback] = expr.args.map(a => this.#evaluator.evaluate(a.value, env));
    const name = stringOf(key);
    if (of.kind !== 'dict' || name === undefined || expr.args.some(a => a.name || a.star)) return undefined;
    const given = expr.args.map(a => ({ node: a.value, env: frozen(env) }));
    const now = changeCollection(of, expr.func.attr.id, key && fallback ? [key, fallback] : key ? [key] : [], given);
    if (!now || !locals.change(of, now)) return undefined;
    return of.entries.get(name)?.value ?? (of.open || !fallback ? unknownValue('an item that is not known') : fallback);
  }

  /** Binds a target to a value: a name, names in brackets, an attribute of a class, an item of a dict. */
  #unpack(target: Expr, value: Value, locals: Locals, env: Env, written?: Written): End {
    switch (target.kind) {
      case 'name':
        locals.set(target.id, value);
        return undefined;
      case 'tuple':
      case 'list': {
        const items = iterated(value, target);
        if (items && items.length !== target.items.length) return lost('it unpacks another number of values');
        for (const [i, item] of target.items.entries()) {
          const end = this.#unpack(item, items?.[i] ?? unknownValue('an unpacked sequence'), locals, env);
          if (end || item.kind === 'star') return end ?? lost('it unpacks with a star');
        }
        return undefined;
      }
      case 'attribute': {
        const of = this.#evaluator.evaluate(target.value, env);
        if (of.kind === 'class') this.#set(of.cls, target.attr.id, { node: target.attr, env }, value, locals);
        else if (of.kind === 'unknown' || of.kind === 'call') return lost(`it sets '${target.attr.id}' of something that is not followed`);
        return undefined;
      }
      case 'subscript': {
        const of = this.#evaluator.evaluate(target.value, env);
        const index = target.items[0] && this.#evaluator.evaluate(target.items[0].value, env);
        if (isGlobals(of)) return undefined;
        const now = changeCollection(
          of,
          '__setitem__',
          [index ?? unknownValue('an item'), value],
          [target.items[0]?.value ?? target, written?.node ?? target].map(node => ({ node, env: frozen(env) })),
        );
        return now && locals.change(of, now) ? undefined : lost('it changes something that it was given');
      }
      default:
        return lost('an assignment that is not followed');
    }
  }

  #set(cls: ClassSymbol, name: string | undefined, at: Written, value: Value, locals: Locals): void {
    if (name !== undefined) locals.setAttribute(cls, name, value);
    this.#evaluator.happenings.add({ kind: 'set', cls, name, at: { node: at.node, env: frozen(at.env) }, value });
  }

  /** A call that stands alone: it is made for what it does. */
  #do(call: Call, locals: Locals, env: Env): End {
    const { func } = call;
    if (call.args.some(a => changes(a.value, locals))) return lost('it changes something in the midst of an expression');
    if (func.kind === 'attribute') {
      const of = this.#evaluator.evaluate(func.value, env);
      if (of.kind === 'sequence' || of.kind === 'dict') {
        const { node, env: from } = this.#evaluator.unfolded(call, env);
        if (node.args.some(a => a.star)) return lost(`it calls '${func.attr.id}' with arguments that are not known`);
        const given = node.args.map(a => ({ node: a.value, env: frozen(from), ...(a.name ? { name: a.name } : {}) }));
        const now = changeCollection(
          of,
          func.attr.id,
          given.map(g => this.#evaluator.evaluate(g.node, g.env)),
          given,
        );
        if (now && locals.change(of, now)) return undefined;
        return lost(`it changes something with '${func.attr.id}'`);
      }
    }
    const callee = this.#evaluator.evaluate(func, env);
    const args = call.args.map(a => a.value);
    if (callee.kind === 'library' && callee.path === 'builtins.setattr' && args.length === 3 && args[0] && args[1] && args[2]) {
      const of = this.#evaluator.evaluate(args[0], env);
      if (of.kind !== 'class') return lost("it calls 'setattr' on something that is not followed");
      this.#set(of.cls, stringOf(this.#evaluator.evaluate(args[1], env)), { node: args[1], env }, this.#evaluator.evaluate(args[2], env), locals);
      return undefined;
    }
    const mark = this.#evaluator.happenings.mark();
    const value = this.#evaluator.evaluate(call, env);
    this.#evaluator.happenings.discard(mark);
    if (value.kind === 'unknown' && callee.kind === 'function') return lost(value.why);
    if (value.kind === 'call') {
      // What is not followed may change the lists, dicts and classes it is given.
      if (!isHarmless(callee) && call.args.some(a => ['class', 'dict', 'sequence'].includes(this.#evaluator.evaluate(a.value, env).kind)))
        return lost('it calls something that is not followed');
      this.#evaluator.happenings.add({ kind: 'value', value });
    }
    return undefined;
  }
}

const isYield = (it: Expr): boolean => it.kind === 'yield' || it.kind === 'yield-from' || it.kind === 'await';

/** True when evaluating the expression changes a list or dict of the function, or binds a name. */
function changes(expr: Expr, locals: Locals): boolean {
  let found = expr.kind === 'walrus';
  walk([expr], node => {
    if (node.kind === 'walrus') found = true;
    if (node.kind !== 'call' || node.func.kind !== 'attribute' || !changing.test(node.func.attr.id)) return;
    const of = node.func.value.kind === 'name' ? locals.get(node.func.value.id)?.kind : undefined;
    if (of === 'dict' || of === 'sequence') found = true;
  });
  return found;
}

const changing = /^(?:pop|popitem|setdefault|update|append|extend|insert|remove|clear|sort|reverse)$/;

const isGlobals = (it: Value): boolean => it.kind === 'call' && it.callee.kind === 'library' && it.callee.path === 'builtins.globals';

/** Calls that only tell somebody something, and constructors of SQLAlchemy's. */
const isHarmless = (callee: Value): boolean =>
  callee.kind === 'library'
    ? /^(?:builtins\.print|warnings\.|logging\.|sqlalchemy\.)/.test(callee.path)
    : callee.kind === 'member' && /^(?:debug|info|warning|error|exception|log|Table|Index)$/.test(callee.name);

/** A function statement in the body of a function that is kept. */
const functionFact = (it: FunctionDef): FunctionFact => ({
  name: it.name,
  params: it.params,
  ...(it.returns ? { returns: it.returns } : {}),
  decorators: it.decorators,
  async: it.async,
  body: it.body,
});
