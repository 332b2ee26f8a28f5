import type { Change } from '../edits/source.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix, replacing } from './fixing.ts';
import { atNode } from './words.ts';

/** What a relationship is before it is set. */
export const dataclassDefault = failureRule({
  code: 'dataclass-default',
  kinds: ['dataclass-default', 'dataclass-default-factory'],
  docs: {
    summary: 'The default of a relationship in a mapped dataclass is neither `None` nor its own collection (SQLAlchemy 2.1).',
    why: 'A relationship to one object can be `None` by default, and one to many is made by `default_factory`, which must be the class of the collection that the annotation names.',
    version: '2.1',
    bad: annotated({
      orm: 'MappedAsDataclass',
      before: 'class Model(MappedAsDataclass, Base):\n    __abstract__ = True\n\n',
      after: `
class Shelf(Model):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    cases: Mapped[list["Case"]] = relationship(default_factory=set)
    #                                                          ^^^ dataclass-default

class Case(Model):
    __tablename__ = "case"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))`,
    }),
    good: annotated({
      orm: 'MappedAsDataclass',
      before: 'class Model(MappedAsDataclass, Base):\n    __abstract__ = True\n\n',
      after: `
class Shelf(Model):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    cases: Mapped[list["Case"]] = relationship(default_factory=list)

class Case(Model):
    __tablename__ = "case"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))`,
    }),
    sqlalchemy: "ArgumentError: For relationship Shelf.cases using dataclass options, default_factory must be exactly <class 'list'>",
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: (failure, snapshot) => {
    const { error, member } = failure;
    const { uri } = atNode(failure, error.node);
    // A collection has no default, it is made.
    const made = error.kind === 'dataclass-default' ? error.collection : undefined;
    const argument = member?.kind === 'relationship' ? member.construct.call.args.find(a => a.value === error.node) : undefined;
    if (made !== undefined && argument?.name) {
      const range = { start: argument.name.range.start, end: error.node.range.end };
      const write = (change: Change): boolean => {
        change.replaceRange(uri, range, `default_factory=${made}`);
        return true;
      };
      return fix(snapshot, `Change to default_factory=${made}`, write, true);
    }
    const value = error.kind === 'dataclass-default' ? 'None' : error.wanted;
    return error.node.kind === 'string' ? [] : replacing(snapshot, uri, error.node, value, `Change to ${value}`, true);
  },
});
