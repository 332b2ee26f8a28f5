import { equal } from '../base/equal.ts';
import type { FileFacts } from '../facts/facts.ts';
import { moved } from '../facts/moved.ts';
import type { Sources } from '../model/modules.ts';
import { Project } from '../model/project.ts';
import type { Sieve } from './sieve.ts';

/** What a project may have been made from, of one file. */
export interface Known {
  readonly sieve: Sieve;
  facts: FileFacts | undefined;
}

/**
 * The project of the workspace, made when it is asked for. It is dropped when the set of files changes; after a change of a text it is kept if
 * that file's facts are what they were, or were never asked for: most of what people type is inside functions. Of a file that was looked at only after the project
 * was made the facts may stand elsewhere than before: nothing that is mapped is known by its places.
 */
export class ProjectMemo {
  #project: Project | undefined;
  /** Files whose facts the project has looked at, while it was made or since. */
  #asked = new Set<string>();
  /** Those that it has looked at while it was made. */
  #needed: ReadonlySet<string> = new Set();
  /** What was known of the files that have changed since. */
  readonly #changed = new Map<string, Known>();

  drop(): void {
    this.#project = undefined;
  }

  /** The text of a file is another one; `before` is what was known of the old text. */
  changed(uri: string, before: Known): void {
    if (!this.#changed.has(uri)) this.#changed.set(uri, { ...before });
  }

  get(sources: () => Omit<Sources, 'facts'>, known: (uri: string) => Known | undefined, facts: Sources['facts']): Project {
    if (this.#project && this.#holds(known, facts)) return this.#project;
    const asked = new Set<string>();
    this.#asked = asked;
    this.#changed.clear();
    this.#project = new Project({
      ...sources(),
      facts: uri => {
        asked.add(uri);
        return facts(uri);
      },
    });
    this.#needed = new Set(asked);
    return this.#project;
  }

  #holds(known: (uri: string) => Known | undefined, facts: Sources['facts']): boolean {
    for (const [uri, before] of this.#changed) {
      const now = known(uri);
      if (!now || !equal(before.sieve, now.sieve)) return false;
      if (!this.#asked.has(uri)) continue;
      const stated = facts(uri);
      if (!before.facts || !stated) return false;
      if (!equal(before.facts, stated) && (this.#needed.has(uri) || !moved(before.facts, stated))) return false;
      // The project knows things by the objects of its own facts.
      now.facts = before.facts;
    }
    this.#changed.clear();
    return true;
  }
}
