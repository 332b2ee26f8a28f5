/** Every setting once: its default, its words, and how a value from outside is read. `package.json` is made from this table. */

/** One setting under `backref.*`; `parse` returns undefined for a value that does not fit. */
export interface Setting<T> {
  readonly default: T;
  /** Markdown, shown in the settings editor. */
  readonly description: string;
  /** JSON schema of the value, without default and description. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly parse: (value: unknown) => T | undefined;
}

/** How much a rule says; `default` leaves it to the rule. */
export type SeveritySetting = 'default' | 'error' | 'warning' | 'information' | 'hint' | 'off';
/** All of them. */
export const severities: readonly SeveritySetting[] = ['default', 'error', 'warning', 'information', 'hint', 'off'];

/** When Backref answers for attributes that a Python language server sees as well. */
export type Navigation = 'auto' | 'all';

/** Which files are looked at without being asked for. */
export type DiagnosticMode = 'openFiles' | 'workspace';

/** The versions of SQLAlchemy that differ in what they make of models; later ones count as the last. */
export type SqlalchemyVersion = '1.4' | '2.0' | '2.1';
/** What a setting may say of it. */
export const sqlalchemyVersions: readonly (SqlalchemyVersion | 'auto')[] = ['auto', '1.4', '2.0', '2.1'];

const setting = <T>(it: Setting<T>): Setting<T> => it;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

export const settings = {
  rules: setting<Readonly<Record<string, SeveritySetting>>>({
    default: {},
    description: 'Severity of each rule by its code, for example `{ "no-backref": "hint" }`. `off` silences a rule, `default` leaves the severity to the rule.',
    schema: { type: 'object', additionalProperties: { type: 'string', enum: severities } },
    parse: value => {
      if (!isRecord(value)) return undefined;
      const entries: [string, SeveritySetting][] = [];
      for (const [code, severity] of Object.entries(value)) {
        const known = severities.find(s => s === severity);
        if (known === undefined) return undefined;
        entries.push([code, known]);
      }
      return Object.fromEntries(entries);
    },
  }),
  diagnosticMode: setting<DiagnosticMode>({
    default: 'openFiles',
    description:
      'Which files problems are reported of. `openFiles`: those that are open; `workspace`: all, the others in the background a moment after each change, so that an edit shows what it breaks elsewhere. `backref check` always looks at all.',
    schema: { type: 'string', enum: ['openFiles', 'workspace'] },
    parse: value => (value === 'openFiles' || value === 'workspace' ? value : undefined),
  }),
  navigation: setting<Navigation>({
    default: 'auto',
    description:
      'What Backref answers outside strings. `auto`: with a Python language server active only what that server cannot know (implicit attributes and what follows them), otherwise everything; `all`: everything, always.',
    schema: { type: 'string', enum: ['auto', 'all'] },
    parse: value => (value === 'auto' || value === 'all' ? value : undefined),
  }),
  askPythonLanguageServer: setting<boolean>({
    default: true,
    description:
      'Whether hover, definition and completion may ask the Python language server beside Backref for the type of what an attribute is read from, where Backref itself knows nothing of it. What it says counts as probable.',
    schema: { type: 'boolean' },
    parse: flag,
  }),
  codeLens: setting<boolean>({
    default: true,
    description:
      'Whether the editor shows above relationships how often they are used and which attribute they create, and above models which implicit attributes they receive. VS Code shows them while `editor.codeLens` is on.',
    schema: { type: 'boolean' },
    parse: flag,
  }),
  sqlalchemyVersion: setting<SqlalchemyVersion | 'auto'>({
    default: 'auto',
    description:
      'The SQLAlchemy that the project runs on; rules and messages follow it. `auto`: what its lock, requirements or project files say; where they leave it open, what is installed in its Python environment; else 2.0.',
    schema: { type: 'string', enum: sqlalchemyVersions },
    parse: value => sqlalchemyVersions.find(v => v === value),
  }),
  pythonEnvironment: setting<string>({
    default: '',
    description:
      'The Python environment whose installed packages models derive from: its folder or its interpreter, absolute or relative to the workspace folder. Empty: the one chosen in the Python extension, else a `.venv`, `venv` or `env` of the project. Its files are read, never run.',
    schema: { type: 'string' },
    parse: value => (typeof value === 'string' ? value.trim() : undefined),
  }),
  exclude: setting<readonly string[]>({
    default: [],
    description: 'Further folders and files to leave out of the index, as glob patterns in the style of `.gitignore`, relative to the workspace folder.',
    schema: { type: 'array', items: { type: 'string' } },
    parse: value => (Array.isArray(value) && value.every(v => typeof v === 'string') ? value : undefined),
  }),
  maxFileSize: setting<number>({
    default: 2000,
    description: 'Python files larger than this many kilobytes are left out of the index; the log names them.',
    schema: { type: 'number', minimum: 1 },
    parse: value => (typeof value === 'number' && value >= 1 ? value : undefined),
  }),
};

/** The values of all settings. */
export type Config = { readonly [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T : never };

export const defaultConfig: Config = {
  rules: settings.rules.default,
  diagnosticMode: settings.diagnosticMode.default,
  navigation: settings.navigation.default,
  askPythonLanguageServer: settings.askPythonLanguageServer.default,
  codeLens: settings.codeLens.default,
  sqlalchemyVersion: settings.sqlalchemyVersion.default,
  pythonEnvironment: settings.pythonEnvironment.default,
  exclude: settings.exclude.default,
  maxFileSize: settings.maxFileSize.default,
};

/** Reads a `backref` section; a bad value falls back to its default and is named in `problems`. */
export function parseConfig(section: unknown): { readonly config: Config; readonly problems: readonly string[] } {
  const given = isRecord(section) ? section : {};
  const problems: string[] = [];
  const read = <T>(key: string, it: Setting<T>): T => {
    const value = given[key];
    if (value === undefined || value === null) return it.default;
    const parsed = it.parse(value);
    if (parsed === undefined) problems.push(`backref.${key}: ${JSON.stringify(value)} does not fit; the default is used`);
    return parsed ?? it.default;
  };
  const config: Config = {
    rules: read('rules', settings.rules),
    diagnosticMode: read('diagnosticMode', settings.diagnosticMode),
    navigation: read('navigation', settings.navigation),
    askPythonLanguageServer: read('askPythonLanguageServer', settings.askPythonLanguageServer),
    codeLens: read('codeLens', settings.codeLens),
    sqlalchemyVersion: read('sqlalchemyVersion', settings.sqlalchemyVersion),
    pythonEnvironment: read('pythonEnvironment', settings.pythonEnvironment),
    exclude: read('exclude', settings.exclude),
    maxFileSize: read('maxFileSize', settings.maxFileSize),
  };
  return { config, problems };
}
