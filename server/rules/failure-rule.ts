import type { Location } from 'vscode-languageserver-protocol';
import { allFailures } from '../model/startup/all.ts';
import type { FailureOf, Kind } from '../model/startup/failure.ts';
import { raised } from '../model/startup/message.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { everywhere, type Located } from './located.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** What a rule about errors of start-up adds to them. */
export interface FailureRule<K extends Kind> {
  readonly code: string;
  readonly docs: Rule['docs'];
  readonly kinds: readonly K[];
  /** The argument, annotation or name that must change; undefined for a failure that the rule leaves alone. */
  readonly at: (failure: FailureOf<K>, snapshot: Snapshot) => Location | undefined;
  readonly related?: (failure: FailureOf<K>, snapshot: Snapshot) => NonNullable<Finding['related']>;
  readonly fixes?: (failure: FailureOf<K>, snapshot: Snapshot) => readonly Fix[];
}

/** A rule that tells errors of start-up, in SQLAlchemy's words for the version that runs. */
export const failureRule = <K extends Kind>({ code, docs, kinds, at, related, fixes }: FailureRule<K>): Rule => ({
  code,
  severity: 'error',
  docs,
  check: everywhere(function* (snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const failure of allFailures(project, kinds)) {
      const place = at(failure, snapshot);
      if (!place) continue;
      const more = related?.(failure, snapshot) ?? [];
      yield {
        at: place,
        message: raised(failure, project).message,
        ...(more.length > 0 ? { related: more } : {}),
        fixes: () => fixes?.(failure, snapshot) ?? [],
      };
    }
  }),
});
