import { basename } from 'node:path';
import { equal } from '../base/equal.ts';
import { type Config, defaultConfig } from '../config.ts';
import { collectFacts } from '../facts/collect.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { SourceFile, Sources } from '../model/modules.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Module } from '../syntax/tree.ts';
import { exists, normalUri, type Problem, packagesAround, pathOf, readText, uriOf, walk, withoutBraces } from './disk.ts';
import { Environments } from './environments.ts';
import type { FileState, Listing } from './file-state.ts';
import { lineWidths } from './line-width.ts';
import { ProjectMemo } from './project-memo.ts';
import { ProjectSettings } from './project-settings.ts';
import { search } from './search.ts';
import { modelFiles, type Sieve, sift } from './sieve.ts';
import type { Editor, Folder, Snapshot } from './snapshot.ts';
import { isTelling } from './surroundings.ts';
import { templates } from './template-files.ts';
import { type Parsed, Trees } from './trees.ts';
import { WordTables } from './word-table.ts';
import { Words } from './words.ts';

/** How far the index is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** The texts of a workspace, disk under open editors, and what is made of them: facts live as long as their text, the project as long as its facts. */
export class Session {
  readonly #log: (message: string) => void;
  readonly #folders = new Map<string, Folder & { readonly path: string | undefined; config: Config; excluded: readonly string[] }>();
  readonly #files = new Map<string, FileState>();
  readonly #open = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly #trees = new Trees();
  readonly #words = new WordTables();
  readonly #project = new ProjectMemo();
  #snapshot: Snapshot | undefined;
  readonly #environments: Environments;
  /** Which files there are and which may declare models. It follows from their uris, folders and sieves, and is dropped when one of these changes. */
  #listing: Listing | undefined;
  #unread: readonly Problem[] = [];
  readonly #projects = new ProjectSettings();
  pythonLanguageServer = false;
  /** A project leaves out other files than before, so that all must be read anew. */
  mustIndex = false;
  editor: Editor = { documentChanges: false, confirmation: false, creation: false, commands: false, resolvesCodeActions: false };

