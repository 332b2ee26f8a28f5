import type { ServerStatus } from './app.ts';

/** `1 model`, `1,204 models`. */
export const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** What the server is doing, in a sentence. */
export function statusSentence(status: ServerStatus): string {
  switch (status.state) {
    case 'starting':
      return 'The language server is starting.';
    case 'indexing':
      return `Reading Python files: ${status.done.toLocaleString('en')} of ${status.total.toLocaleString('en')}.`;
    case 'ready':
      return `${count(status.models, 'model')}, ${count(status.relationships, 'relationship')}, ${status.implicit.toLocaleString('en')} implicit. ${filesRead(status)}.`;
    case 'stopped':
      return 'The language server is stopped.';
    case 'failed':
      return 'The language server has stopped unexpectedly. The output says more.';
  }
}

const filesRead = ({ files, skipped }: { readonly files: number; readonly skipped: number }): string =>
  `${count(files, 'file')} read${skipped === 0 ? '' : `, ${skipped.toLocaleString('en')} left out`}`;
