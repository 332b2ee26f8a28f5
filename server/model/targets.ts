import { parseInside } from '../syntax/parse.ts';
import { dottedPath, hasStringAnnotations, type MappedAnnotation } from './annotations.ts';
import type { Conditions } from './conditions.ts';
import type { Evaluator } from './evaluate.ts';
import { callOf, libraryPath } from './library.ts';
import type { Given } from './mapped.ts';
import type { Mapper } from './mapper.ts';
import type { Mapping } from './mapping.ts';
import type { Names } from './names.ts';
import { none, one, type Resolution, unknown } from './resolution.ts';
import { type Env, isNone, stringOf, type Table, type Value } from './values.ts';

/** Finds the classes and tables that the arguments and annotations of relationships name. */
export class Targets {
  readonly #evaluator: Evaluator;
  readonly #mapping: Mapping;
  readonly #names: Names;
  readonly #conditions: Conditions;

  constructor(evaluator: Evaluator, mapping: Mapping, names: Names, conditions: Conditions) {
    this.#evaluator = evaluator;
    this.#mapping = mapping;
    this.#names = names;
    this.#conditions = conditions;
  }

  /** What the value given as target leads to. */
  target({ node, env }: Given, owner: Mapper): Resolution<Mapper> {
    const value = this.#evaluator.evaluate(node, env);
    return this.#targetOf(value, owner, 4);
  }

  #targetOf(value: Value, owner: Mapper, depth: number): Resolution<Mapper> {
    if (depth === 0) return unknown('the target is computed');
    switch (value.kind) {
      case 'class': {
        const mapper = this.#mapping.of(value.cls);
        return mapper ? one(mapper) : unknown(`'${value.cls.fact.name.id}' is not known to be mapped`);
      }
      case 'constant':
        return typeof value.value === 'string' ? this.#byString(value.value, owner) : unknown('the target is no class');
      case 'lambda': {
        const result = this.#evaluator.evaluate(value.node.body, value.env);
        // Only a string that is given itself is looked up.
        return stringOf(result) === undefined ? this.#targetOf(result, owner, depth - 1) : unknown('the target is no class');
      }
      case 'function': {
        const result = this.#evaluator.invoke(value.func, value.env);
        return this.#targetOf(result, owner, depth - 1);
      }
      case 'member':
        // `A.__mapper__` and `A.__mapper__.class_`
        if (value.name === '__mapper__' || value.name === 'class_') return this.#targetOf(value.of, owner, depth - 1);
        return unknown('the target is computed');
      case 'call': {
        const name = callOf(value);
        const first = value.node.args[0];
        const maps = name === 'mapper' || (value.callee.kind === 'member' && value.callee.name === 'map_imperatively');
        if ((maps || name === 'aliased' || name === 'class_mapper' || name === 'inspect' || libraryPath(value.callee).endsWith('.lazy')) && first)
          return this.#targetOf(this.#evaluator.evaluate(first.value, value.env), owner, depth - 1);
        return unknown('the target is computed');
      }
      case 'library':
        return unknown(`'${value.path}' is not in the workspace`);
      case 'unknown':
        return unknown(value.why);
      default:
        return unknown('the target is computed');
    }
  }

  #byString(text: string, owner: Mapper): Resolution<Mapper> {
    const trimmed = text.trim();
    const found = this.#names.lookup(owner, trimmed);
    if (found.kind === 'one') return found.value.kind === 'class' ? one(found.value.mapper) : unknown('it names a table');
    if (found.kind === 'many') return { kind: 'many', candidates: found.candidates.flatMap(c => (c.kind === 'class' ? [c.mapper] : [])) };
    if (found.kind === 'none' && !/^[\w.]+$/.test(trimmed)) return unknown('an expression that is not followed');
    return found;
  }

  /** The class an annotation names; names resolve through the module first, then through the registry. */
  annotated(annotation: MappedAnnotation, owner: Mapper, env: Env): Resolution<Mapper> {
    if (annotation.quotedGeneric) return unknown('a string that holds a generic type');
    const expr = annotation.target?.kind === 'string' ? parseInside(annotation.target) : annotation.target;
    if (!expr) return unknown('the annotation is not understood');
    const path = dottedPath(expr);
    // `type["Post"]`-like leftovers and unions of several classes are not relationship targets.
    if (path === undefined) return unknown('the annotation is not understood');
    // What is a string by then is read when the class has its name.
    const late = annotation.target?.kind === 'string' || hasStringAnnotations(env, this.#evaluator);
    const value = this.#evaluator.evaluate(expr, late ? this.#evaluator.moduleEnv(env.module) : env);
    if (value.kind === 'class') {
      // Of a string only the name of the class is kept, and looked up among all (util/typing.py, `resolve_name_to_real_class_name`).
      const same = late && owner.registry.flavor !== 'sqlmodel' ? this.#names.classNamed(owner, value.cls.fact.name.id) : none;
      return same.kind === 'many' ? same : this.#targetOf(value, owner, 2);
    }
    const named = this.#names.lookup(owner, path);
    if (named.kind === 'one' && named.value.kind === 'class') return one(named.value.mapper);
    if (named.kind === 'many') return { kind: 'many', candidates: named.candidates.flatMap(c => (c.kind === 'class' ? [c.mapper] : [])) };
    if (value.kind === 'library' && !value.path.startsWith('builtins.')) return unknown(`'${value.path}' is not in the workspace`);
    return named.kind === 'none' ? none : unknown('the annotation is not understood');
  }

  /** The table given as `secondary`; undefined for None. */
  secondary({ node, env }: Given, owner: Mapper): Resolution<Table> | undefined {
    let value = this.#evaluator.evaluate(node, env);
    if (value.kind === 'lambda') value = this.#evaluator.evaluate(value.node.body, value.env);
    if (value.kind === 'function') value = this.#evaluator.invoke(value.func, value.env);
    // `secondary=Models.link` with `link = None` in the class waits for somebody to set it.
    if (isNone(value)) return node.kind === 'attribute' ? unknown('it is set at run time') : undefined;
    const text = stringOf(value);
    if (text !== undefined) {
      const found = this.#names.lookup(owner, text);
      if (found.kind === 'one' && found.value.kind === 'table') return one(found.value.table);
      const expr = found.kind === 'none' ? parseInside({ kind: 'string', value: text, range: node.range }) : undefined;
      const table = expr && expr.kind !== 'name' ? this.#conditions.tableOf(this.#evaluator.evaluate(expr, this.#names.stringEnv(owner, env))) : undefined;
      if (table) return one(table);
      return found.kind === 'none' ? none : unknown(found.kind === 'unknown' ? found.why : 'it names a class');
    }
    const table = this.#conditions.tableOf(value);
    if (table) return one(table);
    return unknown(value.kind === 'unknown' ? value.why : value.kind === 'class' ? 'it is a class' : 'the table is computed');
  }
}
