import type { Assign, Expr, FunctionDef, Module, Name, Stmt } from '../syntax/tree.ts';
import type { Binding, ClassFact, Effect, FileFacts, FunctionFact, Guard, Scope } from './facts.ts';
import { makesClass, mentions, Occurrences, pruned } from './prune.ts';

/** The facts of a file. Never throws, whatever the tree. */
export function collectFacts(uri: string, module: Module, text: string): FileFacts {
  const localClasses: ClassFact[] = [];
  const names = aliased(text, mapperWords);
  const file: Shared = { localClasses, names, speaks: new Occurrences(text, pattern(names)), declaredAttrs: aliased(text, ['declared_attr']) };
  const scope = new Collector('', file).scope(module.body);
  const dynamicClasses = /\btype\s*\([^()]*,/.test(text) && module.body.some(makesClass);
  const damagedClassNames = module.broken ? [...text.matchAll(/\bclass\s+(\w+)/g)].flatMap(m => m[1] ?? []) : [];
  return { uri, broken: module.broken, scope, localClasses, dynamicClasses, damagedClassNames };
}

/** Words that make a function worth following: its result may be a mapped thing. */
const mapperWords: readonly string[] =
  'relationship relation dynamic_loader backref Column mapped_column ForeignKey Table declarative_base DeclarativeBase Relationship Field synonym column_property setattr type'.split(
    ' ',
  );
const pattern = (words: Iterable<string>): RegExp => new RegExp(`\\b(?:${[...words].join('|')})\\b`, 'g');

/** The words and what the text calls them by `import ... as`. */
const aliased = (text: string, words: readonly string[]): ReadonlySet<string> =>
  new Set([...words, ...[...text.matchAll(new RegExp(`\\b(?:${words.join('|')})\\s+as\\s+(\\w+)`, 'g'))].flatMap(m => m[1] ?? [])]);
const effectCalls: ReadonlySet<string> = new Set(
  'mapper map_imperatively add_property add_mapped_attribute setattr map_declaratively prepare mapped append_column append_constraint'.split(' '),
);

/** What the collectors of one file share. */
interface Shared {
  readonly localClasses: ClassFact[];
  /** The mapper words by all names that the file has for them. */
  readonly names: ReadonlySet<string>;
  readonly speaks: Occurrences;
  /** The names of `declared_attr`. */
  readonly declaredAttrs: ReadonlySet<string>;
}

class Collector {
  readonly #prefix: string;
  readonly #file: Shared;
  readonly #bindings: Binding[] = [];
  readonly #stars: Scope['stars'][number][] = [];
  readonly #effects: Effect[] = [];

  constructor(prefix: string, file: Shared) {
    this.#prefix = prefix;
    this.#file = file;
  }

  scope(body: readonly Stmt[]): Scope {
    this.#block(body, 'always');
    return { bindings: this.#bindings, stars: this.#stars, effects: this.#effects };
  }

  #block(body: readonly Stmt[], guard: Guard): void {
    for (const statement of body) this.#statement(statement, guard);
  }

  #statement(it: Stmt, guard: Guard): void {
    const inner: Guard = guard === 'always' ? 'conditional' : guard;
    switch (it.kind) {
      case 'class': {
        const cls = this.#class(it);
        this.#bindings.push({ kind: 'class', name: it.name, guard, cls });
        return;
      }
      case 'function':
        this.#bindings.push({ kind: 'function', name: it.name, guard, func: this.#function(it) });
        return;
      case 'assign':
        this.#assign(it, guard);
        return;
      case 'import':
        for (const { path, alias } of it.names) {
          const [first] = path;
          if (!first) continue;
          const module = alias ? path.map(n => n.id).join('.') : first.id;
          this.#bindings.push({ kind: 'import', name: alias ?? first, guard, level: 0, module });
        }
        return;
      case 'import-from': {
        const module = it.module.map(n => n.id).join('.');
        if (it.star) this.#stars.push({ level: it.level, module, guard });
        for (const { name, alias } of it.names) this.#bindings.push({ kind: 'import', name: alias ?? name, guard, level: it.level, module, attr: name });
        return;
      }
      case 'expr':
        if (it.value.kind === 'call' && effectCalls.has(lastName(it.value.func))) this.#effects.push({ kind: 'call', call: it.value });
        this.#walruses(it.value, guard);
        return;
      case 'if': {
        const [yes, no] = isTypeChecking(it.test)
          ? (['type-checking', guard] as const)
          : isNotTypeChecking(it.test)
            ? ([guard, 'type-checking'] as const)
            : [inner, inner];
        this.#block(it.body, yes);
        this.#block(it.orElse, no);
        return;
      }
      case 'try':
        this.#block(it.body, inner);
        for (const handler of it.handlers) {
          const rescue: Guard = guard === 'type-checking' ? guard : 'fallback';
          if (handler.name) this.#opaque(handler.name, rescue);
          this.#block(handler.body, rescue);
        }
        this.#block(it.orElse, inner);
        this.#block(it.finally, guard);
        return;
      case 'for':
        if (this.#file.speaks.in(it.range) && mentions(it, this.#file.names)) this.#effects.push({ kind: 'loop', loop: it });
        this.#targets(it.target, inner);
        this.#block(it.body, inner);
        this.#block(it.orElse, inner);
        return;
      case 'while':
        this.#block(it.body, inner);
        this.#block(it.orElse, inner);
        return;
      case 'with':
        for (const { target } of it.items) if (target) this.#targets(target, guard);
        this.#block(it.body, guard);
        return;
      case 'match':
        for (const { captures, body } of it.cases) {
          for (const name of captures) this.#opaque(name, inner);
          this.#block(body, inner);
        }
        return;
      case 'del':
        for (const value of it.values) this.#targets(value, guard);
        return;
      default:
    }
  }

  #assign(it: Assign, guard: Guard): void {
    const value = it.value ? pruned(it.value) : undefined;
    for (const target of it.targets) {
      if (target.kind === 'name') {
        if (it.augmented) this.#opaque(target, guard);
        else this.#bindings.push({ kind: 'value', name: target, guard, ...(value ? { value } : {}), ...(it.annotation ? { annotation: it.annotation } : {}) });
      } else if (target.kind === 'attribute' && value && !it.augmented)
        this.#effects.push({ kind: 'set', target: target.value, attr: target.attr, value, guard });
      else if (target.kind === 'tuple' && value?.kind === 'tuple' && target.items.length === value.items.length) {
        target.items.forEach((item, i) => {
          const part = value.items[i];
          if (item.kind === 'name' && part) this.#bindings.push({ kind: 'value', name: item, guard, value: part });
          else this.#targets(item, guard);
        });
      } else this.#targets(target, guard);
    }
  }

  #targets(target: Expr, guard: Guard): void {
    if (target.kind === 'name') this.#opaque(target, guard);
    else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) this.#targets(item, guard);
    else if (target.kind === 'star' && target.value) this.#targets(target.value, guard);
  }

  #walruses(value: Expr, guard: Guard): void {
    if (value.kind === 'walrus') this.#opaque(value.target, guard);
  }

  #opaque(name: Name, guard: Guard): void {
    this.#bindings.push({ kind: 'opaque', name, guard });
  }

  #class(it: Extract<Stmt, { kind: 'class' }>): ClassFact {
    const qualname = this.#prefix + it.name.id;
    const scope = new Collector(`${qualname}.`, this.#file).scope(it.body);
    return { name: it.name, qualname, args: it.args, decorators: it.decorators, scope, range: it.range };
  }

  #function(it: FunctionDef): FunctionFact {
    const prefix = `${this.#prefix}${it.name.id}.<locals>.`;
    const inside = new Collector(prefix, this.#file).scope(it.body);
    for (const binding of inside.bindings) if (binding.kind === 'class') this.#file.localClasses.push(binding.cls);
    const keep =
      (isShort(it) && (this.#prefix === '' || it.decorators.some(d => lastName(d) === 'classmethod' || lastName(d) === 'staticmethod'))) ||
      it.decorators.some(d => isDeclaredAttr(d, this.#file.declaredAttrs)) ||
      it.name.id === '__tablename__' ||
      isFinder(it) ||
      (this.#file.speaks.in(it.range) && mentions(it, this.#file.names));
    return {
      name: it.name,
      params: it.params,
      ...(it.returns ? { returns: it.returns } : {}),
      decorators: it.decorators,
      async: it.async,
      ...(keep ? { body: it.body } : {}),
    };
  }
}

/** True for a function of a few statements that ends with a `return`: it may pass on what another one makes, `def key(): return String(36)`. */
function isShort({ body }: FunctionDef): boolean {
  const last = body.at(-1);
  return body.length <= 3 && last?.kind === 'return' && last.values.length > 0;
}

/** `def target(): return Post`, with or without an import before: relationship() takes such functions for its target. */
const isFinder = ({ params, body }: FunctionDef): boolean =>
  params.length === 0 &&
  body.length <= 3 &&
  body.every(
    it => it.kind === 'import' || it.kind === 'import-from' || (it.kind === 'return' && (it.values[0]?.kind === 'name' || it.values[0]?.kind === 'attribute')),
  );

function lastName(expr: Expr): string {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind === 'attribute') return expr.attr.id;
  // `registry.mapped(Cls)` and `mapper_registry.mapped_as_dataclass(...)(Cls)`
  return expr.kind === 'call' ? lastName(expr.func) : '';
}

const isTypeChecking = (test: Expr): boolean => lastName(test) === 'TYPE_CHECKING';
const isNotTypeChecking = (test: Expr): boolean => test.kind === 'unary' && test.op === 'not' && isTypeChecking(test.value);

/** `@declared_attr`, `@declared_attr.cascading`, `@declared_attr.directive`, `@orm.declared_attr`. */
function isDeclaredAttr(decorator: Expr, names: ReadonlySet<string>): boolean {
  const name = lastName(decorator);
  return (
    names.has(name) ||
    name === 'declared_mixin' ||
    ((name === 'cascading' || name === 'directive') && decorator.kind === 'attribute' && isDeclaredAttr(decorator.value, names))
  );
}
