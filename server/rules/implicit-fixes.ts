/** Fixes for annotations of attributes that backrefs make. */
import { Imports } from '../edits/imports.ts';
import { Change, indentAt } from '../edits/source.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import { sole } from '../model/resolution.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Fix } from './rule.ts';

/** The relationship whose backref makes, or would make, an attribute of a class or of its parents and children. */
export const makerOf = (project: Project, cls: MappedClass, name: string): RelationshipAttribute | undefined =>
  project.classes
    .flatMap(c => [...c.own.values()])
    .find(it => {
      const target = it.backref?.name === name ? sole(it.target) : undefined;
      return target !== undefined && (isA(target, cls) || isA(cls, target));
    });

const isA = (cls: MappedClass, other: MappedClass): boolean => cls === other || (cls.parent !== undefined && isA(cls.parent, other));

/** Puts an annotation without a value under `if TYPE_CHECKING:`; `annotation` is written `Mapped[...]` there. */
export function forTypeCheckersOnly(snapshot: Snapshot, uri: string, name: string, annotation: Expr): readonly Fix[] {
  const change = new Change(snapshot);
  const source = change.source(uri);
  if (!source) return [];
  const start = source.lines.offset({ line: annotation.range.start.line, character: 0 });
  const end = source.lines.offset(annotation.range.end);
  const text = source.text.slice(start, end);
  const indent = indentAt(source.text, start);
  // The whole statement on lines of its own.
  if (!text.startsWith(`${indent}${name}`) || !/^[ \t]*(?:#.*)?(?:\r?\n|$)/.test(source.text.slice(end))) return [];
  const imports = new Imports(change, source);
  const guard = imports.add('typing', 'TYPE_CHECKING');
  imports.write();
  change.replace(source, start, end, `${indent}if ${guard}:${source.eol}${indent}    ${text.slice(indent.length)}`);
  const edits = change.finish();
  return edits ? [{ title: 'Tell type checkers alone', edits, preferred: true }] : [];
}
