import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../server/config.ts';
import { parseModule } from '../../../server/syntax/parse.ts';
import { applied, found } from '../../support/ask.ts';
import { root, workspace } from '../../support/fixture.ts';
import { type Mutation, mutations } from '../mutants/mutations.ts';
import { Source } from '../mutants/source.ts';
import { judge, sample } from '../random/programs.ts';
import { styles } from '../restyle.ts';
import { configureAll, type Outcome, type Version, versions } from '../sqlalchemy.ts';

/** Random programs in all styles, broken in all ways that mutants know; what each fix makes of them is given to SQLAlchemy. */
const folder = mkdtempSync(join(tmpdir(), 'backref-broken-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);
const count = Number(process.env['BACKREF_BROKEN'] ?? 50);
const each = 4;
const seed = Number(process.env['BACKREF_SEED'] ?? 1);

type Texts = ReadonlyMap<string, string>;

interface Applied {
  readonly title: string;
  readonly preferred: boolean;
  readonly texts: Texts;
}

function look(texts: Texts, version: Version): readonly { readonly said: string; readonly code: string; readonly fixes: () => readonly Applied[] }[] {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  return found({ texts, snapshot: () => session.snapshot() }).flatMap(({ it: { severity, rule, finding } }) =>
    severity === 'error' || severity === 'warning'
      ? [
          {
            said: finding.message,
            code: rule.code,
            fixes: () =>
              (finding.fixes?.() ?? []).map(({ title, preferred, edits }) => ({ title, preferred: preferred === true, texts: applied(texts, edits) })),
          },
        ]
      : [],
  );
}

/** A generator of numbers below a limit, the same for the same seed. */
function numbers(start: number): (below: number) => number {
  let state = start * 2654435761 + 1;
  return below => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

function broken(texts: Texts, mutation: Mutation, next: (below: number) => number): Texts | undefined {
  const pick = <T>(list: readonly T[]): T | undefined => list[next(list.length)];
  const sources = [...texts].map(([path, text]) => new Source(path, text));
  const names = {
    classes: sources.flatMap(s => s.classes.map(c => c.name.id)),
    tables: sources.flatMap(s => s.classes.map(c => c.name.id.toLowerCase())),
    relationships: sources.flatMap(s => s.relationships.map(r => r.name)),
  };
  const change = pick(sources.flatMap(source => mutation.changes(source, names, pick).map(edits => ({ source, edits }))));
  return change && new Map([...texts, [change.source.path, change.source.edited(change.edits)]]);
}

interface Mutant {
  readonly what: string;
  readonly mutation: string;
  readonly texts: Texts;
  readonly modules: readonly string[];
  readonly key: string;
}

interface Fixed extends Mutant {
  readonly code: string;
  readonly title: string;
  readonly preferred: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly said: string;
  readonly broken: Mutant;
}

/** The mutants of programs that neither SQLAlchemy nor we have anything against. */
async function mutants(version: Version): Promise<readonly Mutant[]> {
  const next = numbers(seed);
  const names = [...styles];
  const sound = (await judge(version, sample(version, seed, count))).filter(
    ({ program, outcome }) => outcome.errors.length === 0 && outcome.warnings.length === 0 && look(program.files, version).length === 0,
  );
  return sound.flatMap(({ program: { files, modules } }, i) =>
    Array.from({ length: each }, (_, n): readonly Mutant[] => {
      const mutation = mutations[(i * each + n + seed) % mutations.length];
      const [style, restyle] = names[(i + n) % names.length] ?? [];
      const mutant = mutation && broken(files, mutation, next);
      if (!mutant || !restyle) return [];
      const texts = new Map([...mutant].map(([path, text]) => [path, restyle(text)]));
      if ([...texts.values()].some(text => parseModule(text).broken)) return [];
      return [{ mutation: mutation.what, what: `${i}.${n} ${mutation.what}, ${style}`, texts, modules, key: join(folder, `${version}-${i}-${n}`) }];
    }).flat(),
  );
}

function fixed(mutant: Mutant, version: Version): readonly Fixed[] {
  const was = look(mutant.texts, version);
  const told = new Set<string>();
  return was.flatMap(({ said, code, fixes }) =>
    fixes().flatMap((fix): readonly Fixed[] => {
      const whole = [...fix.texts].join();
      if (told.has(whole)) return [];
      told.add(whole);
      return [
        {
          ...mutant,
          what: `${mutant.what}: ${code}: ${fix.title}${fix.preferred ? ' *' : ''}`,
          title: fix.title,
          preferred: fix.preferred,
          code,
          said,
          before: was.map(w => w.said),
          after: look(fix.texts, version).map(w => w.said),
          texts: fix.texts,
          broken: mutant,
          key: `${mutant.key}-${told.size}`,
        },
      ];
    }),
  );
}

const shown = (texts: Texts): string => [...texts].map(([path, text]) => `#- ${path}\n${text}`).join('\n');

/** What a class body says itself when something that it uses has lost its name. */
const pythons = /is not defined$|has no attribute '|^Column expression expected/;
/** Counts in a message change with what is added. */
const essence = (said: string): string => said.replace(/\d+/g, '0').replace(/.*relationship '\S+' will copy column (\S+ to column \S+),.*/s, '$1');

describe.each(versions)('SQLAlchemy %s', async version => {
  const programs = await mutants(version);
  const all = programs.flatMap(it => fixed(it, version));
  for (const { key, texts } of [...programs, ...all])
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(key, path)), { recursive: true });
      writeFileSync(join(key, path), text);
    }
  const outcomes: ReadonlyMap<string, Outcome> = await configureAll(
    version,
    [...programs, ...all].map(({ key, modules }) => ({ key, root: key, modules })),
  );
  const raisedBy = ({ key }: Mutant): readonly string[] => (outcomes.get(key)?.errors ?? []).map(e => e.message);

  test(`${all.length} fixes of ${new Set(all.map(f => f.code)).size} rules in ${programs.length} programs`, () => {
    expect(all.length).toBeGreaterThan(programs.length / 4);
  });
  test.each(all.map(it => [it.what, it] as const))('%s', (_, it) => {
    const text = `${shown(it.texts)}\nwas\n${shown(it.broken.texts)}`;
    for (const [path, t] of it.texts) {
      expect(parseModule(t).broken, text).toBe(false);
      const was = it.broken.texts.get(path) ?? '';
      if (was.includes('\r\n')) expect(/[^\r]\n/.test(t), text).toBe(false);
      if (was.includes('\n\t')) expect(/\n {4}/.test(t), text).toBe(false);
      // What goes takes the comment behind it along.
      if (/^(?:Remove|Keep|Move)/.test(it.title)) continue;
      for (const remark of was.match(/# \d+\) it's|# "the end/g) ?? []) expect(t, `a comment is lost: ${remark}`).toContain(remark);
    }
    const times = (list: readonly string[]): number => list.filter(m => m === it.said).length;
    expect(times(it.after), `the finding stays\n${text}`).toBeLessThan(times(it.before));
    const told = [...it.before, ...it.after].map(essence);
    const errors = raisedBy(it)
      .filter(e => !pythons.test(e))
      .filter(e => !raisedBy(it.broken).includes(e) && !told.some(a => a.includes(essence(e)) || essence(e).includes(a)));
    expect(errors, `SQLAlchemy refuses\n${text}`).toEqual([]);
    const come = it.after.filter(m => !it.before.some(b => essence(b) === essence(m)));
    // Of a target that was another class, or a column that others name, the rest comes out with the name.
    const hidden = /^(?:target|table name dropped|column called)/.test(it.mutation);
    if ((it.preferred && !hidden) || process.env['BACKREF_ALL']) expect(come, `findings come\n${text}`).toEqual([]);
  });
});
