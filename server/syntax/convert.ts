import type * as P from '@zzzen/pyright-internal/dist/parser/parseNodes.js';
import { getUnescapedString } from '@zzzen/pyright-internal/dist/parser/stringTokenUtils.js';
import type { Range } from 'vscode-languageserver-protocol';
import type { Lines } from '../base/text.ts';
import { constants, NodeType, operators, StringFlag } from './node-types.ts';
import { readPattern } from './patterns.ts';
import type { Argument, Clause, Comprehension, Expr, If, Module, Name, Param, Stmt, Str } from './tree.ts';

const T = NodeType;
type Spanned = { readonly start: number; readonly length: number };

/** Turns the parser library's tree into ours. */
export class Converter {
  readonly #text: string;
  readonly #lines: Lines;

  constructor(text: string, lines: Lines) {
    this.#text = text;
    this.#lines = lines;
  }

  module(node: P.ModuleNode, broken: boolean): Module {
    return { body: this.#block(node.d.statements), broken, range: this.#range(node) };
  }

  #range({ start, length }: Spanned): Range {
    return this.#lines.range(start, start + length);
  }

  #name(node: P.NameNode): Name {
    return { kind: 'name', id: node.d.value, range: this.#range(node) };
  }

  #block(statements: readonly P.ParseNode[]): Stmt[] {
    const out: Stmt[] = [];
    for (const statement of statements) this.#statement(statement, out);
    return out;
  }

  #statement(node: P.ParseNode, out: Stmt[]): void {
    const range = this.#range(node);
    switch (node.nodeType as number) {
      case T.StatementList:
        for (const it of (node as P.StatementListNode).d.statements) this.#statement(it, out);
        return;
      case T.Class: {
        const { d } = node as P.ClassNode;
        out.push({
          kind: 'class',
          name: this.#name(d.name),
          ...this.#typeParams(d.typeParams),
          args: d.arguments.map(a => this.#argument(a)),
          decorators: this.#decorators(d.decorators),
          body: this.#block(d.suite.d.statements),
          range,
        });
        return;
      }
      case T.Function: {
        const { d } = node as P.FunctionNode;
        out.push({
          kind: 'function',
          name: this.#name(d.name),
          ...this.#typeParams(d.typeParams),
          params: this.#params(d.params),
          ...(d.returnAnnotation ? { returns: this.expr(d.returnAnnotation) } : {}),
          decorators: this.#decorators(d.decorators),
          body: this.#block(d.suite.d.statements),
          async: d.isAsync,
          range,
        });
        return;
      }
      case T.If: {
        const { d } = node as P.IfNode;
        const orElse: Stmt[] = [];
        if (d.elseSuite) this.#suiteOrIf(d.elseSuite, orElse);
        const it: If = { kind: 'if', test: this.expr(d.testExpr), body: this.#block(d.ifSuite.d.statements), orElse, range };
        out.push(it);
        return;
      }
      case T.For: {
        const { d } = node as P.ForNode;
        out.push({
          kind: 'for',
          target: this.expr(d.targetExpr),
          iter: this.expr(d.iterableExpr),
          body: this.#block(d.forSuite.d.statements),
          orElse: this.#block(d.elseSuite?.d.statements ?? []),
          async: d.isAsync ?? false,
          range,
        });
        return;
      }
      case T.While: {
        const { d } = node as P.WhileNode;
        out.push({
          kind: 'while',
          test: this.expr(d.testExpr),
          body: this.#block(d.whileSuite.d.statements),
          orElse: this.#block(d.elseSuite?.d.statements ?? []),
          range,
        });
        return;
      }
      case T.With: {
        const { d } = node as P.WithNode;
        const items = d.withItems.map(({ d: item }) => ({ value: this.expr(item.expr), ...(item.target ? { target: this.expr(item.target) } : {}) }));
        out.push({ kind: 'with', items, body: this.#block(d.suite.d.statements), async: d.isAsync ?? false, range });
        return;
      }
      case T.Try: {
        const { d } = node as P.TryNode;
        const handlers = d.exceptClauses.map(({ d: e }) => ({
          ...(e.typeExpr ? { type: this.expr(e.typeExpr) } : {}),
          ...(e.name ? { name: this.#name(e.name) } : {}),
          body: this.#block(e.exceptSuite.d.statements),
        }));
        out.push({
          kind: 'try',
          body: this.#block(d.trySuite.d.statements),
          handlers,
          orElse: this.#block(d.elseSuite?.d.statements ?? []),
          finally: this.#block(d.finallySuite?.d.statements ?? []),
          range,
        });
        return;
      }
      case T.Match: {
        const { d } = node as P.MatchNode;
        const cases = d.cases.map(({ d: c }) => {
          return {
            ...readPattern(c.pattern, { expr: it => this.expr(it), name: it => this.#name(it) }),
            ...(c.guardExpr ? { guard: this.expr(c.guardExpr) } : {}),
            body: this.#block(c.suite.d.statements),
          };
        });
        out.push({ kind: 'match', subject: this.expr(d.expr), cases, range });
        return;
      }
      case T.Import: {
        const names = (node as P.ImportNode).d.list.map(({ d }) => ({
          path: d.module.d.nameParts.map(n => this.#name(n)),
          ...(d.alias ? { alias: this.#name(d.alias) } : {}),
        }));
        out.push({ kind: 'import', names, range });
        return;
      }
      case T.ImportFrom: {
        const { d } = node as P.ImportFromNode;
        const names = d.imports.map(({ d: i }) => ({ name: this.#name(i.name), ...(i.alias ? { alias: this.#name(i.alias) } : {}) }));
        out.push({
          kind: 'import-from',
          level: d.module.d.leadingDots,
          module: d.module.d.nameParts.map(n => this.#name(n)),
          names,
          star: d.isWildcardImport,
          range,
        });
        return;
      }
      case T.Assignment: {
        out.push(this.#assignment(node as P.AssignmentNode));
        return;
      }
      case T.AugmentedAssignment: {
        const { d } = node as P.AugmentedAssignmentNode;
        const op = this.#text.slice(d.leftExpr.start + d.leftExpr.length, d.rightExpr.start).match(/([^\s=(]+)=/)?.[1];
        out.push({ kind: 'assign', targets: [this.expr(d.leftExpr)], value: this.expr(d.rightExpr), augmented: true, ...(op ? { op } : {}), range });
        return;
      }
      case T.TypeAnnotation: {
        const { d } = node as P.TypeAnnotationNode;
        out.push({ kind: 'assign', targets: [this.expr(d.valueExpr)], annotation: this.expr(d.annotation), augmented: false, range });
        return;
      }
      case T.TypeAlias: {
        const { d } = node as P.TypeAliasNode;
        out.push({ kind: 'assign', targets: [this.#name(d.name)], value: this.expr(d.expr), augmented: false, range });
        return;
      }
      case T.Return: {
        const { expr } = (node as P.ReturnNode).d;
        out.push({ kind: 'return', values: expr ? [this.expr(expr)] : [], range });
        return;
      }
      case T.Raise: {
        const { d } = node as P.RaiseNode;
        out.push({ kind: 'raise', values: [d.expr, d.fromExpr].filter(e => e !== undefined).map(e => this.expr(e)), range });
        return;
      }
      case T.Assert: {
        const { d } = node as P.AssertNode;
        out.push({ kind: 'assert', values: [d.testExpr, d.exceptionExpr].filter(e => e !== undefined).map(e => this.expr(e)), range });
        return;
      }
      case T.Del:
        out.push({ kind: 'del', values: (node as P.DelNode).d.targets.map(e => this.expr(e)), range });
        return;
      case T.Global:
      case T.Nonlocal: {
        const names = (node as P.GlobalNode).d.targets.map(n => this.#name(n));
        out.push({ kind: (node.nodeType as number) === T.Global ? 'global' : 'nonlocal', names, range });
        return;
      }
      case T.Pass:
        out.push({ kind: 'pass', range });
        return;
      case T.Break:
        out.push({ kind: 'break', range });
        return;
      case T.Continue:
        out.push({ kind: 'continue', range });
        return;
      default:
        out.push({ kind: 'expr', value: this.expr(node as P.ExpressionNode), range });
    }
  }

  #suiteOrIf(node: P.SuiteNode | P.IfNode, out: Stmt[]): void {
    if ((node.nodeType as number) === T.If) this.#statement(node, out);
    else for (const it of (node as P.SuiteNode).d.statements) this.#statement(it, out);
  }

  #assignment(node: P.AssignmentNode): Stmt {
    // `a = b = value` nests to the right; each level holds one more target.
    const targets: Expr[] = [];
    let annotation: Expr | undefined;
    let at: P.ExpressionNode = node;
    while ((at.nodeType as number) === T.Assignment) {
      const { leftExpr, rightExpr }: P.AssignmentNode['d'] = (at as P.AssignmentNode).d;
      if ((leftExpr.nodeType as number) === T.TypeAnnotation) {
        const typed = (leftExpr as P.TypeAnnotationNode).d;
        targets.push(this.expr(typed.valueExpr));
        annotation = this.expr(typed.annotation);
      } else targets.push(this.expr(leftExpr));
      at = rightExpr;
    }
    return { kind: 'assign', targets, ...(annotation ? { annotation } : {}), value: this.expr(at), augmented: false, range: this.#range(node) };
  }

  #decorators(nodes: readonly P.DecoratorNode[]): Expr[] {
    return nodes.map(d => this.expr(d.d.expr));
  }

  #params(nodes: readonly P.ParameterNode[]): Param[] {
    return nodes.map(({ d }) => ({
      ...(d.name ? { name: this.#name(d.name) } : {}),
      ...((d.category as number) === 1 ? { star: '*' as const } : (d.category as number) === 2 ? { star: '**' as const } : {}),
      ...(d.annotation ? { annotation: this.expr(d.annotation) } : {}),
      ...(d.defaultValue ? { default: this.expr(d.defaultValue) } : {}),
    }));
  }

  #typeParams(list: P.TypeParameterListNode | undefined): { readonly typeParams?: readonly Param[] } {
    if (!list) return {};
    return { typeParams: list.d.params.map(({ d }) => ({ name: this.#name(d.name), ...(d.boundExpr ? { annotation: this.expr(d.boundExpr) } : {}) })) };
  }

  #argument(node: P.ArgumentNode): Argument {
    const { name, argCategory, valueExpr } = node.d;
    const value = this.expr(valueExpr);
    const range = name ? { start: this.#range(name).start, end: value.range.end } : this.#range(node);
    const star = (argCategory as number) === 1 ? ('*' as const) : (argCategory as number) === 2 ? ('**' as const) : undefined;
    return { ...(name ? { name: this.#name(name) } : {}), ...(star ? { star } : {}), value, range };
  }

  /** An expression. What is no expression becomes an `error` one. */
  expr(node: P.ParseNode): Expr {
    const range = this.#range(node);
    switch (node.nodeType as number) {
      case T.Name:
        return this.#name(node as P.NameNode);
      case T.MemberAccess: {
        const { d } = node as P.MemberAccessNode;
        return { kind: 'attribute', value: this.expr(d.leftExpr), attr: this.#name(d.member), range };
      }
      case T.Call: {
        const { d } = node as P.CallNode;
        return { kind: 'call', func: this.expr(d.leftExpr), args: d.args.map(a => this.#argument(a)), range };
      }
      case T.Index: {
        const { d } = node as P.IndexNode;
        return { kind: 'subscript', value: this.expr(d.leftExpr), items: d.items.map(a => this.#argument(a)), range };
      }
      case T.StringList:
        return this.#strings(node as P.StringListNode);
      case T.Number: {
        const { value, isImaginary } = (node as P.NumberNode).d;
        return { kind: 'number', ...(typeof value === 'number' && !isImaginary ? { value } : {}), range };
      }
      case T.Constant: {
        const value = constants[(node as P.ConstantNode).d.constType as number];
        return value ? { kind: 'constant', value, range } : { kind: 'error', range };
      }
      case T.Ellipsis:
        return { kind: 'constant', value: '...', range };
      case T.List:
        return this.#sequence('list', (node as P.ListNode).d.items, range);
      case T.Set:
        return this.#sequence('set', (node as P.SetNode).d.items, range);
      case T.Tuple:
        return this.#sequence('tuple', (node as P.TupleNode).d.items, range);
      case T.Dictionary: {
        const { items } = (node as P.DictionaryNode).d;
        const [only] = items;
        if (items.length === 1 && only && (only.nodeType as number) === T.Comprehension) return this.#comprehension(only as P.ComprehensionNode, 'dict', range);
        return {
          kind: 'dict',
          entries: items.map(item => {
            if ((item.nodeType as number) === T.DictionaryKeyEntry) {
              const { d } = item as P.DictionaryKeyEntryNode;
              return { key: this.expr(d.keyExpr), value: this.expr(d.valueExpr) };
            }
            return { value: (item.nodeType as number) === T.DictionaryExpandEntry ? this.expr((item as P.DictionaryExpandEntryNode).d.expr) : this.expr(item) };
          }),
          range,
        };
      }
      case T.Lambda: {
        const { d } = node as P.LambdaNode;
        return { kind: 'lambda', params: this.#params(d.params), body: this.expr(d.expr), range };
      }
      case T.BinaryOperation: {
        const { d } = node as P.BinaryOperationNode;
        return { kind: 'binary', op: operators[d.operator as number] ?? '?', left: this.expr(d.leftExpr), right: this.expr(d.rightExpr), range };
      }
      case T.UnaryOperation: {
        const { d } = node as P.UnaryOperationNode;
        return { kind: 'unary', op: operators[d.operator as number] ?? '?', value: this.expr(d.expr), range };
      }
      case T.Ternary: {
        const { d } = node as P.TernaryNode;
        return { kind: 'ternary', test: this.expr(d.testExpr), body: this.expr(d.ifExpr), orElse: this.expr(d.elseExpr), range };
      }
      case T.Comprehension:
        return this.#comprehension(node as P.ComprehensionNode, 'generator', range);
      case T.Slice: {
        const { startValue, endValue, stepValue } = (node as P.SliceNode).d;
        const [lower, upper, step] = [startValue, endValue, stepValue].map(e => e && this.expr(e));
        return { kind: 'slice', ...(lower ? { lower } : {}), ...(upper ? { upper } : {}), ...(step ? { step } : {}), range };
      }
      case T.Await:
        return { kind: 'await', value: this.expr((node as P.AwaitNode).d.expr), range };
      case T.Unpack:
        return { kind: 'star', value: this.expr((node as P.UnpackNode).d.expr), range };
      case T.Yield: {
        const { expr } = (node as P.YieldNode).d;
        return { kind: 'yield', ...(expr ? { value: this.expr(expr) } : {}), range };
      }
      case T.YieldFrom:
        return { kind: 'yield-from', value: this.expr((node as P.YieldFromNode).d.expr), range };
      case T.AssignmentExpression: {
        const { d } = node as P.AssignmentExpressionNode;
        return { kind: 'walrus', target: this.#name(d.name), value: this.expr(d.rightExpr), range };
      }
      case T.TypeAnnotation:
        return this.expr((node as P.TypeAnnotationNode).d.valueExpr);
      case T.Error: {
        const { child } = (node as P.ErrorNode).d;
        return { kind: 'error', ...(child ? { child: this.expr(child) } : {}), range };
      }
      default:
        return { kind: 'error', range };
    }
  }

  #sequence(kind: 'list' | 'tuple' | 'set', items: readonly P.ExpressionNode[], range: Range): Expr {
    const [only] = items;
    // `[x for x in y]` is a list whose only item is a comprehension.
    if (
      kind !== 'tuple' &&
      items.length === 1 &&
      only &&
      (only.nodeType as number) === T.Comprehension &&
      !(only as unknown as P.ComprehensionNode).d.hasParens
    )
      return this.#comprehension(only as P.ComprehensionNode, kind, range);
    return { kind, items: items.map(i => this.expr(i)), range };
  }

  #comprehension(node: P.ComprehensionNode, of: Comprehension['of'], range: Range): Expr {
    const clauses = node.d.forIfNodes.map((clause): Clause => {
      if ((clause.nodeType as number) === T.ComprehensionFor) {
        const { d } = clause as P.ComprehensionForNode;
        return { kind: 'for', target: this.expr(d.targetExpr), iter: this.expr(d.iterableExpr), async: d.isAsync ?? false };
      }
      return { kind: 'if', test: this.expr((clause as P.ComprehensionIfNode).d.testExpr) };
    });
    const element = node.d.expr;
    if ((element.nodeType as number) === T.DictionaryKeyEntry) {
      const { d } = element as P.DictionaryKeyEntryNode;
      return { kind: 'comprehension', of, key: this.expr(d.keyExpr), element: this.expr(d.valueExpr), clauses, range };
    }
    return { kind: 'comprehension', of, element: this.expr(element), clauses, range };
  }

  #strings(node: P.StringListNode): Expr {
    const range = this.#range(node);
    const { strings } = node.d;
    if (strings.some(s => ((s.d.token.flags as number) & (StringFlag.Bytes | StringFlag.Template)) !== 0)) return { kind: 'error', range };
    if (strings.every(s => (s.nodeType as number) === T.String)) {
      const plain = strings as P.StringNode[];
      const [only, ...more] = plain;
      const value = plain.map(s => getUnescapedString(s.d.token).value).join('');
      const content = only && more.length === 0 ? this.#content(only, value) : undefined;
      const it: Str = { kind: 'string', value, ...(content ? { content } : {}), ...(more.length > 0 ? { pieces: this.#pieces(plain) } : {}), range };
      return it;
    }
    const parts = strings.flatMap(s =>
      (s.nodeType as number) === T.String ? [getUnescapedString((s as P.StringNode).d.token).value] : this.#formatParts(s as P.FormatStringNode),
    );
    return { kind: 'fstring', parts, range };
  }

  #pieces(nodes: readonly P.StringNode[]): NonNullable<Str['pieces']> {
    let end = 0;
    return nodes.flatMap(node => {
      const { value } = getUnescapedString(node.d.token);
      const start = end;
      end += value.length;
      const range = this.#content(node, value);
      return range ? [{ start, end, range }] : [];
    });
  }

  #content(node: P.StringNode, value: string): Range | undefined {
    const { token } = node.d;
    const start = node.start + token.prefixLength + token.quoteMarkLength;
    const unterminated = ((token.flags as number) & StringFlag.Unterminated) !== 0;
    const end = Math.max(start, node.start + node.length - (unterminated ? 0 : token.quoteMarkLength));
    return this.#text.slice(start, end) === value ? this.#lines.range(start, end) : undefined;
  }

  #formatParts(node: P.FormatStringNode): (string | Expr)[] {
    const { middleTokens, fieldExprs } = node.d;
    const pieces: { start: number; part: string | Expr }[] = [];
    for (const token of middleTokens) {
      if (!this.#isFormatSpec(token.start))
        pieces.push({ start: token.start, part: getUnescapedString(token).value.replaceAll('{{', '{').replaceAll('}}', '}') });
    }
    for (const field of fieldExprs) {
      const converted = this.expr(field);
      // `{x!r}` and `{x:>3}` give another text than `{x}`; `{x:s}` gives the same.
      const plain = /^\s*(?::s)?\}/.test(this.#text.slice(field.start + field.length, field.start + field.length + 80));
      pieces.push({ start: field.start, part: plain ? converted : { kind: 'error', child: converted, range: converted.range } });
    }
    return pieces.sort((a, b) => a.start - b.start).map(p => p.part);
  }

  /** A literal part that stands behind the colon of a replacement field is no text of the string. */
  #isFormatSpec(start: number): boolean {
    return this.#text[start - 1] === ':';
  }
}
