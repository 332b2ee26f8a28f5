import { append, lazy, memo } from '../base/lazy.ts';
import type { Sieve } from './sieve.ts';
import type { Snapshot } from './snapshot.ts';
import type { WordTables } from './word-table.ts';
import { hashOf, type Words } from './words.ts';

/** What a search looks at, of one file. */
export interface Searched {
  readonly sieve: Sieve;
  readonly words: Words;
}

/** Finds files by what their texts hold, without parsing them. */
export function search(uris: readonly string[], of: (uri: string) => Searched | undefined, tables: WordTables): Pick<Snapshot, 'mentioning' | 'declaring'> {
  const holding = lazy(() =>
    tables.over(
      uris.flatMap(uri => {
        const file = of(uri);
        return file ? [{ uri, words: file.words }] : [];
      }),
    ),
  );
  const declared = lazy(() => {
    const files = new Map<string, string[]>();
    for (const uri of uris) for (const { name } of of(uri)?.sieve.classes ?? []) append(files, name.toLowerCase(), uri);
    return files;
  });
  const mentioned = new Map<string, readonly string[]>();
  return {
    // One question asks for the same names again and again, a search for thousands of them.
    mentioning: (...words) => memo(mentioned, words.join(' '), () => holding()(words.map(hashOf))),
    declaring: className => declared().get(className.toLowerCase()) ?? [],
  };
}
