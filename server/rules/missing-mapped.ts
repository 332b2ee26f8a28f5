import { Imports } from '../edits/imports.ts';
import { sole } from '../model/resolution.ts';
import { partsOf } from '../model/startup/parts.ts';
import { annotated } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { relationshipName } from './words.ts';

/** For projects that want every relationship typed. */
export const missingMapped: Rule = {
  code: 'missing-mapped',
  severity: 'off',
  docs: {
    summary: 'A relationship of a SQLAlchemy 2 model has no `Mapped[...]` annotation.',
    why: 'Type checkers do not know what it leads to, and whether to one or many. The rule is off unless a setting turns it on, and speaks of classes in the style of SQLAlchemy 2 alone: those that have annotated columns.',
    bad: annotated({
      author: `
    books = relationship("Book")
#   ^^^^^ missing-mapped
`,
    }),
    good: annotated({
      author: `
    books: Mapped[list["Book"]] = relationship("Book")
`,
    }),
    sqlalchemy: 'Nothing is raised. [Declarative and relationships](https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html)',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { project } = snapshot;
    for (const it of partsOf(project, uri).relationships) {
      if (it.provenance.kind !== 'declared' || it.annotation || it.at.uri !== uri || project.version(uri) === '1.4') continue;
      const { member } = it.provenance;
      const inBody = member.definer === it.owner.symbol && project.hierarchy.written(member.definer, member.key)?.kind === 'value';
      const { mro, open } = project.hierarchy.lineage(it.owner.symbol);
      const isNew = it.owner.members.some(m => m.kind === 'column' && m.annotation !== undefined);
      const lastLine = it.owner.symbol.fact.range.end.line;
      if (!inBody || open !== undefined || !isNew || mro.length === 0 || it.owner.registry.flavor === 'sqlmodel' || it.at.range.start.line > lastLine) continue;
      const target = sole(it.target);
      yield {
        at: it.at,
        message: `'${relationshipName(it)}' has no Mapped[...] annotation`,
        fixes: () => {
          const plain =
            it.uselist !== undefined && target && !it.argument('collection_class') && (it.lazy ?? 'dynamic') !== 'dynamic' && it.lazy !== 'write_only';
          if (!plain) return [];
          return fix(snapshot, 'Add the annotation', change => {
            const source = change.source(uri);
            if (!source) return false;
            const imports = new Imports(change, source);
            const mapped = imports.add('sqlalchemy.orm', 'Mapped');
            const { quote } = source;
            const name = `${quote}${target.name}${quote}`;
            const type = it.uselist ? `list[${name}]` : `${imports.add('typing', 'Optional')}[${name}]`;
            imports.write();
            change.insert(source, source.lines.offset(it.at.range.end), `: ${mapped}[${type}]`);
            return true;
          });
        },
      };
    }
  }),
};
