import type { ProtocolRequestType, ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Snapshot } from '../workspace/snapshot.ts';

/** A language feature: what it announces to the editor, and the pure, synchronous function that answers. */
export interface Feature {
  readonly method: string;
  readonly capabilities: ServerCapabilities;
  readonly handle: (snapshot: Snapshot, params: never) => unknown;
}

/** Thrown by a feature to tell the user why it does not do what was asked. */
export class Refusal extends Error {}

/** Ties a function to a request; the answer may be narrower than the protocol allows. */
export function defineFeature<P, R, PR, E, RO, A extends R>(
  request: ProtocolRequestType<P, R, PR, E, RO>,
  capabilities: ServerCapabilities,
  handle: (snapshot: Snapshot, params: P) => A,
): { readonly method: string; readonly capabilities: ServerCapabilities; readonly handle: (snapshot: Snapshot, params: P) => A } {
  return { method: request.method, capabilities, handle };
}
