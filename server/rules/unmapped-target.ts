import { registryName } from '../edits/names.ts';
import { quoted } from '../edits/source.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix, replacing } from './fixing.ts';
import { similar } from './suggestions.ts';
import { atNode, atOneOf } from './words.ts';

/** A relationship leads to a mapped class. */
export const unmappedTarget = failureRule({
  code: 'unmapped-target',
  kinds: ['unmapped-target', 'not-a-class'],
  docs: {
    summary: 'The target of a relationship is a class that is not mapped, or no class at all.',
    why: 'A plain class, a mixin and a base with `__abstract__ = True` have no table. The relationship must lead to one of the classes that inherit from them; one to "any of them" does not exist. A table is no target either, nor a function that returns the name of a class.',
    noFix: 'Mapped classes that inherit from the one that is named are offered, or those of a similar name; otherwise nothing tells which class was meant.',
    bad: library({
      before: `
class Reader:
    pass

`,
      book: `
    readers = relationship(Reader)
    #                      ^^^^^^ unmapped-target
`,
    }),
    good: library({
      book: `
    authors = relationship(Author)
`,
    }),
    sqlalchemy: "UnmappedClassError: Class 'models.Reader' is not mapped",
  },
  at: failure => {
    const target = failure.attribute?.annotation?.target;
    return !failure.attribute?.argument('argument') && target ? atNode(failure, target) : atOneOf(failure, 'argument');
  },
  fixes: ({ attribute, error }, snapshot) => {
    const cls = error.kind === 'unmapped-target' ? error.cls : undefined;
    const name = error.kind === 'unmapped-target' ? error.name : undefined;
    if (!attribute || name === undefined) return [];
    const { project } = snapshot;
    const given = attribute.argument('argument');
    const node = given?.node ?? attribute.annotation?.target;
    const uri = given?.env.module.uri ?? (attribute.provenance.kind === 'declared' ? attribute.provenance.member.uri : undefined);
    if (!node || uri === undefined || (node.kind !== 'string' && node.kind !== 'name')) return [];
    // A mapped class that inherits from it, or one that is called nearly so.
    const known = project.classes.filter(c => c.registry.id === attribute.owner.registry.id);
    const below = known.filter(c => cls && project.hierarchy.mro(c.symbol).includes(cls)).map(c => c.name);
    const names = [...new Set(below.length > 0 ? below : similar(name, project.names.classNames(attribute.owner.registry)))].slice(0, 4);
    return names.flatMap(other => {
      const target = known.find(c => c.name === other);
      const path = target && registryName(project, attribute.owner, target);
      if (path === undefined) return [];
      const title = `Change to '${path}'`;
      if (node.kind === 'string') return replacing(snapshot, uri, node, path, title, names.length === 1);
      // Where the class may stand further down, or in another file, a string finds it.
      return fix(
        snapshot,
        title,
        change => {
          const source = change.source(uri);
          if (source) change.replaceRange(uri, node.range, quoted(path, source.quote));
          return source !== undefined;
        },
        names.length === 1,
      );
    });
  },
  related: ({ error }) =>
    error.kind === 'unmapped-target' && error.cls
      ? [{ location: { uri: error.cls.module.uri, range: error.cls.fact.name.range }, message: `'${error.cls.fact.name.id}' is here` }]
      : [],
});
