/** Fixtures in which `«name»` marks every place that names what is looked for. */
import { expect } from 'vitest';
import { placeOf, referencesOf, renamed } from './ask.ts';
import { type Fixture, fixture } from './fixture.ts';

/** A fixture whose marks are labels `here 2`, `here 3` ...; a mark must not begin a line. */
export function marked(source: string): Fixture {
  let count = 1;
  const lines = source.split('\n').flatMap(line => {
    const labels: string[] = [];
    let clean = '';
    for (const part of line.split(/(«[^»]*»)/)) {
      const name = part.startsWith('«') ? part.slice(1, -1) : undefined;
      // `#` takes the first column.
      if (name !== undefined) labels.push(`#${' '.repeat(clean.replace('$0', '').length - 1)}${'^'.repeat(name.replace('$0', '').length)} here ${++count}`);
      clean += name ?? part;
    }
    return [clean, ...labels];
  });
  return fixture(lines.join('\n'));
}

/** Expects the references to what is at the cursor to be the marks, and a rename to change them and nothing else. */
export function expectMarked(f: Fixture, name: string, newName: string): void {
  const places = f.labels
    .map(l => l.slice(l.indexOf(' ') + 1))
    .filter(l => l.startsWith('here'))
    .map(l => placeOf(f, l))
    .sort();
  expect([...referencesOf(f)].sort()).toEqual(places);
  const { texts } = renamed(f, newName);
  for (const [path, text] of f.texts) {
    const after = text.split('\n').map((line, i) =>
      places
        .flatMap(p => (p.startsWith(`${path}:${i}:`) ? [Number(p.slice(p.lastIndexOf(':') + 1))] : []))
        .sort((a, b) => b - a)
        .reduce((all, at) => all.slice(0, at) + newName + all.slice(at + name.length), line),
    );
    expect(texts.get(path)).toBe(after.join('\n'));
  }
}
