/** Relationships among the properties of classes that calls map. */
import type { MappedClass } from '../model/mapped.ts';
import { walk } from '../syntax/locate.ts';
import type { Call } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { addArguments, addItems } from './arguments.ts';
import type { Declared } from './declared.ts';
import { registryName } from './names.ts';
import { readBrackets } from './scan.ts';
import { type Change, quoted, type Source } from './source.ts';

/** What says how both sides are joined, or what a side does: the other side would need an answer to it. */
const aboutBoth = ['secondary', 'primaryjoin', 'secondaryjoin', 'foreign_keys', 'remote_side', 'viewonly', 'post_update', 'passive_updates', 'sync_backref'];

/**
 * Writes the other side of a relationship into `map_imperatively(Book, ..., properties={...})`, where that stands in the file of the relationship.
 * Returns why it cannot be done.
 */
export function writeProperty(snapshot: Snapshot, change: Change, it: Declared, source: Source, target: MappedClass, name: string): string | undefined {
  const { project } = snapshot;
  const { call: other } = it.provenance.construct;
  const call = mappingCall(source, target.name);
  if (!call) return `the call that maps ${target.name} is not found`;
  if (it.owner === target || aboutBoth.some(a => it.argument(a))) return 'the other side needs arguments of its own';
  if (target.members.some(m => m.key === name) || project.attribute(target, name).kind !== 'none') return `${target.name} has a '${name}'`;
  const path = registryName(project, target, it.owner);
  if (path === undefined) return `${it.owner.name} has no name in strings`;
  const { quote, lines } = source;
  const entry = `${quoted(name, quote)}: ${lines.slice(other.func.range)}(${quoted(path, quote)}, back_populates=${quoted(it.name, quote)})`;
  const properties = call.args.find(a => a.name?.id === 'properties')?.value;
  if (!properties) return addArguments(change, source, call, [`properties={${entry}}`]) ? undefined : 'its call cannot be changed';
  const brackets = properties.kind === 'dict' ? readBrackets(source.text, lines.offset(properties.range.start)) : undefined;
  return brackets && addItems(change, source, brackets, [entry]) ? undefined : `the properties of ${target.name} are not written out`;
}

/** The one call of a file that maps a class of a name. */
function mappingCall({ tree }: Source, name: string): Call | undefined {
  const found: Call[] = [];
  for (const statement of tree.body)
    walk(statement, node => {
      if (node.kind !== 'call') return;
      const { func, args } = node;
      const called = func.kind === 'attribute' ? func.attr.id : func.kind === 'name' ? func.id : '';
      const [first] = args;
      if ((called === 'map_imperatively' || called === 'mapper') && first?.value.kind === 'name' && !first.name && first.value.id === name) found.push(node);
    });
  return found.length === 1 ? found[0] : undefined;
}
