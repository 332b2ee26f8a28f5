/** Keyword arguments that name attributes. */
import type { Range } from 'vscode-languageserver-protocol';
import { sole } from '../model/resolution.ts';
import type { Call } from '../syntax/tree.ts';
import { listedModel } from './bound-class.ts';
import { factoryCalled } from './factories.ts';
import { keywordClass } from './join-point.ts';
import { type Entity, ofAttribute, ofType, type Place } from './meaning.ts';
import type { Type } from './types.ts';

/** What a keyword of a call names: `Post(author=...)`, `filter_by(author=...)`; undefined when that is no attribute. */
export function ofKeyword(name: string, range: Range, call: Call, at: Place, inString: boolean): Entity | undefined {
  const { inference, env } = at;
  const { func } = call;
  const callee = inference.typeOf(func, env);
  if (callee.kind === 'class') return constructed({ kind: 'instance', cls: callee.cls }, name, range, at, inString);
  // `PostOut(author=...)`: a field that stands for the attribute.
  const factory = factoryCalled(inference, call, name, env);
  if (factory) return ofType({ kind: 'instance', cls: factory }, name, range, at, inString);
  if (callee.kind === 'class-object') return ofType({ kind: 'object', cls: callee.cls }, name, range, at, inString);
  if (callee.kind === 'method') {
    const cls = keywordClass(call, at);
    return cls && ofType({ kind: 'instance', cls }, name, range, at, inString);
  }
  // `super().__init__(author=...)`, where no class between them takes the keyword for a parameter of its own.
  if (func.kind === 'attribute' && func.attr.id === '__init__') {
    const of = inference.typeOf(func.value, env);
    return of.kind === 'super' && callee.kind !== 'function' ? ofType(of.of, name, range, at, inString) : undefined;
  }
  if (callee.kind !== 'library' || callee.path !== 'builtins.dict') return undefined;
  // `Post(**dict(author=...))`, `form_args = dict(author=...)`
  const index = at.path.indexOf(call);
  const around = at.path[index - 1];
  if (around?.kind === 'call' && around.args.some(a => a.value === call && a.star === '**')) return ofKeyword(name, range, around, at, inString);
  const cls = around?.kind === 'assign' ? listedModel(at.path.slice(0, index + 1), at) : undefined;
  const found = cls && sole(at.snapshot.project.attribute(cls, name));
  return found && ofAttribute(found, range, inString);
}

/** The keyword of a constructor; undefined when the class has one of its own that has a parameter of that name, or takes nothing but its own. */
function constructed(of: Extract<Type, { kind: 'instance' }>, name: string, range: Range, at: Place, inString: boolean): Entity | undefined {
  const own = at.inference.member(of, '__init__');
  const params = own.kind === 'function' ? own.func.params : undefined;
  if (params && (params.some(p => !p.star && p.name?.id === name) || !params.some(p => p.star === '**'))) return undefined;
  return ofType(of, name, range, at, inString);
}
