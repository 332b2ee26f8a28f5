import { findClass, insertAttribute } from '../edits/class-body.ts';
import { readBrackets } from '../edits/scan.ts';
import { indentAt, lineStart, quoted } from '../edits/source.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Project } from '../model/project.ts';
import type { Expr } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { fix } from './fixing.ts';
import type { Fix } from './rule.ts';
import { snakeCase } from './suggestions.ts';

/** The `__mapper_args__` in the body of a class itself. */
function ownArguments({ symbol }: MappedClass): Expr | undefined {
  const binding = symbol.fact.scope.bindings.findLast(b => b.name.id === '__mapper_args__');
  return binding?.kind === 'value' ? binding.value : undefined;
}

const ownIdentity = (cls: MappedClass): Expr | undefined => {
  const dict = ownArguments(cls);
  return dict?.kind === 'dict' ? dict.entries.find(e => e.key?.kind === 'string' && e.key.value === 'polymorphic_identity')?.value : undefined;
};

/** The value that would tell the rows of a class, in the way of the others of its hierarchy; undefined when none of these is text, or it is taken. */
export function identityFor(project: Project, cls: MappedClass): string | undefined {
  let root = cls;
  while (root.parent) root = root.parent;
  const family = (it: MappedClass): readonly MappedClass[] => [it, ...it.children.flatMap(family)];
  const known = family(root).flatMap(it => {
    const value = ownIdentity(it);
    return value?.kind === 'string' ? [{ it, value: value.value }] : [];
  });
  const asClasses = known.some(k => k.value === k.it.name && k.value !== snakeCase(k.it.name));
  const name = asClasses ? cls.name : snakeCase(cls.name);
  return known.length > 0 && !known.some(k => k.value === name) && project.byId(cls.id) === cls ? name : undefined;
}

/** Gives the mapper of a class one more argument. */
export function addMapperArgument(snapshot: Snapshot, cls: MappedClass, key: string, value: (quote: string) => string): readonly Fix[] {
  return fix(snapshot, `Add ${key}=${value('"')}`, change => {
    const source = change.source(cls.at.uri);
    const statement = source && findClass(source.tree.body, cls.at.range);
    if (!source || !statement) return false;
    const entry = `${quoted(key, source.quote)}: ${value(source.quote)}`;
    const given = ownArguments(cls);
    if (!given) return insertAttribute(change, source, statement, `__mapper_args__ = {${entry}}`);
    const brackets = given.kind === 'dict' ? readBrackets(source.text, source.lines.offset(given.range.start)) : undefined;
    if (!brackets) return false;
    const last = brackets.slots.at(-1);
    const ownLine = last && source.text.slice(lineStart(source.text, last.start), last.start).trim() === '';
    if (!last) change.insert(source, brackets.open + 1, entry);
    else if (!ownLine) change.insert(source, last.end, `, ${entry}`);
    else {
      const comma = last.comma === undefined ? '' : ',';
      change.insert(
        source,
        last.comma === undefined ? last.end : last.comma + 1,
        `${comma === '' ? ',' : ''}${source.eol}${indentAt(source.text, last.start)}${entry}${comma}`,
      );
    }
    return true;
  });
}

/** Gives the rows of a class another value. */
export function changeIdentity(snapshot: Snapshot, cls: MappedClass, identity: string): readonly Fix[] {
  const value = ownIdentity(cls);
  if (value?.kind !== 'string' || !value.content) return [];
  const { content } = value;
  return fix(snapshot, `Change to '${identity}'`, change => {
    if (!change.source(cls.at.uri)) return false;
    change.replaceRange(cls.at.uri, content, identity);
    return true;
  });
}
