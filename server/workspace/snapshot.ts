import type { Lines } from '../base/text.ts';
import type { Config } from '../config.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { Project } from '../model/project.ts';
import type { Module } from '../syntax/tree.ts';
import type { LineWidth } from './line-width.ts';
import type { ProjectFile } from './project-settings.ts';
import type { SqlalchemyTarget } from './surroundings.ts';

/** Everything a rule or a feature may look at: the workspace at one moment. The same object as long as no text changes. */
export interface Snapshot {
  readonly project: Project;
  readonly config: (uri: string) => Config;
  /** The SQLAlchemy that a file's project runs on. */
  readonly sqlalchemy: (uri: string) => SqlalchemyTarget;
  /** The folder of the Python environment that a file's project runs in; undefined when none is found. */
  readonly environment: (uri: string) => string | undefined;
  /** A general Python language server answers beside us. */
  readonly pythonLanguageServer: boolean;
  readonly editor: Editor;
  /** The number the editor gives to the text of an open document; null for one that is not open. */
  readonly version: (uri: string) => number | null;
  /** What stands for the text of a file: the same as long as the text is. */
  readonly text: (uri: string) => unknown;
  readonly facts: (uri: string) => FileFacts | undefined;
  /** The tree of a file as it is now; undefined when it cannot be read. */
  readonly tree: (uri: string) => Module | undefined;
  /** The text of a file by lines and offsets; undefined when it cannot be read. */
  readonly lines: (uri: string) => Lines | undefined;
  /** How long the lines of a file may be, where its project says so. */
  readonly lineWidth: (uri: string) => LineWidth | undefined;
  /** Uris of the files whose texts hold all of some identifiers, in order; a few more may be among them. */
  readonly mentioning: (...words: readonly string[]) => readonly string[];
  /** The Jinja templates of the workspace; looked for anew each time, for few requests ask. */
  readonly templates: () => readonly TemplateFile[];
  /** Uris of the files that hold a class statement of a name, in whatever case. */
  readonly declaring: (className: string) => readonly string[];
  /** True for a file of an installed package, which is not the workspace's to judge or to change. */
  readonly installed: (uri: string) => boolean;
  /** Uris of all Python files of the workspace. */
  readonly uris: readonly string[];
  readonly folders: readonly Folder[];
  /** The `pyproject.toml` that speaks for a file, or could: the nearest with a `[tool.backref]`, else the nearest in its workspace folder. */
  readonly projectFile: (uri: string) => { readonly uri: string; readonly text: string } | undefined;
  /** Those that speak for files of the workspace. */
  readonly projectFiles: () => readonly ProjectFile[];
}

/** A file that may be a Jinja template. */
export interface TemplateFile {
  readonly uri: string;
  /** Below its workspace folder, with forward slashes. */
  readonly path: string;
  /** Read when asked for; undefined when it cannot be read or is too large. */
  readonly text: () => string | undefined;
}

/** What the editor at the other end can do. */
export interface Editor {
  /** It takes edits as `documentChanges`. */
  readonly documentChanges: boolean;
  /** It can ask the user about single edits before they are made (change annotations). */
  readonly confirmation: boolean;
  /** It takes edits that create files. */
  readonly creation: boolean;
  /** It has the commands of `protocol.ts`. */
  readonly commands: boolean;
  /** Where the page of a rule is to be had, with `*` for its code; undefined where nobody says. */
  readonly rulePages?: string;
  /** It asks for the edit of a code action when the action is chosen. */
  readonly resolvesCodeActions: boolean;
}

/** A workspace folder. */
export interface Folder {
  readonly uri: string;
  readonly name: string;
}
