import type { Location } from 'vscode-languageserver-protocol';
import type { Expr } from '../../syntax/tree.ts';
import { libraryPath } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import type { Project } from '../project.ts';
import { booleanOf, type Entry, isNone, stringOf, type Value } from '../values.ts';
import type { StartupError } from './failure.ts';
import { acceptsMapperKeyword } from './keywords.ts';
import { repr } from './spelling.ts';

/** What `__mapper_args__` says for a class; `unknown` where more may be said than is seen. */
export function mapperArguments(project: Project, mapper: Mapper): ReadonlyMap<string, Value> | undefined | 'unknown' {
  const entries = mapperEntries(project, mapper);
  return entries === undefined || entries === 'unknown' ? entries : new Map([...entries].map(([key, { value }]) => [key, value]));
}

function mapperEntries(project: Project, mapper: Mapper): ReadonlyMap<string, Entry> | undefined | 'unknown' {
  const { hierarchy } = project;
  const lineage = hierarchy.lineage(mapper.symbol);
  if (lineage.open !== undefined || lineage.mro.some(c => c.fact.args.some(a => a.name)) || !isPlainlyDecorated(project, mapper)) return 'unknown';
  const value = hierarchy.setting(mapper.symbol, '__mapper_args__');
  if (value === undefined) return undefined;
  const certain = lineage.mro.every(c => (hierarchy.written(c, '__mapper_args__')?.guard ?? 'always') === 'always');
  return value.kind === 'dict' && !value.open && certain ? value.entries : 'unknown';
}

/** True when no decorator but `@registry.mapped` stands on the class. */
export const isPlainlyDecorated = (project: Project, { symbol }: Pick<Mapper, 'symbol'>): boolean =>
  symbol.fact.decorators.every(it => {
    if (it.kind !== 'attribute' || it.attr.id !== 'mapped') return false;
    const of = project.evaluator.evaluate(it.value, project.evaluator.moduleEnv(symbol.module));
    return (
      of.kind === 'call' &&
      !of.node.args.some(a => a.star || a.name?.id === 'constructor') &&
      /^sqlalchemy\.orm\.(?:\w+\.)*registry$/.test(libraryPath(of.callee))
    );
  });

/** What the mapper refuses in `__mapper_args__` (mapper.py, `Mapper.__init__`, `_configure_inheritance`, `_configure_polymorphic_setter`). */
export function* mapperArgumentErrors(project: Project, mapper: Mapper): Generator<StartupError> {
  const entries = mapper.imperative || mapper.open !== undefined ? undefined : mapperEntries(project, mapper);
  if (entries === undefined || entries === 'unknown') return;
  const version = project.version(mapper.at.uri);
  const place = ({ node, env }: Entry): Location => ({
    uri: env?.module.uri ?? whereWritten(project, mapper),
    range: node.kind === 'string' && node.content ? node.content : node.range,
  });
  for (const [keyword, entry] of entries)
    if (!acceptsMapperKeyword(keyword, version))
      yield { kind: 'mapper-argument', problem: 'keyword', keyword, at: { uri: place(entry).uri, range: entry.key.range } };
  const loads = entries.get('polymorphic_load');
  const load = stringOf(loads?.value);
  if (loads && load !== undefined && load !== 'inline' && load !== 'selectin' && mapper.parent)
    yield { kind: 'mapper-argument', problem: 'polymorphic_load', shown: repr(load), at: place(loads) };
  const polymorphic = entries.get('with_polymorphic');
  const text = stringOf(polymorphic?.value);
  if (polymorphic && text !== undefined && text !== '*')
    yield { kind: 'mapper-argument', problem: 'with_polymorphic', shown: repr(text), at: place(polymorphic) };
  const keys = entries.get('primary_key');
  for (const [i, key] of keys?.value.kind === 'sequence' ? keys.value.items.entries() : []) {
    const missing = stringOf(key);
    if (keys && missing !== undefined && version !== '1.4' && isUnmapped(project, mapper, missing) && !renames(entries))
      yield { kind: 'mapper-argument', problem: 'primary_key', shown: missing, at: place({ ...keys, node: itemOf(keys.node, i) }) };
  }
  yield* discriminatorErrors(project, mapper, entries, place);
}

function* discriminatorErrors(project: Project, mapper: Mapper, entries: ReadonlyMap<string, Entry>, place: (it: Entry) => Location): Generator<StartupError> {
  const discriminator = entries.get('polymorphic_on');
  const name = stringOf(discriminator?.value);
  if (discriminator && name !== undefined) {
    const found = project.attribute(mapper, name);
    if (isUnmapped(project, mapper, name) && !renames(entries))
      yield { kind: 'mapper-argument', problem: 'polymorphic_on', shown: name, at: place(discriminator) };
    if (found.kind === 'one' && found.value.kind === 'relationship' && found.value.attribute.provenance.kind === 'declared')
      yield { kind: 'mapper-argument', problem: 'no-discriminator', at: place(discriminator) };
  }
  const abstract = entries.get('polymorphic_abstract');
  let above: Mapper | undefined = mapper.parent;
  while (above && mayDiscriminate(project, above) === false) above = above.parent;
  if (abstract && booleanOf(abstract.value) === true && project.version(mapper.at.uri) !== '1.4' && !discriminator && !above)
    yield { kind: 'mapper-argument', problem: 'polymorphic_abstract', at: place(abstract) };
}

/** True when nothing of a class is mapped to a name, for certain. */
function isUnmapped(project: Project, mapper: Mapper, name: string): boolean {
  const found = project.attribute(mapper, name);
  const isMapped = found.kind !== 'none' && !(found.kind === 'one' && found.value.kind === 'member' && found.value.member.kind === 'plain');
  return !isMapped && mapper.table?.open === undefined;
}

const itemOf = (list: Expr, index: number): Expr => ((list.kind === 'list' || list.kind === 'tuple') && list.items[index]) || list;

/** True when columns may be mapped under other names than their own. */
const renames = (entries: ReadonlyMap<string, Entry>): boolean =>
  ['properties', 'column_prefix', 'include_properties', 'exclude_properties'].some(it => entries.has(it));

function mayDiscriminate(project: Project, mapper: Mapper): boolean {
  const args = mapperArguments(project, mapper);
  const on = args === 'unknown' ? undefined : args?.get('polymorphic_on');
  return args === 'unknown' || mapper.imperative || (on !== undefined && !isNone(on));
}

function whereWritten(project: Project, { symbol }: Mapper): string {
  const cls = project.hierarchy.mro(symbol).find(it => project.hierarchy.written(it, '__mapper_args__'));
  return (cls ?? symbol).module.uri;
}
