import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type ProgressToken,
  ProgressType,
  ResponseError,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver';
import type { Progress, Steps } from '../features/feature.ts';

/** After so many milliseconds of work the event loop is given back. */
export const slice = 12;

const workDone = new ProgressType<WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd>();
const partial = new ProgressType<readonly unknown[]>();

/** True for an answer that is given step by step. */
export const isSteps = (answer: unknown): answer is Steps<unknown, unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.iterator in answer && 'next' in answer;

/**
 * Takes the steps of an answer, a few milliseconds at a time. Reports progress and partial results where the client gave tokens for them; an
 * answer whose parts were sent is empty. Ends with an error when the client gives up, or when `current` says that the texts have changed meanwhile.
 */
export async function take(
  steps: Steps<unknown, unknown>,
  connection: Connection,
  params: unknown,
  title: string,
  token: CancellationToken,
  current: () => boolean,
): Promise<unknown> {
  const work = tokenOf(params, 'workDoneToken');
  const parts = tokenOf(params, 'partialResultToken');
  const sent: unknown[] = [];
  const report = ({ done, total, unit = 'files' }: Progress): void => {
    if (work !== undefined)
      void connection.sendProgress(workDone, work, {
        kind: 'report',
        percentage: Math.round((100 * done) / Math.max(total, 1)),
        message: `${done} of ${total} ${unit}`,
      });
    if (parts !== undefined && sent.length > 0) void connection.sendProgress(partial, parts, sent.splice(0));
  };
  if (work !== undefined) void connection.sendProgress(workDone, work, { kind: 'begin', title, percentage: 0, cancellable: true });
  let partly = false;
  try {
    let last = performance.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        if (parts !== undefined && sent.length > 0) void connection.sendProgress(partial, parts, sent.splice(0));
        return partly ? [] : step.value;
      }
      if (parts !== undefined && step.value.part.length > 0) {
        sent.push(...step.value.part);
        partly = true;
      }
      if (performance.now() - last < slice) continue;
      report(step.value);
      await new Promise(resolve => setImmediate(resolve));
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (!current()) return new ResponseError(LSPErrorCodes.ContentModified, 'the texts have changed');
      last = performance.now();
    }
  } finally {
    if (work !== undefined) void connection.sendProgress(workDone, work, { kind: 'end' });
  }
}

function tokenOf(params: unknown, key: 'workDoneToken' | 'partialResultToken'): ProgressToken | undefined {
  const token: unknown = typeof params === 'object' && params !== null && key in params ? Object.entries(params).find(([k]) => k === key)?.[1] : undefined;
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
}
