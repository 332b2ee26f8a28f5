import type { Range } from 'vscode-languageserver-protocol';
import { Lines } from '../base/text.ts';
import type { Expr, FunctionDef, Stmt } from '../syntax/tree.ts';
import type { MadeClass } from './facts.ts';

/** Larger literals are data, not declarations; facts do not carry them. */
const literalNodes = 300;

/** The expression itself, or an `error` in its place when it is a large literal. */
export function pruned(value: Expr): Expr {
  if ((value.kind === 'list' || value.kind === 'dict' || value.kind === 'tuple' || value.kind === 'set') && isLarger(value, literalNodes))
    return { kind: 'error', range: value.range };
  return value;
}

function isLarger(root: Expr, limit: number): boolean {
  let count = 0;
  return someNode(root, () => ++count > limit);
}

/** True when one of `words` is used as a name or an attribute anywhere in the statement. */
export const mentions = (root: Stmt, words: ReadonlySet<string>): boolean => someNode(root, it => it.kind === 'name' && words.has(it.id));

/** The calls `type(name, bases, namespace)` in a statement, and those of `type(Base)` or the declarative metaclass. */
export function madeClasses(root: Stmt, isDeclared: (it: FunctionDef) => boolean): readonly MadeClass[] {
  const found: MadeClass[] = [];
  const look = (it: object, around: readonly FunctionDef[]): void => {
    const functions = isNode(it) && it.kind === 'function' ? [...around, it] : around;
    if (isNode(it) && it.kind === 'call' && it.args.length === 3 && isMetaclass(it.func.kind === 'call' ? it.func.func : it.func))
      found.push({ call: it, declared: functions.some(isDeclared), imports: functions.flatMap(f => f.body).filter(isImport) });
    for (const [key, child] of Object.entries(it)) if (key !== 'range' && typeof child === 'object' && child !== null) look(child, functions);
  };
  look(root, []);
  return found;
}

/** True when running the function does more than give a value: it makes a class, or sets an attribute. A call may do that too. */
export const acts = ({ body }: FunctionDef): boolean =>
  body.some(it =>
    someNode(
      it,
      n =>
        n.kind === 'class' ||
        n.kind === 'for' ||
        (n.kind === 'assign' && n.targets.some(t => t.kind === 'attribute')) ||
        (n.kind === 'call' && n.func.kind === 'name' && !constructors.test(n.func.id)),
    ),
  );

/** Calls that are known to make a value and no more. */
const constructors = /^(?:Column|ForeignKey|relationship|backref|mapped_column|str|getattr|isinstance|hasattr|[A-Z]\w*)$/;

const isImport = (it: Stmt) => it.kind === 'import' || it.kind === 'import-from';

const isMetaclass = (it: Expr): boolean => {
  const name = it.kind === 'name' ? it.id : it.kind === 'attribute' ? it.attr.id : '';
  return name === 'type' || name === 'DeclarativeMeta';
};

/** True when a node of the tree passes the test. Parts that are no nodes, such as arguments, are looked through. */
function someNode(root: Expr | Stmt, test: (node: Expr | Stmt) => boolean): boolean {
  const pending: object[] = [root];
  for (let it = pending.pop(); it; it = pending.pop()) {
    if (isNode(it) && test(it)) return true;
    for (const [key, child] of Object.entries(it)) if (key !== 'range' && typeof child === 'object' && child !== null) pending.push(child);
  }
  return false;
}

const isNode = (it: object): it is Expr | Stmt => 'kind' in it;

/** The places in a text where one of some words stands: so that not every function need be walked. */
export class Occurrences {
  readonly #offsets: readonly number[];
  readonly #lines: Lines;

  constructor(text: string, words: RegExp) {
    this.#offsets = [...text.matchAll(words)].map(m => m.index);
    this.#lines = new Lines(text);
  }

  in(range: Range): boolean {
    if (this.#offsets.length === 0) return false;
    const [start, end] = [this.#lines.offset(range.start), this.#lines.offset(range.end)];
    return this.#offsets.some(o => o >= start && o < end);
  }
}
