/** What the names in a template are: given where it is rendered, set in it, or passed on by other templates. */
import type { Position } from 'vscode-languageserver-protocol';
import { memo } from '../base/lazy.ts';
import { nothingGiven } from '../infer/context.ts';
import { Environment } from '../infer/environment.ts';
import type { Inference } from '../infer/infer.ts';
import { sitesOf } from '../infer/sites.ts';
import { otherType, possible, type Type, unknownType } from '../infer/types.ts';
import type { Macro } from '../syntax/jinja.ts';
import { filterPrefix } from '../syntax/jinja-expressions.ts';
import { walk } from '../syntax/locate.ts';
import type { Call } from '../syntax/tree.ts';
import { variable } from './renderings.ts';
import { bodiesOf, macroAt, type Source, type Templates } from './templates.ts';

/** Filters of Jinja that keep the items of what they are given, as functions of Python that do the same. */
const filters: Readonly<Record<string, string>> = {
  first: 'next',
  last: 'next',
  random: 'next',
  min: 'min',
  max: 'max',
  list: 'list',
  sort: 'sorted',
  unique: 'list',
  reverse: 'reversed',
  select: 'list',
  reject: 'list',
  selectattr: 'list',
  rejectattr: 'list',
};
/** Names that Jinja and Flask put into every template and that hold nothing mapped. */
const plain: ReadonlySet<string> = new Set(
  'loop self super caller varargs kwargs range lipsum dict cycler joiner namespace url_for config request session get_flashed_messages _ gettext ngettext'.split(
    ' ',
  ),
);

/** The names of templates as one inference sees them. */
export class TemplateVariables {
  readonly #templates: Templates;
  /** What tells of the Python code that renders them. */
  readonly inference: Inference;
  readonly #starts = new Map<Source, Environment | undefined>();

  constructor(templates: Templates, inference: Inference) {
    this.#templates = templates;
    this.inference = inference;
  }

  /** The names known at a position of a template, or at its end. */
  at(source: Source, position?: Position): Environment | undefined {
    const template = source.template();
    const start = memo(this.#starts, source, () => this.#start(source));
    const macro = position && macroAt(template, position);
    if (!start) return undefined;
    if (!macro) return this.inference.along(template.body, start, position);
    const inside = macro.params.reduce<Environment>(
      (env, param, i) =>
        env.bind(param.id, () => this.#once(`macro ${source.uri} ${macro.name.id} ${param.id}`, () => this.#parameter(source, macro, param.id, i))),
      start,
    );
    return this.inference.along(macro.body, inside, position);
  }

  #once(key: string, make: () => Type): Type {
    return this.inference.work.once(`template ${key}`, make);
  }

  /** Binds every name that the template reads: none of them is a name of a Python module. */
  #start(source: Source): Environment | undefined {
    const { snapshot, work } = this.inference;
    const [uri] = snapshot.uris;
    const module = uri === undefined ? undefined : snapshot.project.module(uri);
    if (!module) return undefined;
    const names = new Set<string>();
    for (const body of bodiesOf(source.template())) walk(body, node => node.kind === 'name' && names.add(node.id));
    let env = new Environment(module, work);
    for (const name of names) {
      const filter = name.startsWith(filterPrefix) ? filters[name.slice(filterPrefix.length)] : undefined;
      if (name.startsWith(filterPrefix)) env = env.bind(name, () => (filter === undefined ? unknownType : { kind: 'library', path: `builtins.${filter}` }));
      else env = env.bind(name, () => this.#once(`${source.uri} ${source.path} ${name}`, () => this.#variable(source, name)));
    }
    return env;
  }

  #variable(source: Source, name: string): Type {
    const inference = this.inference;
    const types: Type[] = [];
    const add = (type: Type | undefined): void => {
      if (type) types.push(type);
    };
    for (const rendering of source.rendered) {
      // Which of several files of one name a loader takes is not known.
      const only = rendering.names.every(n => this.#templates.named(n).length <= 1);
      const type = variable(rendering, name, inference);
      add(type && (only || inference.guessing) ? type : type && unknownType);
    }
    for (const { from, link } of this.#templates.linkedTo(source, 'include')) add(this.at(from, link.range.start)?.lookup(name));
    for (const { from } of this.#templates.linkedTo(source, 'extends')) add(this.at(from)?.lookup(name));
    if (types.length === 0) return this.#global(name);
    return types.reduce(inference.join);
  }

  /** What context processors give to every template. */
  #global(name: string): Type {
    const inference = this.inference;
    if (plain.has(name)) return otherType;
    if (name === 'current_user') return inference.fromValue({ kind: 'library', path: 'flask_login.current_user' });
    const { snapshot } = inference;
    for (const decorator of ['context_processor', 'app_context_processor']) {
      for (const uri of snapshot.mentioning(decorator)) {
        const tree = snapshot.tree(uri);
        const module = snapshot.project.module(uri);
        for (const func of (module && tree && sitesOf(tree).decorated.get(decorator)) ?? []) {
          const returned = module ? inference.returned(func, { module, frames: [] }, nothingGiven) : unknownType;
          for (const type of possible(returned)) {
            const entry = type.kind === 'collection' ? type.entries?.get(name) : undefined;
            if (entry) return entry;
          }
        }
      }
    }
    return unknownType;
  }

  /** What a parameter of a macro is given in all templates that call it. */
  #parameter(source: Source, macro: Macro, name: string, index: number): Type {
    const inference = this.inference;
    let found: Type | undefined;
    const from = (caller: Source, isMacro: (call: Call) => boolean): void => {
      for (const body of bodiesOf(caller.template())) {
        walk(body, node => {
          if (node.kind !== 'call' || !isMacro(node)) return;
          const given = node.args.find(a => a.name?.id === name) ?? node.args.filter(a => !a.name)[index];
          const env = given && this.at(caller, given.value.range.start);
          if (!given || !env) return;
          const type = given.star ? unknownType : inference.typeOf(given.value, env);
          found = found ? inference.join(found, type) : type;
        });
      }
    };
    const called = macro.name.id;
    from(source, ({ func }) => func.kind === 'name' && func.id === called);
    for (const { from: caller, link } of this.#templates.linkedTo(source, 'import')) {
      const local = link.names.find(n => n.name.id === called)?.alias.id;
      const module = link.alias?.id;
      from(caller, ({ func }) =>
        func.kind === 'name'
          ? func.id === local
          : func.kind === 'attribute' && func.attr.id === called && func.value.kind === 'name' && func.value.id === module,
      );
    }
    return found ?? unknownType;
  }
}
