import type { Location } from 'vscode-languageserver-protocol';
import type { Project } from '../model/project.ts';
import { failuresIn } from '../model/startup/all.ts';
import type { FailureOf, Kind } from '../model/startup/failure.ts';
import { raised } from '../model/startup/message.ts';
import { printed, type Warned, type WarningKind } from '../model/startup/warning.ts';
import { warningsIn } from '../model/startup/warnings.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { inFile, type Located } from './located.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** What a rule adds to errors or warnings of certain kinds. */
interface Addition<K, T> {
  readonly code: string;
  readonly docs: Rule['docs'];
  readonly kinds: readonly K[];
  /** The argument, annotation or name that must change; undefined for one that the rule leaves alone. */
  readonly at: (it: T, snapshot: Snapshot) => Location | undefined;
  /** The words of SQLAlchemy with what they leave out. */
  readonly words?: (it: T, raised: string) => string;
  readonly related?: (it: T, snapshot: Snapshot) => NonNullable<Finding['related']>;
  readonly tags?: Finding['tags'];
  readonly fixes?: (it: T, snapshot: Snapshot) => readonly Fix[];
}

/** A rule that tells errors of start-up, in SQLAlchemy's words for the version that runs. */
export const failureRule = <K extends Kind>(it: Addition<K, FailureOf<K>>): Rule =>
  ruleAbout(
    'error',
    it,
    (project, uri) => failuresIn(project, uri, it.kinds),
    (failure, project) => raised(failure, project).message,
  );

/** A rule that tells warnings of start-up, in SQLAlchemy's words for the version that runs. */
export const warningRule = <K extends WarningKind>(it: Addition<K, Warned<K>>): Rule =>
  ruleAbout(
    'warning',
    it,
    (project, uri) => warningsIn(project, uri, it.kinds),
    (warned, project) => printed(warned, project).message,
  );

function ruleAbout<K, T>(
  severity: 'error' | 'warning',
  { code, docs, at, words: fuller, related, tags, fixes }: Addition<K, T>,
  find: (project: Project, uri: string) => Iterable<T>,
  words: (it: T, project: Project) => string,
): Rule {
  return {
    code,
    severity,
    docs,
    check: inFile(function* (uri, snapshot): Iterable<Located> {
      for (const it of find(snapshot.project, uri)) {
        const place = at(it, snapshot);
        if (!place) continue;
        const more = related?.(it, snapshot) ?? [];
        yield {
          at: place,
          message: fuller ? fuller(it, words(it, snapshot.project)) : words(it, snapshot.project),
          ...(more.length > 0 ? { related: more } : {}),
          ...(tags ? { tags } : {}),
          fixes: () => fixes?.(it, snapshot) ?? [],
        };
      }
    }),
  };
}
