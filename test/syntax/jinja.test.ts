import { describe, expect, test } from 'vitest';
import { Lines } from '../../server/base/text.ts';
import { parseTemplate } from '../../server/syntax/jinja.ts';
import { walk } from '../../server/syntax/locate.ts';
import type { Expr, Stmt } from '../../server/syntax/tree.ts';

/** A tree as it would be written in Python; filters as calls. */
function shown(it: Expr | Stmt): string {
  const list = (items: readonly (Expr | Stmt)[]): string => items.map(shown).join('; ');
  switch (it.kind) {
    case 'name':
      return it.id;
    case 'string':
      return JSON.stringify(it.value);
    case 'number':
      return String(it.value);
    case 'constant':
      return it.value;
    case 'attribute':
      return `${shown(it.value)}.${it.attr.id}`;
    case 'subscript':
      return `${shown(it.value)}[${it.items.map(i => shown(i.value)).join(', ')}]`;
    case 'slice':
      return ':';
    case 'call':
      return `${shown(it.func)}(${it.args.map(a => `${a.star ?? ''}${a.name ? `${a.name.id}=` : ''}${shown(a.value)}`).join(', ')})`;
    case 'binary':
      return `(${shown(it.left)} ${it.op} ${shown(it.right)})`;
    case 'unary':
      return `(${it.op} ${shown(it.value)})`;
    case 'ternary':
      return `(${shown(it.body)} if ${shown(it.test)} else ${shown(it.orElse)})`;
    case 'tuple':
    case 'list':
      return `[${it.items.map(shown).join(', ')}]`;
    case 'dict':
      return `{${it.entries.map(e => `${e.key ? shown(e.key) : '**'}: ${shown(e.value)}`).join(', ')}}`;
    case 'expr':
      return shown(it.value);
    case 'assign':
      return `${it.targets.map(shown).join(' = ')} = ${it.value ? shown(it.value) : ''}`;
    case 'for':
      return `for ${shown(it.target)} in ${shown(it.iter)} {${list(it.body)}} else {${list(it.orElse)}}`;
    case 'if':
      return `if ${shown(it.test)} {${list(it.body)}} else {${list(it.orElse)}}`;
    default:
      return `<${it.kind}>`;
  }
}
const body = (text: string): string => parseTemplate(text).body.map(shown).join('; ');

describe('expressions', () => {
  test.each([
    ['{{ post.author.username }}', 'post.author.username'],
    ['{{- a -}}', 'a'],
    ['{{ a | join(", ") | upper }}', '|upper(|join(a, ", "))'],
    ['{{ a + b|length * 2 }}', '(a + (|length(b) * 2))'],
    ['{{ a ~ b.c }}', '(a ~ b.c)'],
    ['{{ a.b if c }}', '(a.b if c else None)'],
    ['{{ a if b else c.d }}', '(a if b else c.d)'],
    ['{{ not a and b is defined or c not in d }}', '(((not a) and (b is True)) or (c not in d))'],
    ['{{ x is divisibleby 3 }}', '(x is 3)'],
    ['{{ x is not none }}', '(x is True)'],
    ['{{ f(a, *b, k=c, **d)[0].e }}', 'f(a, *b, k=c, **d)[0].e'],
    ['{{ x["author"] }}{{ x[1:] }}', 'x["author"]; x[:]'],
    ['{{ {"a": b, "c": {}} }}', '{"a": b, "c": {}}'],
    ['{{ [a, (b, c)] }}', '[a, [b, c]]'],
    ['{{ "}}" }}{{ x }}', '"}}"; x'],
  ])('%s', (text, tree) => expect(body(text)).toBe(tree));
});

describe('tags', () => {
  test.each([
    ['{% for a, b in c if a.d recursive %}{{ a }}{% else %}{{ e }}{% endfor %}', 'for [a, b] in c {if a.d {a} else {}} else {e}'],
    ['{% if a %}{{ b }}{% elif c %}{{ d }}{% else %}{{ e }}{% endif %}{{ f }}', 'if a {b} else {if c {d} else {e}}; f'],
    ['{% set x = a.b %}{% set y, z = c %}{% set t %}{{ d }}{% endset %}', 'x = a.b; [y, z] = c; d; t = ""'],
    ['{% block title %}{{ a }}{% endblock title %}{% block b scoped %}{% endblock %}', 'a'],
    ['{% with u = p.author %}{{ u }}{% endwith %}', 'u = p.author; u'],
    ['{% trans user=p.author, n=3 %}{{ user }}{% pluralize %}{{ n }}{% endtrans %}', 'user = p.author; n = 3; user; n'],
    ['{% call(user) list(users) %}{{ user }}{% endcall %}', 'list(users); user = <error>; user'],
    ['{% filter upper %}{{ a }}{% endfilter %}', 'upper; a'],
    ['{% do x.y %}{% cache 5, z %}', 'x.y; 5; z'],
    ['{# {{ a }} #}{% raw %}{{ b }}{% endraw %}{{ c }}', 'c'],
    ['{% endfor %}{{ a }}{% if b %}{{ c }}', 'a; if b {c} else {}'],
    ['text {% broken', ''],
  ])('%s', (text, tree) => expect(body(text)).toBe(tree));

  test('macros and other templates are kept apart', () => {
    const { macros, links } = parseTemplate(
      '{% extends "base.html" %}{% include ["a", "b"] ignore missing %}{% import "m" as m %}{% from "n" import x, y as z with context %}{% macro card(post, big=false) %}{{ post }}{% endmacro %}',
    );
    expect(macros.map(m => `${m.name.id}(${m.params.map(p => p.id).join(', ')}) {${m.body.map(shown).join('; ')}}`)).toEqual(['card(post, big) {False; post}']);
    expect(links.map(l => `${l.kind} ${shown(l.template)} ${l.alias?.id ?? ''}${l.names.map(n => `${n.name.id}>${n.alias.id}`).join(' ')}`)).toEqual([
      'extends "base.html" ',
      'include ["a", "b"] ',
      'import "m" m',
      'import "n" x>x y>z',
    ]);
  });
});

test('every name stands where its range says', () => {
  const text = '<p>\n  {% for p in user.posts -%}\n  é {{ p.author|attr("name") }}\n  {%- endfor %}\n</p>';
  const lines = new Lines(text);
  const found: string[] = [];
  walk(parseTemplate(text).body, node => {
    if (node.kind === 'name') found.push(`${node.id}=${lines.slice(node.range)}`);
    if (node.kind === 'string' && node.content) found.push(`${node.value}=${lines.slice(node.content)}`);
  });
  expect(found).toEqual(['p=p', 'user=user', 'posts=posts', '|attr=attr', 'p=p', 'author=author', 'name=name']);
});
