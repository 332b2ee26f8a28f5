/** The shape of the house: who may import whom, and what may stand where. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** A folder or entry imports only from what stands before it. */
const order = ['base', 'syntax', 'facts', 'model', 'workspace', 'infer', 'uses', 'edits', 'rules', 'features', 'lsp'];
const entries: ReadonlySet<string> = new Set(['main', 'cli']);
/** Everything may import them; they import nothing of ours. */
const leaves: ReadonlySet<string> = new Set(['protocol', 'config', 'version']);
/** A feature whose findings others build on: code actions offer fixes for what diagnostics show. */
const sharedFeatures: ReadonlySet<string> = new Set(['server/features/diagnostics.ts']);

/** Assertions other than `as const` outside syntax/, and why each is there. */
const assertions: Readonly<Record<string, { readonly count: number; readonly why: string }>> = {
  'server/facts/prune.ts': { count: 1, why: 'a walk over trees of any shape' },
  'server/lsp/serve.ts': { count: 2, why: 'what comes over the wire has the type its method promises' },
  'server/model/backrefs.ts': { count: 1, why: 'mappers hold the relationships that this module made' },
  'server/model/joins.ts': { count: 1, why: 'a discriminated union does not survive a spread' },
  'server/model/project.ts': { count: 2, why: 'a mapped class of a project is a mapper' },
};

const root = resolve(import.meta.dirname, '..');
const files = ['server', 'client']
  .flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => `${folder}/${name.replaceAll('\\', '/')}`))
  .filter(name => name.endsWith('.ts'))
  .sort();
const texts = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]));
const code = new Map([...texts].map(([file, text]) => [file, withoutComments(text)]));

