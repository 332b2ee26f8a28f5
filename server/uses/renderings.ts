/** Where Python code renders templates, and with which variables. */
import type { Range } from 'vscode-languageserver-protocol';
import type { Inference } from '../infer/infer.ts';
import { lastName, sitesOf } from '../infer/sites.ts';
import { possible, type Type, unknownType } from '../infer/types.ts';
import { walk } from '../syntax/locate.ts';
import { isSpelled, rangeWithin } from '../syntax/string-ranges.ts';
import type { Argument, Call, Expr, Module, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** One call that renders a template. */
export interface Rendering {
  readonly uri: string;
  readonly call: Call;
  /** Names of templates, the first that exists is taken; empty for a template that is written in the call. */
  readonly names: readonly string[];
  /** The template itself, for `render_template_string("...")`. */
  readonly inline: Str | undefined;
  /** Keyword arguments, and dictionaries that are passed whole. */
  readonly given: readonly Argument[];
}

/** Flask's functions, Quart's, and Starlette's method (also FastAPI's). */
const byName: ReadonlySet<string> = new Set(['render_template', 'stream_template', 'render_template_async', 'TemplateResponse']);
const ofText: ReadonlySet<string> = new Set(['render_template_string', 'stream_template_string']);
const getters: ReadonlySet<string> = new Set(['get_template', 'select_template', 'get_or_select_template', 'from_string']);

/** All calls of the workspace that render a template whose name or text is written out. */
export function renderings(snapshot: Snapshot): readonly Rendering[] {
  const words = [...byName, ...ofText, ...getters];
  const uris = new Set(words.flatMap(word => snapshot.mentioning(word)));
  return [...uris].flatMap(uri => {
    const tree = snapshot.tree(uri);
    return tree ? inFile(uri, tree) : [];
  });
}

/** True for a file that may have templates in its strings. */
export const rendersText = (snapshot: Snapshot, uri: string): boolean => [...ofText, 'from_string'].some(word => snapshot.mentioning(word).includes(uri));

function inFile(uri: string, tree: Module): readonly Rendering[] {
  const { calls } = sitesOf(tree);
  const out: Rendering[] = [];
  const add = (call: Call, template: Expr | undefined, given: readonly Argument[], inline: boolean): void => {
    const names = inline ? [] : namesIn(template);
    const text = inline && template?.kind === 'string' ? template : undefined;
    if (names.length > 0 || text) out.push({ uri, call, names, inline: text, given });
  };
  for (const [name, found] of calls) {
    if (byName.has(name) || ofText.has(name)) {
      for (const call of found) {
        // `TemplateResponse(request, "x.html", {...})` and `TemplateResponse("x.html", {...})`
        const at = call.args.findIndex(a => namesIn(a.value).length > 0 && (!a.name || a.name.id === 'name' || a.name.id.startsWith('template')));
        add(
          call,
          call.args[at]?.value,
          call.args.filter((a, i) => i !== at && isContext(a)),
          ofText.has(name),
        );
      }
    } else if (name === 'render') {
      for (const call of found) {
        const template = call.func.kind === 'attribute' ? gotten(call.func.value, call, tree) : undefined;
        if (template) add(call, template.args[0]?.value, call.args.filter(isContext), lastName(template.func) === 'from_string');
      }
    }
  }
  return out;
}

/** Arguments that hold variables: keywords, `**context`, a dictionary, `context=...`. */
const isContext = ({ name, value, star }: Argument): boolean =>
  name !== undefined || star === '**' || value.kind === 'dict' || value.kind === 'name' || value.kind === 'call';

const namesIn = (expr: Expr | undefined): readonly string[] =>
  expr?.kind === 'string'
    ? [expr.value]
    : expr?.kind === 'list' || expr?.kind === 'tuple'
      ? expr.items.flatMap(i => (i.kind === 'string' ? [i.value] : []))
      : [];

/** The call that a template object comes from: itself, or what its name was last given before the rendering. */
function gotten(expr: Expr, before: Call, tree: Module): Call | undefined {
  if (expr.kind === 'call') return getters.has(lastName(expr.func)) ? expr : undefined;
  if (expr.kind !== 'name') return undefined;
  let found: Call | undefined;
  walk(tree.body, node => {
    if (node.kind !== 'assign' || node.value?.kind !== 'call' || node.range.start.line > before.range.start.line) return;
    if (getters.has(lastName(node.value.func)) && node.targets.some(t => t.kind === 'name' && t.id === expr.id)) found = node.value;
  });
  return found;
}

/** What a rendering gives a variable; undefined when it gives it nothing. */
export function variable({ uri, given }: Rendering, name: string, inference: Inference): Type | undefined {
  let found: Type | undefined;
  for (const argument of given) {
    const { value, star } = argument;
    const env = inference.at(uri, value.range.start)?.env;
    if (!env) continue;
    if (argument.name && argument.name.id !== 'context') {
      if (argument.name.id === name) return inference.typeOf(value, env);
      continue;
    }
    for (const type of possible(inference.typeOf(value, env))) {
      const entry = type.kind === 'collection' ? type.entries?.get(name) : undefined;
      // `**locals()` and dictionaries that are not seen whole may hold anything.
      if (entry) found = found ? inference.join(found, entry) : entry;
      else if (star || type.kind === 'unknown') found ??= unknownType;
    }
  }
  return found;
}

/** Where the offsets of a template written in a Python string stand; undefined when its characters do not stand one for one. */
export function rangesIn(string: Str): ((start: number, end: number) => Range) | undefined {
  return isSpelled(string) ? (start, end) => rangeWithin(string, start, end) ?? string.range : undefined;
}
