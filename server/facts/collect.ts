import type { Assign, Call, Expr, For, FunctionDef, Module, Name, Stmt } from '../syntax/tree.ts';
import type { Binding, ClassFact, Effect, FileFacts, FunctionFact, Guard, Scope } from './facts.ts';
import { mappingsIn } from './imperative.ts';
import { acts, madeClasses, mentions, Occurrences, pruned } from './prune.ts';

/** The facts of a file. Never throws, whatever the tree. */
export function collectFacts(uri: string, module: Module, text: string): FileFacts {
  const localClasses: ClassFact[] = [];
  const names = aliased(text, mapperWords);
  const file: Shared = { localClasses, names, speaks: new Occurrences(text, pattern(names)), declaredAttrs: aliased(text, ['declared_attr']) };
  const scope = new Collector('', file).scope(module.body);
  const isDeclared = (it: FunctionDef): boolean => it.decorators.some(d => isDeclaredAttr(d, file.declaredAttrs));
  const made = /\btype\s*\((?!\s*[\w.]+\s*\)(?!\s*\())|DeclarativeMeta\s*\(/.test(text)
    ? module.body.flatMap(s => (isWrittenOut(s) ? [] : madeClasses(s, isDeclared)))
    : [];
  const prepares = /\.prepare\s*\(/.test(text);
  const damagedClassNames = module.broken ? [...text.matchAll(/\bclass\s+(\w+)/g)].flatMap(m => m[1] ?? []) : [];
  const mappings = mappingsIn(module, text);
  return { uri, broken: module.broken, scope, localClasses, madeClasses: made, mappings, prepares, damagedClassNames };
}

/** `Post = type("Post", (Base,), namespace)`: the model always makes a class of that. */
function isWrittenOut(it: Stmt): boolean {
  if (it.kind !== 'assign' || it.value?.kind !== 'call' || it.value.func.kind !== 'name' || it.value.func.id !== 'type') return false;
  const [name, bases] = it.value.args.map(a => a.value);
  return name?.kind === 'string' && bases?.kind === 'tuple' && bases.items.every(b => b.kind === 'name' || b.kind === 'attribute');
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
        if (it.value.kind === 'call') this.#call(it.value);
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
        this.#for(it, inner);
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

  #call(call: Call): void {
    // Any function that a module calls may act on its classes; class bodies call few.
    if (this.#prefix === '' || effectCalls.has(lastName(call.func))) this.#effects.push({ kind: 'call', call });
    else if (call.func.kind === 'attribute' && isNamespace(call.func.value)) this.#effects.push({ kind: 'namespace', target: call.func });
  }

  #for(it: For, guard: Guard): void {
    this.#targets(it.target, guard);
    const before = this.#effects.length;
    this.#block(it.body, guard);
    this.#block(it.orElse, guard);
    const acts = this.#effects.length > before || (this.#file.speaks.in(it.range) && mentions(it, this.#file.names));
    if (this.#prefix !== '' || !acts) return;
    this.#effects.length = before;
    this.#effects.push({ kind: 'loop', loop: it });
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
      } else if (target.kind === 'tuple' && (value?.kind === 'call' || value?.kind === 'comprehension') && target.items.every(i => i.kind === 'name')) {
        for (const [i, name] of target.items.entries()) if (name.kind === 'name') this.#bindings.push({ kind: 'value', name, guard, value: item(value, i) });
      } else if (target.kind === 'subscript' && isNamespace(target.value)) this.#effects.push({ kind: 'namespace', target, ...(value ? { value } : {}) });
      else this.#targets(target, guard);
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
    return {
      name: it.name,
      qualname,
      ...(it.typeParams ? { typeParams: it.typeParams } : {}),
      args: it.args,
      decorators: it.decorators,
      scope,
      range: it.range,
    };
  }

  /** True for a short function that could make a table's or an attribute's name: `snake_case(name)`. */
  #mayName(it: FunctionDef): boolean {
    if (this.#prefix !== '' && !it.decorators.some(d => /^(?:static|class)method$/.test(lastName(d)))) return false;
    const { range, params, body, decorators } = it;
    const last = body.at(-1)?.kind;
    const ends = last === 'return' || last === 'if' || last === 'try' || last === 'with';
    return isShort(it) || (ends && range.end.line - range.start.line <= longest && params.length > 0 && decorators.length <= (this.#prefix === '' ? 0 : 1));
  }

  #function(it: FunctionDef): FunctionFact {
    const prefix = `${this.#prefix}${it.name.id}.<locals>.`;
    const inside = new Collector(prefix, this.#file).scope(it.body);
    for (const binding of inside.bindings) if (binding.kind === 'class') this.#file.localClasses.push(binding.cls);
    const declared = it.decorators.some(d => isDeclaredAttr(d, this.#file.declaredAttrs));
    const keep =
      declared || it.name.id === '__tablename__' || this.#mayName(it) || isFinder(it) || (this.#file.speaks.in(it.range) && mentions(it, this.#file.names));
    return {
      name: it.name,
      ...(it.typeParams ? { typeParams: it.typeParams } : {}),
      params: it.params,
      ...(it.returns ? { returns: it.returns } : {}),
      decorators: it.decorators,
      async: it.async,
      ...(keep ? { body: it.body } : {}),
      ...(declared && acts(it) ? { acts: true } : {}),
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

/** `value[index]`, which is what unpacking binds. */
const item = (value: Expr, index: number): Expr => ({
  kind: 'subscript',
  value,
  items: [{ value: { kind: 'number', value: index, range: value.range }, range: value.range }],
  range: value.range,
});

/** `locals()`, `globals()`, `vars()`. */
const isNamespace = (it: Expr): boolean =>
  it.kind === 'call' && it.func.kind === 'name' && /^(?:locals|globals|vars)$/.test(it.func.id) && it.args.length === 0;

/** Functions that make names are short. */
const longest = 20;

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
