import { lazy, memo } from '../base/lazy.ts';
import { Lines } from '../base/text.ts';
import { collectFacts } from '../facts/collect.ts';
import { Project } from '../model/project.ts';
import { parseModule } from '../syntax/parse.ts';
import { sift } from './sieve.ts';
import type { Snapshot } from './snapshot.ts';

/** The workspace as it would be if some of its files had other texts. The files are those that there are; nothing is written. */
export function withTexts(snapshot: Snapshot, texts: ReadonlyMap<string, string>): Snapshot {
  const { sources } = snapshot.project;
  const read = [...texts].map(([uri, text]) => {
    const module = lazy(() => parseModule(text));
    return [
      uri,
      { module, lines: lazy(() => new Lines(text)), facts: lazy(() => collectFacts(uri, module(), text)), imports: lazy(() => sift(text).imports) },
    ] as const;
  });
  const others = new Map(read);
  const mentioned = new Map<string, readonly string[]>();
  return {
    ...snapshot,
    project: new Project({
      ...sources,
      facts: uri => (others.get(uri) ? others.get(uri)?.facts() : sources.facts(uri)),
      imports: uri => others.get(uri)?.imports() ?? sources.imports(uri),
    }),
    facts: uri => (others.get(uri) ? others.get(uri)?.facts() : snapshot.facts(uri)),
    tree: uri => (others.get(uri) ? others.get(uri)?.module() : snapshot.tree(uri)),
    lines: uri => (others.get(uri) ? others.get(uri)?.lines() : snapshot.lines(uri)),
    mentioning: (...words) =>
      memo(mentioned, words.join(' '), () => {
        const found = new Set([...snapshot.mentioning(...words), ...texts.keys()]);
        return snapshot.uris.filter(uri => found.has(uri));
      }),
  };
}
