import { DiagnosticTag } from 'vscode-languageserver-protocol';
import { partsOf } from '../model/startup/parts.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { atOneOf, relationshipName } from './words.ts';

/** Dynamic relationships are queries of the old kind. */
export const legacyDynamic: Rule = {
  code: 'legacy-dynamic',
  severity: 'off',
  docs: {
    summary: '`lazy="dynamic"`, which SQLAlchemy 2 calls legacy.',
    why: 'A dynamic relationship is a `Query`, which async sessions cannot run. `lazy="write_only"` keeps a large collection out of memory in the same way, and its `.select()` is a statement like others. The rule is off unless a setting turns it on.',
    noFix: 'What reads the attribute has to change with it, from a query to a statement.',
    bad: library({
      author: `
    books = relationship("Book", lazy="dynamic")
    #                                  ^^^^^^^ legacy-dynamic
`,
    }),
    good: library({
      author: `
    books = relationship("Book", lazy="write_only")
`,
    }),
    sqlalchemy: 'Nothing is raised. [Dynamic relationship loaders](https://docs.sqlalchemy.org/en/20/orm/large_collections.html)',
  },
  check: inFile(function* (uri, { project }): Iterable<Located> {
    for (const attribute of partsOf(project, uri).relationships) {
      if (attribute.lazy !== 'dynamic' || project.version(attribute.owner.at.uri) === '1.4') continue;
      yield {
        at: atOneOf({ cls: attribute.owner, attribute }, 'lazy'),
        message: `'${relationshipName(attribute)}' is dynamic, which is legacy; write_only keeps large collections out of memory as well`,
        tags: [DiagnosticTag.Deprecated],
      };
    }
  }),
};
