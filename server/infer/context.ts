import type { Position } from 'vscode-languageserver-protocol';
import type { FunctionFact } from '../facts/facts.ts';
import type { ModuleInfo } from '../model/modules.ts';
import type { ClassSymbol, Env as ModelEnv, Value } from '../model/values.ts';
import type { Node } from '../syntax/locate.ts';
import type { Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Environment } from './environment.ts';
import type { Solution, Type } from './types.ts';
import type { Work } from './work.ts';

/** What is known of a function's parameters where it is called. */
export interface Given {
  /** What the first parameter of a method is. */
  readonly receiver: Type | undefined;
  readonly args: ReadonlyMap<string, Type>;
  /** The class whose body it stands in, for its type variables. */
  readonly owner?: ClassSymbol | undefined;
  /** What its type variables stand for. */
  readonly solution?: () => Solution;
}

export const nothingGiven: Given = { receiver: undefined, args: new Map() };

/** The nodes around a position, outermost first, and the names known there. */
export interface Place {
  readonly path: readonly Node[];
  readonly env: Environment;
}

/** What the parts of inference need of one another. */
export interface Context {
  readonly snapshot: Snapshot;
  readonly work: Work;
  /** Names count as hints, and of several possibilities those that are known. What is found this way is probable at most. */
  readonly guessing: boolean;
  readonly typeOf: (expr: Expr, env: Environment) => Type;
  /** `type.name`, not called. */
  readonly member: (of: Type, name: string) => Type;
  readonly call: (callee: Type, args: readonly Type[]) => Type;
  /** What a function returns for these arguments. */
  readonly returned: (func: FunctionFact, defined: ModelEnv, given: Given) => Type;
  readonly fromValue: (value: Value) => Type;
  readonly classType: (cls: ClassSymbol) => Type;
  readonly at: (uri: string, position: Position) => Place | undefined;
  readonly environment: (module: ModuleInfo, body: readonly Stmt[], path: readonly Node[], position: Position, given?: Given) => Environment;
  /** What a value is that may be one or the other. */
  readonly join: (a: Type, b: Type) => Type;
}
