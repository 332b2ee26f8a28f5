/** Decides from the text alone which files can hold models, so that the others need not be parsed. Errs towards parsing. */

import type { ImportLine } from '../model/modules.ts';

/** What a file's text tells before it is parsed. */
export interface Sieve {
  /** The text speaks of mapping. */
  readonly speaks: boolean;
  readonly classes: readonly string[];
  /** The last names of all bases of all its classes, aliases resolved both ways. */
  readonly bases: readonly string[];
  /** What it imports at run time, at any place. */
  readonly imports: readonly ImportLine[];
}

const words =
  /relationship|backref|Mapped|mapped_column|\bColumn\b|declarative|declared_attr|\bregistry\b|\.Model\b|SQLModel|\bTable\s*\(|map_imperatively|\bmapper\s*\(|ForeignKey|sqlalchemy|SQLAlchemy|add_property/;
const header = /^[ \t]*class[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?/gm;

export function sift(text: string): Sieve {
  const classes: string[] = [];
  const bases = new Set<string>();
  for (const [, name, list] of text.matchAll(header)) {
    if (name) classes.push(name);
    for (const base of (list ?? '').split(',')) {
      const last = /(\w+)\s*(?:\[.*)?$/.exec(base.trim())?.[1];
      if (last) bases.add(last);
    }
  }
  if (bases.size > 0) for (const [, original, alias] of text.matchAll(/\b(\w+)\s+as\s+(\w+)/g)) if (original && alias && bases.has(alias)) bases.add(original);
  return { speaks: words.test(text), classes, bases: [...bases], imports: importLines(text) };
}

/** The uris of the files that may declare models: those that speak of it, and those whose classes derive from classes of such files. */
export function modelFiles(sieves: ReadonlyMap<string, Sieve>): readonly string[] {
  const chosen = new Set<string>();
  const known = new Set<string>();
  const choose = (uri: string, sieve: Sieve): void => {
    chosen.add(uri);
    for (const name of sieve.classes) known.add(name);
  };
  for (const [uri, sieve] of sieves) if (sieve.speaks) choose(uri, sieve);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [uri, sieve] of sieves) {
      if (chosen.has(uri) || !sieve.bases.some(b => known.has(b))) continue;
      choose(uri, sieve);
      grown = true;
    }
  }
  return [...sieves.keys()].filter(uri => chosen.has(uri));
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
