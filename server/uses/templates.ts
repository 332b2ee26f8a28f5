/** The Jinja templates of a workspace and how they belong together. */
import type { Position } from 'vscode-languageserver-protocol';
import { lazy, memo } from '../base/lazy.ts';
import { comparePositions } from '../base/ranges.ts';
import { Lines } from '../base/text.ts';
import { type Link, type Macro, parseTemplate, type RangeOf, type Template } from '../syntax/jinja.ts';
import type { Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type Rendering, rangesIn, renderings } from './renderings.ts';

/** A template in a file of its own, or in a string of a Python file. */
export interface Source {
  readonly uri: string;
  /** Below the workspace folder; empty for one in a string. */
  readonly path: string;
  readonly text: string;
  readonly rangeOf: RangeOf;
  readonly template: () => Template;
  /** The calls that are known to render it. */
  readonly rendered: Rendering[];
}

/** All templates, read when the first is asked for. */
export class Templates {
  readonly #sources: () => readonly Source[];
  readonly #named = new Map<string, readonly Source[]>();

  constructor(snapshot: Snapshot) {
    this.#sources = lazy(() => this.#read(snapshot));
  }

  get all(): readonly Source[] {
    return this.#sources();
  }

  #read(snapshot: Snapshot): readonly Source[] {
    const files = snapshot.templates().flatMap(({ uri, path, text: read }) => {
      const text = read();
      if (text === undefined) return [];
      const lines = lazy(() => new Lines(text));
      return [source(uri, path, text, (start, end) => lines().range(start, end))];
    });
    const inline: Source[] = [];
    if (files.length === 0 && snapshot.mentioning('render_template_string').length === 0) return files;
    for (const rendering of renderings(snapshot)) {
      const ranges = rendering.inline && rangesIn(rendering.inline);
      if (rendering.inline && ranges) {
        const made = source(rendering.uri, '', rendering.inline.value, ranges);
        made.rendered.push(rendering);
        inline.push(made);
      }
      for (const it of rendering.names.flatMap(name => named(files, name))) it.rendered.push(rendering);
    }
    return [...files, ...inline];
  }

  /** The files that a loader may find under a name: nearly always one. */
  named(name: string): readonly Source[] {
    return memo(this.#named, name, () => named(this.all, name));
  }

  /** The templates that one of another kind of tag names, with that tag. */
  linkedTo(to: Source, kind: Link['kind']): readonly { readonly from: Source; readonly link: Link }[] {
    const file = to.path.slice(to.path.lastIndexOf('/') + 1);
    if (file === '') return [];
    return this.all
      .filter(s => s.text.includes(file))
      .flatMap(from =>
        from
          .template()
          .links.filter(l => l.kind === kind && strings(l.template).some(name => this.named(name).includes(to)))
          .map(link => ({ from, link })),
      );
  }
}

const source = (uri: string, path: string, text: string, rangeOf: RangeOf): Source => ({
  uri,
  path,
  text,
  rangeOf,
  template: lazy(() => parseTemplate(text, rangeOf)),
  rendered: [],
});

/** By the path below a folder `templates`, else by the end of the path. */
function named(sources: readonly Source[], name: string): readonly Source[] {
  const exact = sources.filter(({ path }) => path === name || path === `templates/${name}` || path.endsWith(`/templates/${name}`));
  return exact.length > 0 ? exact : sources.filter(({ path }) => path.endsWith(`/${name}`));
}

/** The strings an expression may be: itself, items of a list, branches of a condition. */
function strings(expr: Expr): readonly string[] {
  if (expr.kind === 'string') return [expr.value];
  if (expr.kind === 'list' || expr.kind === 'tuple') return expr.items.flatMap(strings);
  return expr.kind === 'ternary' ? [...strings(expr.body), ...strings(expr.orElse)] : [];
}

/** The macro around a position of a template. */
export const macroAt = ({ macros }: Template, position: Position): Macro | undefined =>
  macros.findLast(m => comparePositions(m.range.start, position) <= 0 && comparePositions(position, m.range.end) <= 0);

/** Everything that runs in a template, macros included. */
export const bodiesOf = ({ body, macros }: Template): readonly (readonly Stmt[])[] => [body, ...macros.map(m => m.body)];
