import { importForAll } from '../edits/imports.ts';
import type { Binding } from '../facts/facts.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { annotated } from './examples.ts';
import { failureRule } from './failure-rule.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { atNode } from './words.ts';

/** What stands under `if TYPE_CHECKING:` is not there at run time. */
export const annotationImport = failureRule({
  code: 'annotation-import',
  kinds: ['annotation-import'],
  docs: {
    summary: 'The annotation of a relationship uses a name that is imported for type checkers alone.',
    why: 'SQLAlchemy reads the annotation while the class is made. `Mapped` and the collection must be there by then, quoted or not; a class alone may stand in quotes and be imported under `if TYPE_CHECKING:`.',
    noFix:
      'The import of a collection that the project defines itself is left where it is: for all it may close a circle between modules, which only running the program shows.',
    bad: annotated({
      before: `from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List
`,
      author: `
    books: "Mapped[List[Book]]" = relationship()
    #       ^^^^^^^^^^^^^^^^^^ annotation-import
`,
    }),
    good: annotated({
      before: 'from typing import List\n',
      author: `
    books: "Mapped[List[Book]]" = relationship()
`,
    }),
    sqlalchemy:
      'MappedAnnotationError: Could not interpret annotation Mapped[List[Book]].  Check that it uses names that are correctly imported at the module level. See chained stack trace for more hints.',
  },
  at: failure => atNode(failure, failure.error.node),
  related: ({ cls, member, error }, snapshot) => {
    const uri = member?.uri ?? cls.at.uri;
    return bindingsOf(snapshot, uri, error.name).map(b => ({
      location: { uri, range: b.name.range },
      message: `'${error.name}' is imported for type checkers alone`,
    }));
  },
  fixes: ({ member, error }, snapshot) =>
    member ? [...quoting(snapshot, member.uri, error.node, error.name), ...moving(snapshot, member.uri, error.name)] : [],
});

const bindingsOf = (snapshot: Snapshot, uri: string, name: string): readonly Binding[] =>
  snapshot.facts(uri)?.scope.bindings.filter(b => b.name.id === name && b.guard === 'type-checking') ?? [];

/** The class in quotes, which are looked up in the registry; nothing for what must be there to read the annotation. */
function quoting(snapshot: Snapshot, uri: string, annotation: Expr, name: string): readonly Fix[] {
  const found: Expr[] = [];
  const visit = (it: Expr, isTarget: boolean): void => {
    if (it.kind === 'name' && it.id === name && isTarget) found.push(it);
    if (it.kind === 'subscript') for (const item of it.items) visit(item.value, true);
  };
  visit(annotation, false);
  return fix(
    snapshot,
    `Write '${name}' in quotes`,
    change => {
      const source = change.source(uri);
      for (const { range } of found) change.replaceRange(uri, range, `${source?.quote}${name}${source?.quote}`);
      return source !== undefined && found.length > 0;
    },
    true,
  );
}

/** The import for all, of what another package has: one of the project itself may close a circle. */
function moving(snapshot: Snapshot, uri: string, name: string): readonly Fix[] {
  const [binding, another] = bindingsOf(snapshot, uri, name);
  const module = snapshot.project.modules.of(uri);
  if (binding?.kind !== 'import' || another || binding.level > 0 || binding.attr?.id !== name) return [];
  const own = module && snapshot.project.modules.find(binding.module, module);
  if (own && !own.installed) return [];
  return fix(
    snapshot,
    `Import '${name}' for all`,
    change => {
      const source = change.source(uri);
      return source !== undefined && importForAll(change, source, binding.module, name);
    },
    true,
  );
}
