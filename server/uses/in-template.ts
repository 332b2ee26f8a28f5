/** Where a Jinja template names a relationship. */
import type { Position, Range } from 'vscode-languageserver-protocol';
import { touches } from '../base/ranges.ts';
import { certainly, probably } from '../infer/answers.ts';
import { type Entity, ofType, type Place } from '../infer/meaning.ts';
import { alongPath, wordAt } from '../infer/string-paths.ts';
import { elementOf, type Type } from '../infer/types.ts';
import { filterPrefix } from '../syntax/jinja-expressions.ts';
import { type Node, pathTo } from '../syntax/locate.ts';
import type { Expr, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { doubt, isSubject } from './in-python.ts';
import { type Subject, type SubjectAt, subjectOf } from './subject.ts';
import { TemplateVariables } from './template-variables.ts';
import { macroAt, type Source, Templates } from './templates.ts';
import type { Use } from './use.ts';

/** Filters whose string argument names attributes of the items: `posts|map(attribute="author.name")`, `posts|selectattr("author")`. */
const ofItems: ReadonlySet<string> = new Set('map selectattr rejectattr groupby sort sum min max unique join'.split(' '));

/** Looks through templates; made for one search. */
export class TemplateSearch {
  readonly #snapshot: Snapshot;
  readonly #templates: Templates;
  readonly #certain: TemplateVariables;
  readonly #probable: TemplateVariables;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#templates = new Templates(snapshot);
    this.#certain = new TemplateVariables(this.#templates, certainly(snapshot));
    this.#probable = new TemplateVariables(this.#templates, probably(snapshot));
  }

  /** The templates whose texts spell a name of the subject. */
  candidates(subject: Subject): readonly Source[] {
    if (subject.kind !== 'relationship') return [];
    const pattern = spelling(subject.names);
    return this.#templates.all.filter(({ text }) => text.search(pattern) >= 0);
  }

  /** The uses in the templates of one file: itself, or those in its strings. */
  usesIn(uri: string, subject: Subject): readonly Use[] {
    return this.candidates(subject).flatMap(source => (source.uri === uri ? this.uses(source, subject) : []));
  }

  uses(source: Source, subject: Subject): readonly Use[] {
    const uses: Use[] = [];
    for (const { 0: name, index } of source.text.matchAll(spelling(subject.names))) {
      const found = this.#readAt(source, name, index);
      if (!found) continue;
      const { entity, range, open } = found;
      const { uri } = source;
      if (entity && isSubject(entity, subject)) {
        const why = doubt(entity, subject);
        uses.push({ uri, range, kind: 'read', certainty: why === undefined ? 'certain' : 'probable', ...(why === undefined ? {} : { why }) });
      } else if (!entity && open) uses.push({ uri, range, kind: 'read', certainty: 'open', why: 'it is not known what it is read from' });
    }
    return uses;
  }

  /** The relationship that a template names at a position; undefined when there is none. */
  subjectAt(uri: string, position: Position): SubjectAt | undefined {
    const { project } = this.#snapshot;
    const names = new Set(project.classes.flatMap(c => [...c.own.keys()]));
    if (names.size === 0) return undefined;
    for (const source of this.#templates.all) {
      if (source.uri !== uri) continue;
      for (const { 0: name, index } of source.text.matchAll(spelling(names))) {
        if (!touches(source.rangeOf(index, index + name.length), position)) continue;
        const entity = this.#readAt(source, name, index)?.entity;
        if (entity?.kind === 'relationship') return { subject: subjectOf(project, entity), range: entity.range, name };
      }
    }
    return undefined;
  }

  /** A name that a template reads from something at an offset, for certain or probably; undefined when it reads none there. */
  #readAt(source: Source, name: string, index: number): { readonly entity: Entity | undefined; readonly range: Range; readonly open: boolean } | undefined {
    const template = source.template();
    const range = source.rangeOf(index, index + name.length);
    const body = (macroAt(template, range.start) ?? template).body;
    const path = pathTo({ body, broken: false, range: template.range }, range.start);
    const read = readAt(path);
    if (!read || !isWritten(path, range, read.string)) return undefined;
    const { entity, open } = this.#meant(this.#certain, source, read, name, range, path);
    return { entity: entity ?? (open ? this.#meant(this.#probable, source, read, name, range, path).entity : undefined), range, open };
  }

  /** `open`: nothing is known of what the name is read from. */
  #meant(
    variables: TemplateVariables,
    source: Source,
    { from, items, string }: Read,
    name: string,
    range: Range,
    path: readonly Node[],
  ): { readonly entity?: Entity | undefined; readonly open: boolean } {
    const snapshot = this.#snapshot;
    const position: Position = range.start;
    const env = variables.at(source, position);
    if (!env) return { open: false };
    const { inference } = variables;
    const place: Place = { snapshot, inference, uri: source.uri, position, path, env };
    const whole = items ? elementOf(inference.typeOf(from, env)) : inference.receiver(from, name, env);
    const type = string ? alongString(whole, string, place) : whole;
    return { entity: ofType(type, name, range, place, string !== undefined), open: whole.kind === 'unknown' };
  }
}

const spelling = (names: ReadonlySet<string>): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_])(?:${[...names].join('|')})(?![\\p{L}\\p{N}_])`, 'gu');

/** A name and what it is read from. */
interface Read {
  readonly from: Expr;
  /** From each item of it. */
  readonly items: boolean;
  /** The string the name stands in. */
  readonly string: Str | undefined;
}

/** `x.name`, `x["name"]`, `x|attr("name")`, `xs|map(attribute="name")`. */
function readAt(path: readonly Node[]): Read | undefined {
  const leaf = path.at(-1);
  const parent = path.at(-2);
  if (leaf?.kind === 'name') return parent?.kind === 'attribute' && parent.attr === leaf ? { from: parent.value, items: false, string: undefined } : undefined;
  if (leaf?.kind !== 'string') return undefined;
  if (parent?.kind === 'subscript' && parent.items.some(i => i.value === leaf)) return { from: parent.value, items: false, string: leaf };
  if (parent?.kind !== 'call' || parent.func.kind !== 'name' || !parent.func.id.startsWith(filterPrefix)) return undefined;
  const filter = parent.func.id.slice(filterPrefix.length);
  const [subject, ...args] = parent.args;
  const argument = args.find(a => a.value === leaf);
  if (!subject || !argument) return undefined;
  if (filter === 'attr') return { from: subject.value, items: false, string: leaf };
  const named = argument.name ? argument.name.id === 'attribute' : args[0] === argument && filter !== 'map' && filter !== 'join';
  return ofItems.has(filter) && named ? { from: subject.value, items: true, string: leaf } : undefined;
}

/** The name is the leaf itself, or a word of the string. */
const isWritten = (path: readonly Node[], range: Range, string: Str | undefined): boolean => {
  const at = string ? wordAt(string, range.start, /\w+/g)?.range : path.at(-1)?.range;
  return at !== undefined && at.start.line === range.start.line && at.start.character === range.start.character;
};

/** What the word of a dotted string is read from. */
function alongString(type: Type, string: Str, { snapshot, position }: Place): Type {
  if (type.kind !== 'instance') return type;
  const named = alongPath(snapshot.project, type.cls, string, position);
  return named ? { kind: 'instance', cls: named.cls } : type;
}
