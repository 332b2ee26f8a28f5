import { type CodeLens, CodeLensRequest, CodeLensResolveRequest, type Command, type Location } from 'vscode-languageserver-protocol';
import { append, memo } from '../base/lazy.ts';
import type { RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { commands, type Target } from '../protocol.ts';
import { TemplateSearch } from '../uses/in-template.ts';
import { type Remembered, search } from '../uses/search.ts';
import { relationships } from '../uses/subject.ts';
import type { Found, Use } from '../uses/use.ts';
import { Kept, type Watched } from '../workspace/kept.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature, defineSearch, type Steps } from './feature.ts';
import { named, nameOf } from './named-attribute.ts';
import { isImplicit, label, typeOf } from './words.ts';

/** So many names stand in a lens; more are counted. */
const maxNames = 4;

/** Above a relationship how often it is used and what it creates, above a model what it receives. The uses are counted when the lens comes into view. */
export const codeLenses = defineFeature(
  CodeLensRequest.type,
  { codeLensProvider: { resolveProvider: true } },
  (snapshot, { textDocument: { uri } }): CodeLens[] => {
    if (!snapshot.config(uri).codeLens || snapshot.installed(uri)) return [];
    return [...[...written(snapshot, uri).values()].flatMap(made => ofRelationship(snapshot, made)), ...received(snapshot, uri)];
  },
);

/** The relationships written in a file, by their place: what a mixin declares is several at once. */
function written({ project }: Snapshot, uri: string): ReadonlyMap<string, readonly RelationshipAttribute[]> {
  const byPlace = new Map<string, RelationshipAttribute[]>();
  for (const cls of project.classes)
    for (const it of cls.own.values())
      if (!isImplicit(it) && it.at.uri === uri) append(byPlace, `${it.at.range.start.line}:${it.at.range.start.character}`, it);
  return byPlace;
}

function ofRelationship(snapshot: Snapshot, made: readonly RelationshipAttribute[]): readonly CodeLens[] {
  const [first] = made;
  if (!first) return [];
  const { range } = first.at;
  const uses = { range, data: nameOf(first) };
  const created = made.flatMap(it => it.reverse.filter(r => r.provenance.kind === 'backref' && r.provenance.source === it));
  const [implicit, ...more] = created;
  if (!implicit) return [uses];
  const creates = created.length > maxNames ? `creates ${created.length} attributes` : `creates ${created.map(label).join(', ')}`;
  const receivers = created.map((it): Target => ({ label: label(it), description: typeOf(it), at: it.owner.at }));
  const lenses = [uses, { range, command: goTo(snapshot, creates, 'Created by the backref', receivers) }];
  return more.length > 0 ? lenses : [...lenses, { range, data: nameOf(implicit) }];
}

/** One lens for all that a model receives: nothing in its body speaks of it, and one line says enough. */
function received(snapshot: Snapshot, uri: string): readonly CodeLens[] {
  return snapshot.project.inFile(uri).flatMap(cls => {
    const implicit = [...cls.own.values()].filter(isImplicit);
    if (implicit.length === 0) return [];
    const names = implicit.slice(0, maxNames).map(it => it.name);
    const more = implicit.length > names.length ? ` +${implicit.length - names.length}` : '';
    const places = implicit.map((it): Target => {
      const made = it.provenance.kind === 'backref' ? ` · backref of ${label(it.provenance.source)}` : '';
      return { label: it.name, description: `${typeOf(it)}${made}`, at: it.at };
    });
    return [{ range: cls.at.range, command: goTo(snapshot, `implicit: ${names.join(', ')}${more}`, `Implicit attributes of ${cls.name}`, places) }];
  });
}

/** `heading`: of the list in which several targets are shown. */
const goTo = (snapshot: Snapshot, title: string, heading: string, targets: readonly Target[]): Command => run(snapshot, title, commands.pick, heading, targets);

/** A lens that does something where the client has our commands, and is mere text elsewhere. */
const run = ({ editor }: Snapshot, title: string, command: string, ...args: unknown[]): Command =>
  editor.commands ? { title, command, arguments: args } : { title, command: '' };

/** What was found of each relationship, file by file: after an edit only files of which it may be another are read again, until the project is another one. */
const found = new WeakMap<Project, Kept<ReadonlyMap<RelationshipAttribute, Found>>>();
/** All lenses look into a file together, so that what is worked out for one serves the others. */
const watched = new WeakMap<Snapshot, Map<string, Looking>>();
interface Looking {
  readonly watched: Watched<ReadonlyMap<RelationshipAttribute, Found>>;
  readonly found: Map<RelationshipAttribute, Found>;
}
const templates = new WeakMap<Snapshot, TemplateSearch>();

/** Counts the uses of a relationship, those that "Find All References" shows. */
export const codeLensResolve = defineSearch(CodeLensResolveRequest.type, {}, function* (snapshot, lens): Steps<never, CodeLens> {
  const attribute = named(lens.data, snapshot.project);
  if (!attribute) return { ...lens, command: { title: '', command: '' } };
  const uses = yield* usesOf(snapshot, attribute);
  const title = `${uses.length} reference${uses.length === 1 ? '' : 's'}${isImplicit(attribute) ? ` to ${attribute.name}` : ''}`;
  const { uri, range } = attribute.at;
  return { ...lens, command: uses.length === 0 ? { title, command: '' } : run(snapshot, title, commands.showReferences, uri, range.start, uses) };
});

function* usesOf(snapshot: Snapshot, attribute: RelationshipAttribute): Steps<never, readonly Location[]> {
  const kept = memo(found, snapshot.project, () => new Kept<ReadonlyMap<RelationshipAttribute, Found>>());
  const looking = (uri: string): Looking =>
    memo(
      memo(watched, snapshot, () => new Map<string, Looking>()),
      uri,
      () => ({ watched: kept.watch(snapshot, uri), found: new Map(kept.get(snapshot, uri)) }),
    );
  const remembered: Remembered = {
    known: uri => kept.get(snapshot, uri)?.get(attribute),
    snapshot: uri => looking(uri).watched.snapshot,
    keep: (uri, uses) => {
      const here = looking(uri);
      here.found.set(attribute, uses);
      here.watched.keep(uri, here.found);
    },
  };
  const inTemplates = memo(templates, snapshot, () => new TemplateSearch(snapshot));
  const steps = search(snapshot, relationships(snapshot.project, [attribute]), remembered, inTemplates);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value.uses.filter(isShown).map(({ uri, range }) => ({ uri, range }));
    yield { done: step.value.done, total: step.value.total, part: [] };
  }
}

const isShown = ({ kind, certainty }: Use): boolean => kind !== 'declaration' && certainty !== 'open';
