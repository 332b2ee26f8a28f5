import { setInLayout } from '../edits/layout.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';

const hierarchy = (more: string): string => `
class Work(Base):
    __tablename__ = "work"
    id = Column(Integer, primary_key=True)
    kind = Column(String)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "work"}

class Play(Work):
    year = ${more}
    __mapper_args__ = {"polymorphic_identity": "play"}

class Poem(Work):
    year = ${more}`;

const end = `
    __mapper_args__ = {"polymorphic_identity": "poem"}`;

/** Classes without a table of their own share the columns of one. */
export const columnConflict = failureRule({
  code: 'column-conflict',
  kinds: ['column-conflict', 'inherited-key'],
  docs: {
    summary: 'Two classes of single-table inheritance add a column of the same name, or one of them a primary key.',
    why: 'Both columns would be one in the table they share. `mapped_column(use_existing_column=True)` takes the one that is there; before 2.0 a `@declared_attr` does the same. Or the column belongs into the parent.',
    bad: library({
      core: 'String',
      orm: 'mapped_column',
      after: `${hierarchy('mapped_column(Integer)')}
#   ^^^^ column-conflict${end}`,
    }),
    good: library({ core: 'String', orm: 'mapped_column', after: `${hierarchy('mapped_column(Integer, use_existing_column=True)')}${end}` }),
    sqlalchemy:
      "ArgumentError: Column 'year' on class Poem conflicts with existing column 'work.year'.  If using Declarative, consider using the use_existing_column parameter of mapped_column() to resolve conflicts.",
  },
  at: ({ member }) => member && { uri: member.uri, range: member.name.range },
  related: ({ error }) => {
    if (error.kind !== 'column-conflict') return [];
    const { existing } = error;
    return existing.at ? [{ location: existing.at, message: `'${existing.table.fullname}.${existing.name}' is here` }] : [];
  },
  fixes: ({ member, error }, snapshot) => {
    const construct = member?.kind === 'column' ? member.construct : undefined;
    if (construct?.name !== 'mapped_column' || error.kind !== 'column-conflict') return [];
    return fix(snapshot, 'Add use_existing_column=True', change => {
      const source = change.source(construct.env.module.uri);
      return source !== undefined && setInLayout(change, source, construct.call, 'use_existing_column', 'True');
    });
  },
});
