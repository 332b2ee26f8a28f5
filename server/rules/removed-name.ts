import { removeImport } from '../edits/imports.ts';
import { library } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';

/** What a version of `sqlalchemy.orm` does not have. */
export const removedName = failureRule({
  code: 'removed-name',
  kinds: ['unknown-import', 'removed-function'],
  docs: {
    summary: 'The SQLAlchemy of the project does not have a name that is imported from `sqlalchemy.orm`, or has taken the function away.',
    why: '`mapped_column` and `DeclarativeBase` came with 2.0; the function `mapper()` went, and `registry.map_imperatively()` took its place. It is reported only where a setting or a file of the project says which version runs.',
    version: '1.4',
    noFix: 'Only an import that nothing uses is taken out. In the place of one that is used another construct is needed, or another SQLAlchemy.',
    bad: library({
      orm: 'DeclarativeBase',
    }).replace('\n\nBase', '\n#                                                          ^^^^^^^^^^^^^^^ removed-name\n\nBase'),
    good: library({}),
    sqlalchemy: "ImportError: cannot import name 'DeclarativeBase' from 'sqlalchemy.orm'",
  },
  fixes: ({ cls, error }, snapshot) =>
    error.kind === 'unknown-import'
      ? fix(
          snapshot,
          `Remove the import of '${error.name}', which nothing uses`,
          change => {
            const source = change.source(cls.at.uri);
            const used = source?.text.match(new RegExp(`\\b${error.name}\\b`, 'g'))?.length ?? 0;
            if (source && used === 1) removeImport(change, source, error.name);
            return source !== undefined && used === 1;
          },
          true,
        )
      : [],
  at: ({ cls }, snapshot) => (snapshot.sqlalchemy(cls.at.uri).source.kind === 'assumed' ? undefined : cls.at),
});
