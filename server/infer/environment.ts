import type { ModuleInfo } from '../model/modules.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Evidence } from './evidence.ts';
import { elementOf, neverType, type Type, unknownType } from './types.ts';
import type { Work } from './work.ts';

/** Where the value of a name comes from: an expression it was given, or what is said about it at once. */
export type Origin =
  | { readonly how: 'assigned from' | 'an item of' | 'entered with'; readonly node: Expr; readonly env: Environment }
  | { readonly how: 'said'; readonly evidence: () => Evidence | undefined };

interface Bound {
  /** A name, or a dotted path such as `self.user`. */
  readonly name: string;
  readonly type: () => Type;
  readonly origin: Origin | undefined;
  readonly next: Bound | undefined;
}

/** The names known at one place in the code. Never changed: each binding makes a new one, so that lazy types see the names of their time. */
export class Environment {
  readonly module: ModuleInfo;
  readonly work: Work;
  readonly #bound: Bound | undefined;
  readonly #outer: Environment | undefined;
  /** Some name bound in this scope is a dotted path. */
  readonly #paths: boolean;

  constructor(module: ModuleInfo, work: Work, outer?: Environment, bound?: Bound, paths = false) {
    this.module = module;
    this.work = work;
    this.#outer = outer;
    this.#bound = bound;
    this.#paths = paths;
  }

  lookup(name: string): Type | undefined {
    return this.#find(name)?.type();
  }

  /** Where the value under a name comes from; undefined when that is not one place. */
  origin(name: string): Origin | undefined {
    return this.#find(name)?.origin;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  #find(name: string): Bound | undefined {
    for (let it = this.#bound; it; it = it.next) if (it.name === name) return it;
    return this.#outer ? this.#outer.#find(name) : undefined;
  }

  bind(name: string, type: () => Type, origin?: Origin): Environment {
    return new Environment(
      this.module,
      this.work,
      this.#outer,
      { name, type: this.work.lazy(type), origin, next: this.#bound },
      this.#paths || name.includes('.'),
    );
  }

  /** An environment for a nested scope. */
  inner(): Environment {
    return new Environment(this.module, this.work, this);
  }

  /** Binds what an assignment, loop or `with` gives to its target. */
  assign(target: Expr, type: () => Type, origin?: Origin): Environment {
    switch (target.kind) {
      case 'name':
        return this.#forget(target.id).bind(target.id, type, origin);
      case 'attribute': {
        const path = dotted(target);
        return path === undefined ? this : this.#forget(path).bind(path, type, origin);
      }
      case 'tuple':
      case 'list': {
        const star = target.items.findIndex(i => i.kind === 'star');
        return target.items.reduce<Environment>((env, item, i) => {
          const at = star >= 0 && i > star ? i - target.items.length : i;
          return env.assign(item, () => (i === star ? this.#rest(type(), star, target.items.length) : part(type(), at)), origin);
        }, this);
      }
      case 'star':
        return target.value ? this.assign(target.value, type, origin) : this;
      default:
        return this;
    }
  }

  /** Drops what was known of the attributes of a name that now means something else. */
  #forget(path: string): Environment {
    if (!this.#paths) return this;
    let env: Environment = this;
    const prefix = `${path}.`;
    const seen = new Set<string>();
    for (let it = this.#bound; it; it = it.next) {
      if (!it.name.startsWith(prefix) || seen.has(it.name)) continue;
      seen.add(it.name);
      env = env.bind(it.name, () => unknownType);
    }
    return env;
  }

  /** What holds after either of two branches that both began here. */
  merge(a: Environment, b: Environment): Environment {
    const names = new Set([...this.#since(a), ...this.#since(b)]);
    let env: Environment = this;
    for (const name of names) {
      const [x, y] = [a.#find(name), b.#find(name)];
      const origin = x?.origin ?? y?.origin;
      // An attribute of something is only known in a branch that set it; a name that a branch does not bind cannot be read behind it.
      const absent = name.includes('.') ? unknownType : neverType;
      env = env.bind(name, () => this.work.join(x?.type() ?? absent, y?.type() ?? absent), origin);
    }
    return env;
  }

  /** What holds in the body of a loop: the names as they were before, or as its end left them. */
  loop(names: ReadonlySet<string>, end: () => Environment): Environment {
    let env: Environment = this;
    for (const name of names) {
      const before = this.#find(name);
      env = env.bind(
        name,
        () => {
          const first = before?.type() ?? neverType;
          return this.work.join(first, end().#find(name)?.type() ?? neverType);
        },
        before?.origin,
      );
    }
    return env;
  }

  /** What a starred target takes. */
  #rest(type: Type, star: number, count: number): Type {
    const of =
      type.kind === 'tuple' || type.kind === 'row'
        ? type.items.slice(star, type.items.length - (count - 1 - star)).reduce<Type>(this.work.join, neverType)
        : elementOf(type);
    return of.kind === 'unknown' ? unknownType : { kind: 'collection', of, container: 'list' };
  }

  #since(branch: Environment): readonly string[] {
    const names: string[] = [];
    for (let it = branch.#bound; it && it !== this.#bound; it = it.next) names.push(it.name);
    return names;
  }
}

function part(type: Type, index: number): Type {
  if (type.kind === 'tuple' || type.kind === 'row') return type.items.at(index) ?? unknownType;
  return elementOf(type);
}

/** `self.user` as a key; undefined for anything but names and attributes. */
export function dotted(expr: Expr): string | undefined {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind !== 'attribute') return undefined;
  const of = dotted(expr.value);
  return of === undefined ? undefined : `${of}.${expr.attr.id}`;
}
