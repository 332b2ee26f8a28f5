import { describe, expect, test } from 'vitest';
import { applied, found } from '../support/ask.ts';
import { uriOf, workspace } from '../support/fixture.ts';
import { layouts } from './layouts.ts';

const look = (texts: ReadonlyMap<string, string>) => {
  const session = workspace(texts);
  return { session, texts, snapshot: () => session.snapshot() };
};
const forgotten = (f: ReturnType<typeof look>) => found(f).filter(({ it }) => it.rule.code === 'never-imported');

describe.each(layouts.map(l => [l.name, l] as const))('the import of a module that nobody imports: %s', (_, { files, fixes }) => {
  const f = look(new Map(Object.entries(files)));
  const offered = forgotten(f).flatMap(({ it }) => it.finding.fixes?.() ?? []);

  test('is written where and as the others are', () => {
    const made = offered.map(({ title, preferred, edits }) => {
      const after = applied(f.texts, edits);
      const lines = [...f.texts].flatMap(([path, text]) => {
        const [was, is] = [text, after.get(path) ?? ''].map(t => t.split('\n'));
        return [...(was ?? []).filter(l => !is?.includes(l)).map(l => `-${l}`), ...(is ?? []).filter(l => !was?.includes(l)).map(l => `+${l}`)];
      });
      return [`${title}${preferred ? ' *' : ''}`, ...lines];
    });
    expect(made).toEqual(fixes);
  });

  test('and the finding goes', () => {
    expect(forgotten(f)).toHaveLength(1);
    for (const { edits } of offered) {
      const session = workspace(f.texts);
      for (const [path, text] of applied(f.texts, edits)) session.edit(uriOf(path), text);
      expect(found({ texts: f.texts, snapshot: () => session.snapshot() }).map(({ it }) => it.finding.message)).toEqual([]);
    }
  });
});

describe('nothing is said of a module', () => {
  const [first] = layouts;
  const files = { ...first?.files };
  test.each([
    ['that is imported in a function', { 'app/later.py': 'def late():\n    from app.models import book\n' }],
    ['that a string names', { 'app/worker.py': 'include = ["app.models.book"]\n' }],
    ['that a string names as a file', { 'app/worker.py': 'path = "app/models/book.py"\n' }],
    ['that __all__ of its package names', { 'app/models/__init__.py': 'from .author import Author\n__all__ = ["author", "book"]\n' }],
    ['that is imported from somewhere unknown', { 'app/worker.py': 'from elsewhere.book import Book\n' }],
    ['where modules are imported by computed names', { 'app/worker.py': 'import pkgutil\npkgutil.walk_packages([])\n' }],
  ])('%s', (_, more) => {
    expect(forgotten(look(new Map(Object.entries({ ...files, ...more }))))).toEqual([]);
  });

  test('but where a variable has its name', () => {
    const f = look(
      new Map(
        Object.entries({
          ...files,
          'app/views.py': 'from app.models.author import Author\n\n\ndef show(author):\n    return [book for book in author.books]\n',
        }),
      ),
    );
    expect(forgotten(f)).toHaveLength(1);
  });
});