interface Import {
  readonly from: string;
  /** A file of ours, or a package's or Node's module. */
  readonly to: string;
}
const imports: readonly Import[] = [...code].flatMap(([file, text]) =>
  [...text.matchAll(/(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*'([^']+)'|(?:^|[\s;}])import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g)].map(
    ([, from, bare, dynamic]) => {
      const specifier = from ?? bare ?? dynamic ?? '';
      return { from: file, to: specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/') : specifier };
    },
  ),
);
const ours = imports.filter(i => texts.has(i.to));
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

/** `server/model/project.ts` -> `model`, `server/cli/check.ts` and `server/cli.ts` -> `cli`. */
const layerOf = (file: string): string => (/^server\/([\w-]+)/.exec(file)?.[1] ?? 'client').replace(/\.ts$/, '');
const rank = (layer: string): number => (leaves.has(layer) ? -1 : entries.has(layer) ? order.length : order.indexOf(layer));

describe('imports', () => {
  test('every relative import is a file of ours, and the scan sees them', () => {
    expect(imports.filter(i => /^(?:server|client|test)\//.test(i.to) && !texts.has(i.to)).map(show)).toEqual([]);
    expect(ours.length).toBeGreaterThan(100);
  });

  test('every folder of the server has its place', () => {
    expect(files.filter(f => f.startsWith('server/') && !leaves.has(layerOf(f)) && rank(layerOf(f)) < 0)).toEqual([]);
  });

  test('point left', () => {
    const wrong = ours.filter(
      ({ from, to }) => from.startsWith('server/') && layerOf(from) !== layerOf(to) && (rank(layerOf(to)) >= rank(layerOf(from)) || to.startsWith('client/')),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('leaves import nothing of ours', () => {
    expect(ours.filter(i => leaves.has(layerOf(i.from))).map(show)).toEqual([]);
  });

  test('have no cycles, not even of types', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of ours) graph.set(from, [...(graph.get(from) ?? []), to]);
    expect(cycles(graph)).toEqual([]);
  });

  test('the client knows only the protocol of the server', () => {
    expect(ours.filter(i => i.from.startsWith('client/') && i.to.startsWith('server/') && i.to !== 'server/protocol.ts').map(show)).toEqual([]);
  });

  test.each([
    ['vscode', /^vscode$/, /^client\//],
    ['the client library', /^vscode-languageclient/, /^client\//],
    ['the server library', /^vscode-languageserver(?:$|\/)/, /^server\/(?:lsp\/|main\.ts|cli\.ts|cli\/lsp\.ts)/],
    ['the parser library', /^@zzzen\/pyright-internal/, /^server\/syntax\//],
    ['the file system', /^(?:node:)?fs(?:$|\/)/, /^(?:server\/workspace\/disk\.ts|server\/cli\.ts|client\/)/],
    ['child processes and the network', /^(?:node:)?(?:child_process|https?|net|worker_threads)$/, /^(?:client\/|server\/cli\/verify\/)/],
  ])('%s stays where it belongs', (_, what, where) => {
    expect(imports.filter(i => what.test(i.to) && !where.test(i.from)).map(show)).toEqual([]);
  });

  test('features do not import one another, but what several of them say the same way', () => {
    const isFeature = (file: string): boolean => file.startsWith('server/features/') && /\bdefineFeature\(\s*[A-Za-z]/.test(code.get(file) ?? '');
    expect(files.filter(isFeature).length).toBeGreaterThan(2);
    const wrong = ours.filter(
      ({ from, to }) => from.startsWith('server/features/') && from !== 'server/features/index.ts' && isFeature(to) && !sharedFeatures.has(to),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('rules do not import one another', () => {
    const isRule = (file: string): boolean => file.startsWith('server/rules/') && /:\s*Rule\s*=[^>]|=\s*(?:failure|warning)Rule\(/.test(code.get(file) ?? '');
    const wrong = ours.filter(({ from, to }) => from.startsWith('server/rules/') && from !== 'server/rules/index.ts' && isRule(to));
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('files', () => {
  test('are small enough to read', () => {
    // One class with one job each; splitting them would only scatter their switch statements.
    const generous: Readonly<Record<string, number>> = { 'server/syntax/convert.ts': 480 };
    const sizes = [...texts].map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }));
    expect(sizes.filter(({ file, lines }) => lines > (generous[file] ?? 400))).toEqual([]);
  });

  test('say what they are called after in kebab-case, and no file is a drawer for everything', () => {
    const names = files.map(f => f.slice(f.lastIndexOf('/') + 1));
    expect(names.filter(n => !/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(n) || /^(?:utils?|helpers?|common|misc|manager)\.ts$/.test(n))).toEqual([]);
  });
});

describe('types', () => {
  const outsideSyntax = [...code].filter(([file]) => !file.startsWith('server/syntax/')).map(([file, text]) => [file, withoutStrings(text)] as const);

  test('nothing is any, and nothing is declared non-null', () => {
    const found = outsideSyntax.flatMap(([file, text]) =>
      text.split('\n').flatMap((line, i) => (/[:<,|&]\s*any\b|\bas any\b|[\w)\]]!(?:[.;,)\]]|$)/.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test('assertions are rare, and each is accounted for', () => {
    const counts = outsideSyntax.flatMap(([file, text]) => {
      const body = text.replace(/^(?:import|export)\s[^;]*?from\s*''/gm, '');
      const count = [...body.matchAll(/[\w)\]}'"`]\s+as\s+(?!const\b)[A-Za-z'"{[(]/g)].length;
      return count === 0 ? [] : [[file, count] as const];
    });
    expect(counts.filter(([file, count]) => count > (assertions[file]?.count ?? 0))).toEqual([]);
  });
});

/** The text with comments blanked; lines stay where they are. */
function withoutComments(text: string): string {
  return blank(
    text,
    /\/\*[\s\S]*?\*\/|(^|[^:\\'"`/])\/\/.*/g,
    (comment, lead: string | undefined) => (lead ?? '') + comment.slice((lead ?? '').length).replace(/[^\n]/g, ' '),
  );
}

/** The code with the insides of strings, templates and regular expressions blanked; what `${...}` holds goes too. */
function withoutStrings(text: string): string {
  return blank(
    text,
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?;]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/[a-z]*/g,
    literal => {
      const quote = literal[0] ?? '';
      return quote === '/' ? "''" : quote + literal.slice(1, -1).replace(/[^\n]/g, '') + quote;
    },
  );
}

function blank(text: string, pattern: RegExp, by: (match: string, lead: string | undefined) => string): string {
  return text.replace(pattern, (match, lead) => by(match, typeof lead === 'string' ? lead : undefined));
}

/** Each group of files that reach one another. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
