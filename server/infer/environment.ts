import { lazy } from '../base/lazy.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { Expr } from '../syntax/tree.ts';
import { elementOf, join, type Type, unknownType } from './types.ts';

interface Bound {
  /** A name, or a dotted path such as `self.user`. */
  readonly name: string;
  readonly type: () => Type;
  readonly next: Bound | undefined;
}

/** The names known at one place in the code. Never changed: each binding makes a new one, so that lazy types see the names of their time. */
export class Environment {
  readonly module: ModuleInfo;
  readonly #bound: Bound | undefined;
  readonly #outer: Environment | undefined;

  constructor(module: ModuleInfo, outer?: Environment, bound?: Bound) {
    this.module = module;
    this.#outer = outer;
    this.#bound = bound;
  }

  lookup(name: string): Type | undefined {
    for (let it = this.#bound; it; it = it.next) if (it.name === name) return it.type();
    return this.#outer?.lookup(name);
  }

  bind(name: string, type: () => Type): Environment {
    return new Environment(this.module, this.#outer, { name, type: lazy(type), next: this.#bound });
  }

  /** An environment for a nested scope. */
  inner(): Environment {
    return new Environment(this.module, this);
  }

  /** Binds what an assignment, loop or `with` gives to its target. */
  assign(target: Expr, type: () => Type): Environment {
    switch (target.kind) {
      case 'name':
        return this.bind(target.id, type);
      case 'attribute': {
        const path = dotted(target);
        return path === undefined ? this : this.bind(path, type);
      }
      case 'tuple':
      case 'list':
        return target.items.reduce<Environment>((env, item, i) => env.assign(item, () => part(type(), i)), this);
      case 'star':
        return target.value ? this.assign(target.value, () => unknownType) : this;
      default:
        return this;
    }
  }

  /** What holds after either of two branches that both began here. */
  merge(a: Environment, b: Environment): Environment {
    const names = new Set([...this.#since(a), ...this.#since(b)]);
    let env: Environment = this;
    for (const name of names) {
      env = env.bind(name, () => {
        const [x, y] = [a.lookup(name), b.lookup(name)];
        return x && y ? join(x, y) : (x ?? y ?? unknownType);
      });
    }
    return env;
  }

  #since(branch: Environment): readonly string[] {
    const names: string[] = [];
    for (let it = branch.#bound; it && it !== this.#bound; it = it.next) names.push(it.name);
    return names;
  }
}

function part(type: Type, index: number): Type {
  if (type.kind === 'tuple' || type.kind === 'row') return type.items[index] ?? unknownType;
  return elementOf(type);
}

/** `self.user` as a key; undefined for anything but names and attributes. */
export function dotted(expr: Expr): string | undefined {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind !== 'attribute') return undefined;
  const of = dotted(expr.value);
  return of === undefined ? undefined : `${of}.${expr.attr.id}`;
}
