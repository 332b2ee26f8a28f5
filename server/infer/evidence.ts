import type { Location } from 'vscode-languageserver-protocol';

/** `certain`: it follows from the code alone. `probable`: a name or a part of the code speaks for it, and nothing against it. */
export type Certainty = 'certain' | 'probable';

/** One reason why something is taken for what it is, in Markdown, and where that is written. */
export interface Evidence {
  readonly text: string;
  readonly at: Location | undefined;
}
