import type { DiagnosticTag, Location, Range, TextEdit } from 'vscode-languageserver-protocol';
import type { SqlalchemyVersion } from '../config.ts';
import type { Snapshot } from '../workspace/snapshot.ts';

/** SQLAlchemy raises: error; it warns: warning; ours: information or hint. `off` rules run only where a setting turns them on. */
export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** A change that mends a finding. */
export interface Fix {
  readonly title: string;
  /** Edits by uri, against the texts of the snapshot the finding was made from. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** The safest of several, or one that leaves no choice. */
  readonly preferred?: boolean;
  /** For those who meant something else: the preferred one can be made with all others nevertheless. */
  readonly aside?: true;
}

/** One place where a rule is broken. */
export interface Finding {
  readonly range: Range;
  /** SQLAlchemy's own words where it has some, names filled in. */
  readonly message: string;
  readonly related?: readonly { readonly location: Location; readonly message: string }[];
  readonly tags?: readonly DiagnosticTag[];
  readonly fixes?: () => readonly Fix[];
}

/** The only place where a diagnostic's code, severity, words, logic and fixes live. */
export interface Rule {
  /** Words in kebab-case; stable, people put it into settings. */
  readonly code: string;
  readonly severity: Severity;
  readonly docs: {
    /** One sentence, Markdown. */
    readonly summary: string;
    readonly why: string;
    /** A fixture (see test/support): `# ^^^ code` below a line labels each finding; the fixes of all of them remove them. */
    readonly bad: string;
    readonly good: string;
    /** What SQLAlchemy says, or where it is written. */
    readonly sqlalchemy: string;
    /** Why nothing is offered to mend the bad example, or not everywhere. Markdown. */
    readonly noFix?: string;
    /** The version of SQLAlchemy that the examples are for, when it matters. */
    readonly version?: SqlalchemyVersion;
  };
  /** Findings in one file. Nothing may rest on an `unknown` resolution. */
  readonly check: (uri: string, snapshot: Snapshot) => Iterable<Finding>;
}
