import type { Position, Range } from 'vscode-languageserver-protocol';
import { memo } from '../../base/lazy.ts';
import { comparePositions, touches } from '../../base/ranges.ts';
import type { ClassFact, FileFacts, Scope } from '../../facts/facts.ts';
import type { Expr } from '../../syntax/tree.ts';
import { isMissingFromOrm } from '../exports.ts';
import { libraryPath } from '../library.ts';
import type { Member } from '../members.ts';
import type { ModuleInfo } from '../modules.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol, Env } from '../values.ts';
import { annotatedType } from './annotated-type.ts';
import { callErrors } from './calls.ts';
import { classError, namedLikeColumn, tableDefinedElsewhere } from './classes.ts';
import { columnConflict, namedLikeRelationship } from './columns.ts';
import type { Failure, StartupError } from './failure.ts';
import { mapperArgumentErrors } from './mapper-arguments.ts';
import { memberError } from './members.ts';
import { columnErrors, tableArgumentErrors, tableErrors } from './table-arguments.ts';
import { undeclaredError } from './undeclared.ts';

/** An error that ends the import of a module, and where: nothing from there on is run. */
export interface ImportFailure extends Failure {
  readonly uri: string;
  readonly from: Position;
}

/** The errors that class statements and assignments to classes raise, each as if it were the only one, file by file in order. */
export function importFailures(project: Project): readonly ImportFailure[] {
  return project.sources.modelUris.flatMap(uri =>
    inModule(project, uri, (facts, module, env) => [
      ...ofStatements(project, facts.scope, module),
      ...classesOf(facts).flatMap(fact => firstOfClass(project, fact, module, env)),
    ]),
  );
}

/** All errors of import in a file, those behind another one too; and those of classes elsewhere that use something of the file. */
export function importFailuresOf(project: Project, uri: string, users: readonly ClassSymbol[]): readonly ImportFailure[] {
  const { sources, evaluator } = project;
  const own = inModule(project, uri, (facts, module, env) => [
    ...ofStatements(project, facts.scope, module),
    ...classesOf(facts).flatMap(fact => [...allOfClass(project, fact, module, env), ...twiceLoaded(project, fact, module, env)]),
  ]);
  const others = users.filter(({ module, fact }) => {
    const facts = module.uri === uri ? undefined : sources.facts(module.uri);
    return facts && !facts.broken && classesOf(facts).includes(fact);
  });
  return [...own, ...others.flatMap(({ fact, module }) => allOfClass(project, fact, module, evaluator.bodyEnv(module)))];
}

type Find = (facts: FileFacts, module: ModuleInfo, env: Env) => readonly ImportFailure[];

const declaring = new WeakMap<Project, ReadonlySet<string>>();

/** Files that declare nothing mapped raise nothing that we know of, and need not be parsed. */
function inModule(project: Project, uri: string, find: Find): readonly ImportFailure[] {
  if (!memo(declaring, project, () => new Set(project.sources.modelUris)).has(uri)) return [];
  const module = project.module(uri);
  const facts = project.sources.facts(uri);
  return module && facts && !facts.broken ? find(facts, module, project.evaluator.bodyEnv(module)) : [];
}

const classesOf = ({ scope }: FileFacts): readonly ClassFact[] => scope.bindings.flatMap(b => (b.kind === 'class' && b.guard === 'always' ? [b.cls] : []));

/** Imports and calls at the level of the module. */
function* ofStatements(project: Project, scope: Scope, module: ModuleInfo): Generator<ImportFailure> {
  const version = project.version(module.uri);
  const failure = (error: StartupError, name: string, range: Range): ImportFailure => {
    const cls = { id: `${module.name}:${name}`, name, at: { uri: module.uri, range } };
    return { stage: 'import', error, cls, attribute: undefined, uri: module.uri, from: range.start };
  };
  for (const binding of scope.bindings) {
    if (binding.kind !== 'import' || binding.guard !== 'always' || binding.level > 0 || binding.module !== 'sqlalchemy.orm' || !binding.attr) continue;
    const { id, range } = binding.attr;
    if (isMissingFromOrm(id, version)) yield failure({ kind: 'unknown-import', module: binding.module, name: id }, id, range);
  }
  const env = project.evaluator.bodyEnv(module);
  for (const { name, value, range } of tablesOf(scope)) {
    const made = project.evaluator.evaluate(value, env);
    const table = project.tables.ofCall(made, undefined);
    if (table && project.tables.definedBefore(table)) yield failure({ kind: 'table-twice', table }, name, range);
    else for (const error of tableErrors(project, made, version)) yield failure(error, name, range);
  }
  if (version === '1.4') return;
  for (const effect of scope.effects) {
    if (effect.kind !== 'call' || libraryPath(project.evaluator.evaluate(effect.call.func, env)) !== 'sqlalchemy.orm.mapper') continue;
    yield failure({ kind: 'removed-function', name: 'mapper' }, 'mapper', effect.call.range);
  }
}

