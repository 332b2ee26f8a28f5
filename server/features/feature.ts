import type { ProtocolRequestType, ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Hint } from '../infer/context.ts';
import type { Unknown } from '../infer/told.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** A language feature: what it announces to the editor, and the pure, synchronous function that answers, or that answers step by step. */
export interface Feature {
  readonly method: string;
  readonly capabilities: ServerCapabilities;
  /** `hint`: what was found out about the unknown expression. */
  readonly handle: (snapshot: Snapshot, params: never, hint?: Hint) => unknown;
  /** The expression because of which there is no answer, if there is one of whose type a Python language server beside us may know. */
  readonly unknown?: (snapshot: Snapshot, params: never) => Unknown | undefined;
}

/** How far a long answer is, and the part of it that the last step found. */
export interface Progress<T = unknown> {
  readonly done: number;
  readonly total: number;
  readonly part: readonly T[];
  /** What is counted; files where nothing is said. */
  readonly unit?: string;
}

/** An answer in steps: between them the server serves others, reports progress and looks whether it is still wanted. */
export type Steps<T, A> = Generator<Progress<T>, A>;

/** Thrown by a feature to tell the user why it does not do what was asked. */
export class Refusal extends Error {
  /** What is answered, with a message, where an error would pass the request on to another tool. */
  readonly instead: unknown;

  constructor(message: string, instead?: unknown) {
    super(message);
    this.instead = instead;
  }
}

/** Ties a function to a request; the answer may be narrower than the protocol allows. */
export function defineFeature<P, R, PR, E, RO, A extends R>(
  request: ProtocolRequestType<P, R, PR, E, RO>,
  capabilities: ServerCapabilities,
  handle: (snapshot: Snapshot, params: P) => A,
): { readonly method: string; readonly capabilities: ServerCapabilities; readonly handle: (snapshot: Snapshot, params: P) => A } {
  return { method: request.method, capabilities, handle };
}

/** As `defineFeature`, for an answer that another tool can help with: only for what a person looks at, never for edits or findings. */
export function defineAsking<P, R, PR, E, RO, A extends R>(
  request: ProtocolRequestType<P, R, PR, E, RO>,
  capabilities: ServerCapabilities,
  handle: (snapshot: Snapshot, params: P, hint?: Hint) => A,
  unknown: (snapshot: Snapshot, params: P) => Unknown | undefined,
) {
  return { method: request.method, capabilities, handle, unknown };
}

/** As `defineFeature`, for an answer that may take longer than an editor should wait for others. */
export function defineSearch<P, R, T, E, RO, A extends R>(
  request: ProtocolRequestType<P, R, T[], E, RO> | ProtocolRequestType<P, R, never, E, RO>,
  capabilities: ServerCapabilities,
  handle: (snapshot: Snapshot, params: P) => Steps<T, A>,
): { readonly method: string; readonly capabilities: ServerCapabilities; readonly handle: (snapshot: Snapshot, params: P) => Steps<T, A> } {
  return { method: request.method, capabilities, handle };
}
