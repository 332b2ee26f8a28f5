import type { Position, Range } from 'vscode-languageserver-protocol';
import { comparePositions } from '../../base/ranges.ts';
import type { SqlalchemyVersion } from '../../config.ts';
import type { ClassFact, Scope } from '../../facts/facts.ts';
import { isMissingFromOrm } from '../exports.ts';
import { libraryPath } from '../library.ts';
import type { Mapper } from '../mapper.ts';
import type { ModuleInfo } from '../modules.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol, Env } from '../values.ts';
import { callError } from './calls.ts';
import { classError } from './classes.ts';
import type { Failure, StartupError } from './failure.ts';
import { memberError } from './members.ts';

/** An error that ends the import of a module, and where: nothing from there on is run. */
export interface ImportFailure extends Failure {
  readonly uri: string;
  readonly from: Position;
}

/** The errors that class statements and assignments to classes raise, each as if it were the only one, file by file in order. */
export function importFailures(project: Project): readonly ImportFailure[] {
  const found: ImportFailure[] = [];
  for (const uri of project.sources.modelUris) {
    const module = project.module(uri);
    const facts = project.sources.facts(uri);
    if (!module || !facts || facts.broken) continue;
    const env = project.evaluator.moduleEnv(module);
    found.push(...ofStatements(project, facts.scope, module));
    for (const binding of facts.scope.bindings)
      if (binding.kind === 'class' && binding.guard === 'always') found.push(...ofClass(project, binding.cls, module, env));
  }
  return found;
}

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
  if (version === '1.4') return;
  const env = project.evaluator.moduleEnv(module);
  for (const effect of scope.effects) {
    if (effect.kind !== 'call' || libraryPath(project.evaluator.evaluate(effect.call.func, env)) !== 'sqlalchemy.orm.mapper') continue;
    yield failure({ kind: 'removed-function', name: 'mapper' }, 'mapper', effect.call.range);
  }
}

function* ofClass(project: Project, fact: ClassFact, module: ModuleInfo, env: Env): Generator<ImportFailure> {
  const symbol = project.evaluator.symbol(fact, env);
  const mapper = project.ofSymbol(symbol);
  const version = project.version(module.uri);
  const cls = { id: symbol.id, name: fact.name.id, at: { uri: module.uri, range: fact.name.range } };
  const failure = (error: StartupError, from: Position): ImportFailure => ({ stage: 'import', error, cls, attribute: undefined, uri: module.uri, from });
  const inside = mapper && membersError(project, mapper, symbol, version, true);
  const error = inside ?? classError(project, symbol, mapper);
  // The mapper of a class without primary key exists by the time that is found out.
  if (error) yield failure(error, error.kind === 'no-primary-key' ? fact.range.end : fact.range.start);
  const later = mapper && membersError(project, mapper, symbol, version, false);
  if (later) {
    const member = mapper.members.find(m => m.uri === module.uri && comparePositions(m.name.range.start, fact.range.end) > 0);
    if (member) yield failure(later, member.name.range.start);
  }
}

/** The first error among the members written inside the class statement, or after it. */
function membersError(project: Project, mapper: Mapper, symbol: ClassSymbol, version: SqlalchemyVersion, inside: boolean): StartupError | undefined {
  const { range } = symbol.fact;
  for (const member of mapper.members) {
    const within = member.definer !== symbol || comparePositions(member.name.range.start, range.end) <= 0;
    if (within !== inside || (!within && member.uri !== symbol.module.uri)) continue;
    const call = member.kind === 'relationship' ? callError(member, mapper, project.evaluator, version) : undefined;
    const error = call ?? memberError(project, mapper, member, version);
    if (error) return error;
  }
  return undefined;
}
