import { memo } from '../base/lazy.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from './snapshot.ts';

/** Something that is asked of each snapshot, and since which of them the answer is what it is. */
interface Question {
  readonly ask: (snapshot: Snapshot) => unknown;
  answer: unknown;
  since: number;
  /** The last snapshot that was asked. */
  asked: number;
}

interface Made<T> {
  readonly value: T;
  /** The snapshot it was made from. */
  readonly from: number;
  readonly questions: ReadonlySet<Question>;
}

/** A snapshot that notes what is asked of it. */
export interface Watched<T> {
  readonly snapshot: Snapshot;
  /** Keeps what was made from it, for as long as it would be made the same. */
  readonly keep: (key: string, value: T) => void;
}

/**
 * What was made from snapshots, as long as the same would come of the present one: while the project is the same, and so is all that was asked of texts when it was
 * made. To be asked of each text only through the watched snapshot; settings hold as long as the project.
 */
export class Kept<T> {
  readonly #made = new Map<string, Made<T>>();
  readonly #questions = new Map<string, Question>();
  #project: Project | undefined;
  #snapshot: WeakRef<Snapshot> | undefined;
  /** Counts the snapshots. */
  #now = 0;

  /** What was kept under a key; undefined when there is nothing, or it may be another thing now. */
  get(snapshot: Snapshot, key: string): T | undefined {
    this.#turnTo(snapshot);
    const made = this.#made.get(key);
    if (!made) return undefined;
    for (const question of made.questions) {
      if (this.#since(question, snapshot) <= made.from) continue;
      this.#made.delete(key);
      return undefined;
    }
    return made.value;
  }

  /** To make something from, and keep it; `more`: the key under which something is kept already that it becomes a part of. */
  watch(snapshot: Snapshot, more?: string): Watched<T> {
    this.#turnTo(snapshot);
    const from = this.#now;
    const before = more !== undefined && this.get(snapshot, more) !== undefined ? this.#made.get(more) : undefined;
    const questions = new Set<Question>(before?.questions);
    const note = (name: string, ask: Question['ask']): void => {
      // What is asked later, of a snapshot that is not the present one any more, belongs to nothing that is kept.
      if (from !== this.#now) return;
      const question = memo(this.#questions, name, () => ({ ask, answer: ask(snapshot), since: from, asked: from }));
      this.#since(question, snapshot);
      questions.add(question);
    };
    const ofText =
      <R>(ask: (uri: string) => R) =>
      (uri: string): R => {
        note(`text ${uri}`, it => it.text(uri));
        return ask(uri);
      };
    const watched: Snapshot = {
      ...snapshot,
      text: ofText(snapshot.text),
      facts: ofText(snapshot.facts),
      tree: ofText(snapshot.tree),
      lines: ofText(snapshot.lines),
      mentioning: (...words) => {
        note(`mentioning ${words.join(' ')}`, it => it.mentioning(...words));
        return snapshot.mentioning(...words);
      },
      declaring: name => {
        note(`declaring ${name}`, it => it.declaring(name));
        return snapshot.declaring(name);
      },
      templates: () => {
        note('templates', () => ({}));
        return snapshot.templates();
      },
    };
    const keep = (key: string, value: T): void => {
      if (from === this.#now) this.#made.set(key, { value, from, questions });
    };
    return { snapshot: watched, keep };
  }

  #turnTo(snapshot: Snapshot): void {
    if (this.#snapshot?.deref() === snapshot) return;
    this.#snapshot = new WeakRef(snapshot);
    this.#now++;
    if (this.#project === snapshot.project) return;
    this.#project = snapshot.project;
    this.#made.clear();
    this.#questions.clear();
  }

  #since(question: Question, snapshot: Snapshot): number {
    if (question.asked !== this.#now) {
      question.asked = this.#now;
      const answer = question.ask(snapshot);
      if (!same(question.answer, answer)) {
        question.answer = answer;
        question.since = this.#now;
      }
    }
    return question.since;
  }
}

/** Lists of files are compared file by file. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));
