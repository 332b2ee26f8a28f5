import { certainlyInMany } from '../infer/answers.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Member } from '../model/members.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import { partsOf } from '../model/startup/parts.ts';
import type { Call, Str } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { mayBeSet } from './set-in-code.ts';
import { similar } from './suggestions.ts';
import { mapperName, relationshipName } from './words.ts';

/** A proxy is only looked at when it is used. */
export const associationProxy: Rule = {
  code: 'association-proxy',
  severity: 'error',
  docs: {
    summary: 'An association proxy goes through an attribute that is no relationship, or asks its target for an attribute it does not have.',
    why: '`association_proxy("tags", "name")` is read when somebody uses it: nothing is said at start-up. The first name is a relationship of the class, one that a backref makes included, the second an attribute of what it leads to.',
    bad: library({
      core: 'String',
      before: 'from sqlalchemy.ext.associationproxy import association_proxy\n',
      author: `
    books = relationship("Book", backref="author")
    titles = association_proxy("boks", "title")
    #                           ^^^^ association-proxy
`,
      book: `
    title = Column(String)
    writer = association_proxy("author", "name")
    #                                     ^^^^ association-proxy
`,
      after: `
def titles():
    return Author.titles

def writer():
    return Book(author=Author()).writer`,
    }),
    good: library({
      core: 'String',
      before: 'from sqlalchemy.ext.associationproxy import association_proxy\n',
      author: `
    name = Column(String)
    books = relationship("Book", backref="author")
    titles = association_proxy("books", "title")
`,
      book: `
    title = Column(String)
    writer = association_proxy("author", "name")
`,
      after: `
def titles():
    return Author.titles

def writer():
    return Book(author=Author()).writer`,
    }),
    sqlalchemy:
      "InvalidRequestError: Mapper 'Mapper[Author(author)]' has no property 'boks'.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const { symbol } of partsOf(project, uri).classes) {
      const cls = project.ofSymbol(symbol);
      for (const member of cls?.members ?? []) {
        if (!cls || member.kind !== 'plain' || member.what !== 'association proxy' || member.uri !== uri) continue;
        const found = faultOf(member, cls, snapshot);
        if (found) yield found;
      }
    }
  }),
};

function faultOf(member: Member, cls: MappedClass, snapshot: Snapshot): Located | undefined {
  const { project } = snapshot;
  const binding = project.evaluator.classBindings(member.definer.fact).get(member.key)?.at(-1);
  const call = binding?.kind === 'value' && binding.value?.kind === 'call' ? binding.value : undefined;
  const [through, value] = call ? [argument(call, 'target_collection', 0), argument(call, 'attr', 1)] : [];
  if (!through || cls.open !== undefined) return undefined;
  const { uri } = member;
  const version = project.version(cls.at.uri);
  const found = project.attribute(cls, through.value);
  if (found.kind === 'none') {
    if (mayBeSet(snapshot, cls, through.value)) return undefined;
    const text = `Mapper '${mapperName(cls, version)}' has no property '${through.value}'`;
    return {
      at: { uri, range: through.content ?? through.range },
      message:
        version === '1.4'
          ? text
          : `${text}.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.`,
      fixes: () =>
        renames(
          snapshot,
          uri,
          through,
          project.relationships(cls).map(r => r.name),
        ),
    };
  }
  const it = sole(found);
  if (it?.kind === 'column' && it.member?.kind === 'column')
    return { at: { uri, range: through.content ?? through.range }, message: 'association proxy to a non-relationship intermediary is not supported' };
  const target = it?.kind === 'relationship' ? sole(it.attribute.target) : undefined;
  if (it?.kind !== 'relationship' || !target || !value || value.value.startsWith('_') || !isKnown(project, target, value.value)) return undefined;
  const inference = certainlyInMany(snapshot);
  // What is set on `self` somewhere is there as well.
  if (inference.member({ kind: 'instance', cls: target }, value.value).kind !== 'none') return undefined;
  return {
    at: { uri, range: value.content ?? value.range },
    message: `'${target.name}' object has no attribute '${value.value}'`,
    related: [
      { location: it.attribute.at, message: `'${relationshipName(it.attribute)}' leads to '${target.name}'` },
      { location: target.at, message: `'${target.name}' is here` },
    ],
    fixes: () => renames(snapshot, uri, value, [...project.relationships(target).map(r => r.name), ...columnsOf(target)]),
  };
}

/** True when the class and all that derive from it certainly have no such attribute. */
function isKnown(project: Project, cls: MappedClass, name: string): boolean {
  const { open, libraries, mro } = project.hierarchy.lineage(cls.symbol);
  if (open !== undefined || cls.open !== undefined || libraries.some(l => !/^sqlalchemy\.|\.Model$/.test(l))) return false;
  if (mro.some(c => project.hierarchy.written(c, '__getattr__') !== undefined || project.hierarchy.written(c, '__getattribute__') !== undefined)) return false;
  return project.attribute(cls, name).kind === 'none' && cls.children.every(child => isKnown(project, child, name));
}

const columnsOf = (cls: MappedClass): readonly string[] => [...cls.columns.keys(), ...(cls.parent ? columnsOf(cls.parent) : [])];

function argument({ args }: Call, keyword: string, position: number): Str | undefined {
  const value = (args.find(a => a.name?.id === keyword) ?? args.filter(a => !a.name && !a.star)[position])?.value;
  return value?.kind === 'string' && !args.some(a => a.star) ? value : undefined;
}

const renames = (snapshot: Snapshot, uri: string, string: Str, names: readonly string[]) => {
  const found = similar(string.value, [...names]);
  const { content } = string;
  return content
    ? found.flatMap((to, i) =>
        fix(
          snapshot,
          `Change to '${to}'`,
          change => {
            change.replaceRange(uri, content, to);
            return true;
          },
          i === 0 && found.length === 1,
        ),
      )
    : [];
};