/** The tables that a module makes for itself: `notes = Table(...)`. */
function* tablesOf(scope: Scope): Generator<{ readonly name: string; readonly value: Expr; readonly range: Range }> {
  for (const it of scope.bindings)
    if (it.kind === 'value' && it.guard === 'always' && it.value?.kind === 'call') yield { name: it.name.id, value: it.value, range: it.value.range };
}

/** The error that one of two files raises which define the same table: it is not known which one is imported first, so either may be the one to change. */
function* twiceLoaded(project: Project, fact: ClassFact, module: ModuleInfo, env: Env): Generator<ImportFailure> {
  const symbol = project.evaluator.symbol(fact, env);
  const table = tableDefinedElsewhere(project, symbol, project.ofSymbol(symbol));
  const { range } = fact.name;
  const cls = { id: symbol.id, name: fact.name.id, at: { uri: module.uri, range } };
  if (table) yield { stage: 'import', error: { kind: 'table-twice', table }, cls, attribute: undefined, uri: module.uri, from: fact.range.start };
}

/** The first error of a class statement, and the first one of what is added to the class behind it. */
function firstOfClass(project: Project, fact: ClassFact, module: ModuleInfo, env: Env): readonly ImportFailure[] {
  const all = allOfClass(project, fact, module, env);
  const later = (it: ImportFailure): boolean => it.member !== undefined && comparePositions(it.from, fact.range.end) > 0;
  return [...all.filter(it => !later(it)).slice(0, 1), ...all.filter(later).slice(0, 1)];
}

function allOfClass(project: Project, fact: ClassFact, module: ModuleInfo, env: Env): readonly ImportFailure[] {
  const symbol = project.evaluator.symbol(fact, env);
  const mapper = project.ofSymbol(symbol);
  const version = project.version(module.uri);
  const { uri } = module;
  const cls = { id: symbol.id, name: fact.name.id, at: { uri, range: fact.name.range } };
  const failure = (error: StartupError, from: Position, member?: Member): ImportFailure => {
    return { stage: 'import', error, cls, attribute: undefined, member, uri, from };
  };
  const found: ImportFailure[] = [];
  for (const member of mapper?.members ?? []) {
    const within = member.definer !== symbol || comparePositions(member.name.range.start, fact.range.end) <= 0;
    if (!mapper || (!within && member.uri !== uri)) continue;
    const from = within ? fact.range.start : member.name.range.start;
    if (member.kind === 'relationship') found.push(...[...callErrors(member, mapper, project.evaluator, version)].map(e => failure(e, from, member)));
    const made = member.kind === 'column' ? member.construct : undefined;
    if (made) {
      const callee = project.evaluator.evaluate(made.call.func, made.env);
      for (const e of columnErrors(project, { kind: 'call', callee, node: made.call, env: made.env })) found.push(failure(e, from, member));
    }
    const error =
      memberError(project, mapper, member, version) ?? undeclaredError(project, mapper, member, version) ?? annotatedType(project, mapper, member, version);
    if (error) found.push(failure(error, from, member));
  }
  // The mapper exists by then: what it is made by has been run.
  const endOf = ({ name }: Member): Position => {
    const calls = project.sources
      .facts(uri)
      ?.scope.effects.flatMap(e => (e.kind === 'call' && touches(e.call.range, name.range.start) ? [e.call.range.end] : []));
    return calls?.[0] ?? fact.range.end;
  };
  const taken = mapper && (namedLikeColumn(project, mapper) ?? namedLikeRelationship(mapper));
  const conflict = mapper && columnConflict(project, mapper);
  const error = classError(project, symbol, mapper);
  const isBefore = error !== undefined && ['no-resolution-order', 'several-mapped-bases', 'no-table', 'table-twice'].includes(error.kind);
  if (mapper && !isBefore) {
    for (const it of [...tableArgumentErrors(project, mapper), ...mapperArgumentErrors(project, mapper)]) found.push(failure(it, fact.range.start));
  }
  // The mapper of a class without primary key exists by the time that is found out.
  if (error?.kind === 'several-mapped-bases' || error?.kind === 'no-resolution-order') found.unshift(failure(error, fact.range.start));
  else if (error) found.push(failure(error, error.kind === 'no-primary-key' ? fact.range.end : fact.range.start));
  else if (conflict) found.push(failure(conflict.error, fact.range.start, conflict.member));
  else if (taken) found.push(failure({ kind: 'named-like-column', column: taken.column }, endOf(taken.member), taken.member));
  return found;
}
