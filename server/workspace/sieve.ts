/** Decides from the text alone which files can hold models, so that the others need not be parsed. Errs towards parsing. */

import { append } from '../base/lazy.ts';
import type { ImportLine } from '../model/modules.ts';

/** What a file's text tells before it is parsed. */
export interface Sieve {
  /** The text speaks of mapping. */
  readonly speaks: boolean;
  readonly classes: readonly Header[];
  /** What it imports at run time, at any place. */
  readonly imports: readonly ImportLine[];
}

/** A class statement as far as its first lines tell. */
interface Header {
  readonly name: string;
  /** The last names of its bases; an alias (`import A as B`) counts as both. */
  readonly bases: readonly string[];
  readonly decorated: boolean;
}

/** Words of SQLAlchemy's own. Those that English has as well count only where they stand as code does. */
const words =
  /backref|Mapped\w*\s*\[|Mapped(?:AsDataclass|Column)|mapped_column|\bColumn\b|declarative|declared_attr|\bregistry\b|\.Model\b|SQLModel|\bTable\s*\(|map_imperatively|\bmapper\s*\(|ForeignKey|sqlalchemy|SQLAlchemy|add_property|[.(,]\s*relationship\b|\brelationship\s*(?:[(,)]|as\b)|^\s*relationship\s*$|\bimport\b.*\brelationship\b|\bRelationship\s*\(/m;
const header = /^[ \t]*class[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?/gm;
const decoratorBefore = /(?:^|\n)[ \t]*(?:@|\)).*\r?\n$/;

export function sift(text: string): Sieve {
  const aliases = new Map<string, string>();
  const classes = [...text.matchAll(header)].map(({ 1: name, 2: list, index }) => {
    const bases = (list ?? '').split(',').flatMap(base => /(\w+)\s*(?:\[.*)?$/.exec(base.trim())?.[1] ?? []);
    return { name: name ?? '', bases, decorated: decoratorBefore.test(text.slice(Math.max(0, index - 200), index)) };
  });
  if (classes.some(c => c.bases.length > 0))
    for (const [, original, alias] of text.matchAll(/\b(\w+)\s+as\s+(\w+)/g)) if (original && alias) aliases.set(alias, original);
  const both = (base: string): readonly string[] => {
    const original = aliases.get(base);
    return original === undefined ? [base] : [base, original];
  };
  return { speaks: words.test(text), classes: classes.map(c => ({ ...c, bases: c.bases.flatMap(both) })), imports: importLines(text) };
}

/** Names that are no mapped class, whatever module they come from. */
const plainName =
  /^(?:object|type|dict|list|set|tuple|str|int|float|bool|bytes|ABC|ABCMeta|Protocol|Generic|NamedTuple|TypedDict|(?:Int|Str)?(?:Enum|Flag)|Thread|\w*TestCase|\w*Exception|\w*Error|\w*Warning)$/;

/**
 * The uris of the files that may declare models: those that speak of it, and those whose classes derive from classes of such files. A class
 * does not count as a base when all its own bases are known to be plain, as test cases and exceptions are.
 */
export function modelFiles(sieves: ReadonlyMap<string, Sieve>): readonly string[] {
  const headers = new Map<string, Header[]>();
  for (const { classes } of sieves.values()) for (const it of classes) append(headers, it.name, it);
  const plain = plainClasses(headers);
  const chosen = new Set<string>();
  const known = new Set<string>();
  const choose = (uri: string, sieve: Sieve): void => {
    chosen.add(uri);
    for (const { name } of sieve.classes) if (!plain.has(name)) known.add(name);
  };
  for (const [uri, sieve] of sieves) if (sieve.speaks) choose(uri, sieve);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [uri, sieve] of sieves) {
      if (chosen.has(uri) || !sieve.classes.some(c => c.bases.some(b => known.has(b)))) continue;
      choose(uri, sieve);
      grown = true;
    }
  }
  return [...sieves.keys()].filter(uri => chosen.has(uri));
}

/** The names all of whose classes have no decorator and nothing but plain bases. */
function plainClasses(headers: ReadonlyMap<string, readonly Header[]>): ReadonlySet<string> {
  const plain = new Set<string>();
  const isPlain = (it: Header): boolean => !it.decorated && it.bases.every(b => plainName.test(b) || (b !== it.name && plain.has(b)));
  for (let grown = true; grown; ) {
    grown = false;
    for (const [name, all] of headers) {
      if (plain.has(name) || !all.every(isPlain)) continue;
      plain.add(name);
      grown = true;
    }
  }
  return plain;
}

const typeChecking = /^([ \t]*)if[ \t]+(?:\w+\.)?TYPE_CHECKING[ \t]*:.*(?:\r?\n(?:\1[ \t]+.*|[ \t]*))*/gm;
const fromImport = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^#\r\n]*)/gm;
const plainImport = /^[ \t]*import[ \t]+([^#\r\n]+)/gm;

function importLines(text: string): readonly ImportLine[] {
  const live = text.includes('TYPE_CHECKING') ? text.replace(typeChecking, '') : text;
  const out: ImportLine[] = [];
  for (const [, dots, module, names] of live.matchAll(fromImport)) {
    const listed = [...(names ?? '').replace(/#[^\n]*/g, '').matchAll(/(?:^|[(,])\s*(\w+)/g)].flatMap(m => m[1] ?? []);
    out.push({ level: dots?.length ?? 0, module: module ?? '', names: listed });
  }
  for (const [, list] of live.matchAll(plainImport)) {
    for (const item of (list ?? '').split(',')) {
      const module = /^\s*([\w.]+)/.exec(item)?.[1];
      if (module) out.push({ level: 0, module, names: [] });
    }
  }
  return out;
}
