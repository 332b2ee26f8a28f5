import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectFacts } from '../../server/facts/collect.ts';
import { features } from '../../server/features/index.ts';
import { parseModule } from '../../server/syntax/parse.ts';
import { relationships } from '../support/ask.ts';
import { fixture, uriOf, workspace } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** All Python files of our own projects. */
function samples(folder = 'test/workspaces'): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return samples(path);
    return name.endsWith('.py') ? [{ path, text: readFileSync(path, 'utf8') }] : [];
  });
}

describe('whatever the text', () => {
  // Each takes half a millisecond; at the desk a sample of them does.
  test('every prefix of every sample file gives facts', { timeout: 120_000 }, () => {
    const every = process.env['CI'] !== undefined;
    let prefixes = 0;
    for (const { path, text } of samples()) {
      for (let end = 0; end <= text.length; end += every ? 1 : text.length > 1500 ? 7 : 3) {
        const prefix = text.slice(0, end);
        const facts = collectFacts(path, parseModule(prefix), prefix);
        if (facts.uri !== path) throw new Error(path);
        prefixes++;
      }
    }
    expect(prefixes).toBeGreaterThan(3000);
  });

  test('every feature answers on prefixes of a file, at the end of what is typed', () => {
    const f = fixture(blog);
    const uri = uriOf('blog/post.py');
    const text = f.texts.get('blog/post.py') ?? '';
    for (let end = 0; end < text.length; end += 11) {
      const prefix = text.slice(0, end);
      f.session.edit(uri, prefix);
      const lines = prefix.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const snapshot = f.snapshot();
      for (const feature of features)
        feature.handle(snapshot, { textDocument: { uri }, position, range: { start: position, end: position }, context: { diagnostics: [] } } as never);
    }
    f.session.edit(uri, text);
    expect(relationships(f)).toEqual(relationships(fixture(blog)));
  });

  test('random damage never throws, and mending it gives every answer back', () => {
    const original = fixture(blog);
    const expected = relationships(original);
    const paths = [...original.texts.keys()];
    fc.assert(
      fc.property(
        fc.nat(paths.length - 1),
        fc.nat(2000),
        fc.nat(40),
        fc.string({ maxLength: 8, unit: fc.constantFrom(...'()[]{}"\'\\\n :.,=#@xé🎉\t\u0000') }),
        (which, at, length, put) => {
          const path = paths[which] ?? '';
          const text = original.texts.get(path) ?? '';
          original.session.edit(uriOf(path), text.slice(0, at) + put + text.slice(at + length));
          relationships(original);
          original.session.edit(uriOf(path), text);
          expect(relationships(original)).toEqual(expected);
        },
      ),
      { numRuns: 150, seed: 20 },
    );
  });

  test('deep nesting is given up, not crashed on', () => {
    expect(parseModule(`x = ${'('.repeat(5000)}1${')'.repeat(5000)}`).broken).toBe(true);
  });
});

test('the order in which files come does not matter', () => {
  const base = fixture(blog.replace('class Tag(Base):', 'class $0Tag(Base):'));
  const texts = [...base.texts];
  const expected = relationships(fixture(blog)).toSorted();
  fc.assert(
    fc.property(fc.shuffledSubarray(texts, { minLength: texts.length }), shuffled => {
      const session = workspace(new Map(shuffled));
      expect(relationships({ ...base, session, snapshot: () => session.snapshot() }).toSorted()).toEqual(expected);
    }),
    { numRuns: 20, seed: 7 },
  );
});
