import type { Location, Range } from 'vscode-languageserver-protocol';

/** A place whose text names the subject. */
export interface Use extends Location {
  /** `declaration`: it makes the attribute or class; `write`: it gives it a value. */
  readonly kind: 'declaration' | 'write' | 'read';
  /** `open`: the name fits, and nothing is known of what it is read from. */
  readonly certainty: 'certain' | 'probable' | 'open';
  /** Why it is not certain, in words for the user. */
  readonly why?: string;
}

/** A place that speaks of the subject in a way that cannot be edited, and why. */
export interface Obstacle {
  readonly uri: string;
  readonly range: Range;
  readonly why: string;
}

/** What a text holds of the subject. */
export interface Found {
  readonly uses: readonly Use[];
  readonly obstacles: readonly Obstacle[];
}
