import type { FileFacts } from '../facts/facts.ts';
import type { SourceFile } from '../model/modules.ts';
import type { Known } from './project-memo.ts';
import type { Sieve } from './sieve.ts';
import type { Words } from './words.ts';

/** What a session knows of a file. */
export interface FileState extends Known {
  readonly source: SourceFile;
  sieve: Sieve;
  words: Words;
  /** The facts of the last text that was valid Python. */
  sound: FileFacts | undefined;
  problem: string | undefined;
}

/** The files of the workspace, in the order of their uris. */
export interface Listing {
  readonly uris: readonly string[];
  readonly sources: readonly SourceFile[];
  /** Uris of the files that may declare models. */
  readonly models: readonly string[];
}
