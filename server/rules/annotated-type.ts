import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import { atNode } from './words.ts';

/** The types of Python that stand for a type of SQLAlchemy, when nothing else is said of a column. */
const python: Readonly<Record<string, string>> = { String: 'str', Integer: 'int', Boolean: 'bool', Float: 'float', LargeBinary: 'bytes' };

/** `Mapped[...]` holds a type of Python. */
export const annotatedType = failureRule({
  code: 'annotated-type',
  kinds: ['annotated-type'],
  docs: {
    summary: '`Mapped[...]` names a type of SQLAlchemy, such as `String`, where one of Python belongs.',
    why: 'The annotation says what the attribute holds in Python, `Mapped[str]`; the type of the column follows from it, or is given to `mapped_column(String(80))`.',
    bad: annotated({
      core: 'String',
      book: `
    title: Mapped[String] = mapped_column()
    #             ^^^^^^ annotated-type
`,
    }),
    good: annotated({
      book: `
    title: Mapped[str] = mapped_column()
`,
    }),
    sqlalchemy:
      "MappedAnnotationError: The type provided inside the 'title' attribute Mapped annotation is the SQLAlchemy type <class 'sqlalchemy.sql.sqltypes.String'>. Expected a Python type instead",
  },
  at: failure => atNode(failure, failure.error.node),
  fixes: (failure, snapshot) => {
    const to = python[failure.error.type];
    if (to === undefined) return [];
    return fix(
      snapshot,
      `Change to ${to}`,
      change => {
        change.replaceRange(atNode(failure, failure.error.node).uri, failure.error.node.range, to);
        return true;
      },
      true,
    );
  },
});