  constructor(log: (message: string) => void = () => {}) {
    this.#log = log;
    this.#environments = new Environments(log, {
      folders: () => [...this.#folders.values()],
      folderOf: uri => this.#folders.get(this.#files.get(uri)?.source.folder ?? ''),
      config: uri => this.#config(uri),
    });
  }

  get folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  /** Files that were left out or could not be read. */
  get skipped(): number {
    return [...this.#files.values()].filter(f => f.problem !== undefined).length;
  }

  /** Files and folders that were left out or could not be read, and why. */
  get leftOut(): readonly Problem[] {
    return [...this.#unread, ...[...this.#files].flatMap(([uri, { problem }]) => (problem === undefined ? [] : [{ path: pathOf(uri) ?? uri, why: problem }]))];
  }

  get fileCount(): number {
    return this.#files.size;
  }

  addFolder(uri: string, name?: string): void {
    const path = pathOf(uri);
    const clean = path === undefined ? uri : uriOf(path).replace(/\/$/, '');
    this.#folders.set(clean, { uri: clean, name: name ?? (path === undefined ? uri : basename(path)), path, config: defaultConfig, excluded: [] });
    this.#snapshot = undefined;
  }

  removeFolder(uri: string): void {
    const clean = normalUri(uri).replace(/\/$/, '');
    this.#folders.delete(clean);
    for (const [key, file] of this.#files) if (file.source.folder === clean) this.#drop(key);
    this.#stale();
  }

  /** `excluded`: the patterns of VS Code's `files.exclude` that are on. */
  configure(folder: string, config: Config, excluded: readonly string[] = []): void {
    const it = this.#folders.get(normalUri(folder).replace(/\/$/, ''));
    if (!it) return;
    it.config = config;
    it.excluded = excluded.flatMap(withoutBraces);
    this.#surroundingsChanged();
  }

  /** The Python environment that the editor or the shell has chosen for each folder: the path of its folder or of its interpreter. */
  choosePython(byFolder: Readonly<Record<string, string>>): void {
    const chosen = new Map(Object.entries(byFolder).map(([uri, path]) => [normalUri(uri).replace(/\/$/, ''), path]));
    if (this.#environments.choose(chosen)) this.#surroundingsChanged();
  }

  #surroundingsChanged(): void {
    this.#projects.drop();
    this.#environments.drop();
    this.#stale();
  }

  /**
   * Reads all folders anew. Gives the event loop back every few milliseconds, so that requests can be received meanwhile; stops early when
   * `cancelled` says so.
   */
  async index(progress: (at: Progress) => void = () => {}, cancelled: () => boolean = () => false): Promise<void> {
    this.#files.clear();
    this.#listing = undefined;
    this.mustIndex = false;
    this.#trees.clear();
    this.#surroundingsChanged();
    const unread: Problem[] = [];
    this.#unread = unread;
    const found = [...this.#folders.values()].flatMap(folder => {
      if (folder.path === undefined) return [];
      const outer = packagesAround(folder.path);
      const patterns = [...folder.excluded, ...folder.config.exclude.flatMap(withoutBraces)];
      const problem = (it: Problem): void => {
        unread.push(it);
        this.#log(`${it.path}: ${it.why}`);
      };
      const files = walk(folder.path, patterns, problem).filter(file => !this.#projects.excludes(uriOf(file.path)));
      return files.map(file => ({ ...file, folder, outer }));
    });
    let last = performance.now();
    for (const [done, file] of found.entries()) {
      const uri = uriOf(file.path);
      // A folder inside another folder of the workspace is the nearer home of its files.
      const known = this.#files.get(uri);
      if (!known || known.source.folder.length < file.folder.uri.length) this.#admit(uri, this.#source(file.folder.uri, file.relative, file.outer));
      if (performance.now() - last < 12) continue;
      progress({ done, total: found.length });
      await new Promise(resolve => setImmediate(resolve));
      if (cancelled()) return;
      last = performance.now();
    }
    for (const uri of this.#open.keys()) {
      const source = this.#files.has(uri) ? undefined : this.#home(uri);
      if (source) this.#admit(uri, source);
    }
    // Someone may have asked while the files were being read.
    this.#stale();
    for (const uri of this.#list().models) {
      this.#factsOf(uri, text => parseModule(text));
      if (performance.now() - last < 12) continue;
      progress({ done: found.length, total: found.length });
      await new Promise(resolve => setImmediate(resolve));
      if (cancelled()) return;
      last = performance.now();
    }
  }

  #source(folder: string, relative: string, outer: readonly string[]): SourceFile {
    return { uri: `${folder}/${relative}`, folder, segments: relative.replace(/\.py$/, '').split('/'), outer };
  }

  /** Takes a file into the index, or notes why not. */
  #admit(uri: string, source: SourceFile): void {
    const open = this.#open.get(uri);
    const read = open === undefined ? this.#read(uri, source.folder) : { text: open };
    const file: FileState = { source: { ...source, uri }, sieve: noSieve, words: noWords, facts: undefined, sound: undefined, problem: undefined };
    if ('text' in read) {
      file.sieve = sift(read.text);
      file.words = new Words(read.text);
    } else {
      file.problem = read.why;
      this.#log(`${pathOf(uri) ?? uri}: left out: ${read.why}`);
    }
    const known = this.#files.get(uri);
    const same = known && known.problem === file.problem && known.source.folder === source.folder && equal(known.sieve, file.sieve);
    if (!same) this.#listing = undefined;
    this.#files.set(uri, file);
  }

  #read(uri: string, folder: string): { readonly text: string } | { readonly why: string } {
    const path = pathOf(uri);
    const config = this.#folders.get(folder)?.config ?? defaultConfig;
    return path === undefined ? { why: 'not a file on disk' } : readText(path, config.maxFileSize * 1024);
  }

  #text(uri: string): string | undefined {
    const open = this.#open.get(uri);
    if (open !== undefined) return open;
    const read = this.#read(uri, this.#files.get(uri)?.source.folder ?? '');
    return 'text' in read ? read.text : undefined;
  }

  /** The text of an open editor, with the number the editor gives to it; undefined when it was closed, and the disk counts again. */
  edit(rawUri: string, text: string | undefined, version?: number): void {
    const uri = normalUri(rawUri);
    if (text === undefined || version === undefined) this.#versions.delete(uri);
    else this.#versions.set(uri, version);
    const before = this.#open.get(uri);
    if (text === undefined) this.#open.delete(uri);
    else this.#open.set(uri, text);
    if (before === text && text !== undefined) return;
    if (!this.#files.has(uri) && this.#environments.holds(uri)) this.#forgetInstalled(uri);
    else if (text !== undefined && before === undefined && this.#files.has(uri) && this.#matchesDisk(uri, text)) return;
    else this.#refresh(uri);
  }

  #matchesDisk(uri: string, text: string): boolean {
    const read = this.#read(uri, this.#files.get(uri)?.source.folder ?? '');
    return 'text' in read && read.text === text;
  }

  /** A file was created, changed (`onlyText`) or deleted on disk. Returns false when that is of no consequence. */
  changed(rawUri: string, onlyText = false): boolean {
    const uri = normalUri(rawUri);
    const path = pathOf(uri) ?? '';
    const telling = isTelling(path);
    if (basename(path) === 'pyproject.toml' && this.#projects.changed(path)) this.mustIndex = true;
    if (telling) this.#surroundingsChanged();
    if (this.#open.has(uri) || (onlyText && !uri.endsWith('.py'))) return telling;
    const known = this.#files.get(uri);
    if (!known && !this.#home(uri)) return this.#folderGone(uri) || telling;
    this.#refresh(uri);
    return true;
  }

  /** Drops what lay in a folder that is not there any more. Returns false when nothing did. */
  #folderGone(uri: string): boolean {
    const path = pathOf(uri);
    if (path === undefined || exists(path) !== undefined) return false;
    const lost = [...this.#files.keys()].filter(u => u.startsWith(`${uri}/`) && !this.#open.has(u));
    for (const it of lost) this.#drop(it);
    if (lost.length > 0) this.#stale();
    return lost.length > 0;
  }

  #refresh(uri: string): void {
    this.#snapshot = undefined;
    const known = this.#files.get(uri);
    const path = pathOf(uri);
    const there = this.#open.has(uri) || (path !== undefined && exists(path) === 'file');
    const source = there ? (known?.source ?? this.#home(uri)) : undefined;
    this.#trees.drop(uri);
    if (!there) this.#drop(uri);
    if (source) this.#admit(uri, source);
    const now = this.#files.get(uri);
    // A template, or a file outside all folders.
    if (!now && !known) return;
    if (now && known) now.sound = known.sound;
    if (now && known && now.problem === known.problem) this.#project.changed(uri, known);
    else this.#stale();
  }

  /** The set of files or a setting is another one. */
  #stale(): void {
    this.#project.drop();
    this.#snapshot = undefined;
  }

  #drop(uri: string): void {
    this.#listing = undefined;
    this.#files.delete(uri);
    this.#trees.drop(uri);
  }

  /** The text of an installed file is another one in the editor. */
  #forgetInstalled(uri: string): void {
    this.#trees.drop(uri);
    this.#snapshot = undefined;
  }

  /** Where a file that was not there before belongs; undefined when it is outside all folders or left out. */
  #home(uri: string): SourceFile | undefined {
    if ((!uri.endsWith('.py') && !uri.startsWith('untitled:')) || this.#environments.holds(uri)) return undefined;
    const folders = [...this.#folders.values()].filter(f => uri.startsWith(`${f.uri}/`)).sort((a, b) => b.uri.length - a.uri.length);
    const [folder] = folders;
    if (!folder?.path)
      return this.#open.has(uri) ? { uri, folder: '', segments: [uri.slice(uri.lastIndexOf('/') + 1).replace(/\.py$/, '')], outer: [] } : undefined;
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    const relative = path
      .slice(folder.path.length)
      .replace(/^[\\/]+/, '')
      .replaceAll('\\', '/');
    const left = /(?:^|\/)(?:\.git|node_modules|__pycache__|site-packages|\.venv|\.tox)\//.test(relative);
    return (left || this.#projects.excludes(uri)) && !this.#open.has(uri) ? undefined : this.#source(folder.uri, relative, packagesAround(folder.path));
  }

  #list(): Listing {
    this.#listing ??= this.#makeListing();
    return this.#listing;
  }

  #makeListing(): Listing {
    const uris = [...this.#files.keys()].sort();
    const sieves = new Map<string, Sieve>();
    for (const uri of uris) {
      const file = this.#files.get(uri);
      if (file && file.problem === undefined) sieves.set(uri, file.sieve);
    }
    return { uris, models: modelFiles(sieves), sources: uris.flatMap(uri => this.#files.get(uri)?.source ?? []) };
  }

  /** Where all files are read one after the other their trees are not worth keeping. */
  #factsOf(uri: string, parse: (text: string) => Module | undefined = () => this.#parsed(uri)?.module()): FileFacts | undefined {
    const file = this.#files.get(uri);
    if (!file) return this.#environments.files.facts(uri);
    if (file.problem !== undefined) return undefined;
    if (file.facts) return file.facts;
    const text = this.#text(uri);
    if (text === undefined) {
      file.problem = 'it vanished while it was read';
      this.#listing = undefined;
      return undefined;
    }
    const module = parse(text);
    if (!module) return undefined;
    const facts = collectFacts(uri, module, text);
    // A half-typed triple quote hides everything behind it; what was there a moment ago is the better guess.
    const useful = module.broken && file.sound && classCount(facts) < classCount(file.sound) ? file.sound : facts;
    if (!module.broken) file.sound = facts;
    file.facts = useful;
    return useful;
  }

  #parsed(uri: string): Parsed | undefined {
    return this.#trees.get(uri, () => this.#text(uri));
  }

  /** Undefined for what is no Python: the text of a template. */
  #python(uri: string): Parsed | undefined {
    return this.#files.has(uri) || this.#environments.holds(uri) || uri.endsWith('.py') ? this.#parsed(uri) : undefined;
  }

  #config(uri: string): Config {
    const ofFolder = this.#folders.get(this.#files.get(uri)?.source.folder ?? '')?.config ?? [...this.#folders.values()][0]?.config ?? defaultConfig;
    return this.#projects.config(uri, ofFolder);
  }

  /** The workspace as it is now. */
  snapshot(): Snapshot {
    this.#snapshot ??= this.#take();
    return this.#snapshot;
  }

  #take(): Snapshot {
    this.#trees.trim();
    const { uris, models, sources: files } = this.#list();
    const sources = (): Omit<Sources, 'facts'> => ({
      files,
      imports: uri => (this.#files.get(uri)?.sieve ?? this.#environments.files.sieve(uri))?.imports ?? [],
      version: uri => this.#environments.sqlalchemy(uri).version,
      installed: this.#environments.sources(),
      modelUris: models,
    });
    const session = this;
    return {
      project: this.#project.get(
        sources,
        uri => this.#files.get(uri),
        uri => this.#factsOf(uri),
      ),
      config: uri => this.#config(uri),
      get pythonLanguageServer() {
        return session.pythonLanguageServer;
      },
      sqlalchemy: uri => this.#environments.sqlalchemy(uri),
      environment: uri => this.#environments.folder(uri),
      installed: uri => !this.#files.has(uri) && this.#environments.holds(uri),
      get editor() {
        return session.editor;
      },
      text: uri => this.#files.get(uri) ?? this.#open.get(uri),
      facts: uri => this.#factsOf(uri),
      version: uri => this.#versions.get(normalUri(uri)) ?? null,
      tree: uri => this.#python(uri)?.module(),
      lines: uri => this.#python(uri)?.lines,
      lineWidth: lineWidths(),
      ...search(uris, uri => this.#files.get(uri), this.#words),
      templates: () => templates([...this.#folders.values()], [...this.#open.keys()], uri => this.#text(uri)),
      uris,
      folders: this.folders,
      projectFile: uri => this.#projects.nearest(uri, this.folders),
      projectFiles: () => [...new Set(uris.flatMap(uri => this.#projects.of(uri) ?? []))],
    };
  }
}

const noWords = new Words('');
const noSieve: Sieve = { speaks: false, classes: [], imports: [] };

const classCount = (facts: FileFacts): number => facts.scope.bindings.filter(b => b.kind === 'class').length;
