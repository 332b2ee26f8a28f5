import type { Disposable } from 'vscode';

/** Runs the last of a burst of actions, once the burst is over. */
export class Debounced implements Disposable {
  readonly #delay: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(delay: number) {
    this.#delay = delay;
  }

  run(action: () => unknown): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, this.#delay);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
