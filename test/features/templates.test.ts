import { describe, expect, test } from 'vitest';
import { rename } from '../../server/features/rename.ts';
import { finish } from '../../server/uses/search.ts';
import { highlights, placeOf, referencesOf, renamable, renamed } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

type Fixture = ReturnType<typeof fixture>;

/** The blog, a view that renders, and templates; the cursor is on `backref="author"`. */
const site = (view: string, templates: string): Fixture =>
  fixture(`${blog.replace('backref="author"', 'backref="auth$0or"')}
#- views.py
from flask import render_template, render_template_string
from blog.user import User
from blog.post import Post, Tag

${view}
${templates}
`);

const inTemplates = (f: Fixture): readonly string[] => referencesOf(f).filter(p => !p.endsWith('.py') && !p.startsWith('blog/') && !p.startsWith('views.py'));
const labelled = (f: Fixture): readonly string[] => f.labels.map(l => placeOf(f, l.slice(l.indexOf(' ') + 1)));

const post = 'def show(id):\n    return render_template("post.html", post=Post.query.get(id), posts=Post.query.all(), tag=Tag.query.first())';

describe('what a view renders', () => {
  test.each([
    ['an output', '{{ post.author.name }}\n#       ^^^^^^ 1'],
    ['a filter', '{{ post.author|upper }}\n#       ^^^^^^ 1'],
    ['a subscript', '{{ post["author"] }}\n#        ^^^^^^ 1'],
    ['a loop', '{% for p in posts %}{{ p.author }}{% endfor %}\n#                        ^^^^^^ 1'],
    ['a loop over a relationship', '{% for p in tag.posts|sort %}{{ p.author }}{% endfor %}\n#                                 ^^^^^^ 1'],
    ['the condition of a loop', '{% for p in posts if p.author %}{% endfor %}\n#                      ^^^^^^ 1'],
    ['a condition', '{% if not post.author is none and 1 %}{% endif %}\n#              ^^^^^^ 1'],
    ['a set', '{% set p = posts|first %}{{ p.author }}\n#                             ^^^^^^ 1'],
    ['a with', '{% with p = posts[0] %}{{ p.author }}{% endwith %}\n#                           ^^^^^^ 1'],
    [
      'filters that name attributes',
      '{{ posts|map(attribute="author.name")|join }}{{ posts|selectattr("author") }}\n#                       ^^^^^^ 1\n#                                                                 ^^^^^^ 2',
    ],
    ['inside a block', '{% block b %}{{ post.author }}{% endblock %}\n#                    ^^^^^^ 1'],
  ])('%s', (_, text) => {
    const f = site(post, `#- templates/post.html\n${text}`);
    expect(inTemplates(f)).toEqual(labelled(f));
  });

  test.each([
    ['an unknown name', '{{ other.author }}'],
    ['something else', '{{ tag.author }}'],
    ['text and comments', 'author {# {{ post.author }} #} {% raw %}{{ post.author }}{% endraw %}'],
    ['what Flask puts there', '{{ request.author }}{{ config.author }}'],
    ['a name that was set anew', '{% set post = tag %}{{ post.author }}'],
  ])('but not %s', (_, text) => {
    expect(inTemplates(site(post, `#- templates/post.html\n${text}`))).toEqual([]);
  });
});

describe('how a template is rendered', () => {
  test.each([
    ['a dictionary', 'def show(templates, request):\n    return templates.TemplateResponse("post.html", {"request": request, "post": Post()})'],
    ['the request first', 'def show(templates, request):\n    return templates.TemplateResponse(request, "post.html", {"post": Post()})'],
    ['context=', 'def show(templates, request):\n    return templates.TemplateResponse(request=request, name="post.html", context={"post": Post()})'],
    ['get_template().render()', 'def show(env):\n    return env.get_template("post.html").render(post=Post())'],
    ['a template in a variable', 'def show(env):\n    template = env.get_template("post.html")\n    return template.render({"post": Post()})'],
    ['**context', 'def show():\n    context = {"post": Post()}\n    return render_template("post.html", **context)'],
    ['a context processor', '@app.context_processor\ndef inject():\n    return dict(post=Post())\n\ndef show():\n    return render_template("post.html")'],
  ])('with %s', (_, view) => {
    const f = site(view, '#- app/templates/post.html\n<p>{{ post.author }}</p>\n#          ^^^^^^ 1');
    expect(inTemplates(f)).toEqual(labelled(f));
  });

  test('from a string', () => {
    const f = site(
      'def show():\n    return render_template_string("<p>{{ post.author }}</p>", post=Post())\n#                                             ^^^^^^ 1',
      '',
    );
    expect(referencesOf(f)).toContain(placeOf(f, '1'));
  });

  test('with different things by different views is not certain', () => {
    const f = site(
      'def a():\n    return render_template("x.html", it=Post())\ndef b():\n    return render_template("x.html", it=render())',
      '#- templates/x.html\n{{ it.author }}\n#     ^^^^^^ 1',
    );
    expect(renamed(f, 'writer').unsure).toEqual([placeOf(f, '1')]);
  });

  test('with locals(), which may be anything', () => {
    const f = site('def a(x):\n    post = x\n    return render_template("x.html", **locals())', '#- templates/x.html\n{{ it.author }}');
    expect(inTemplates(f)).toEqual([]);
  });
});

test('templates that extend, include and import pass variables on', () => {
  const f = site(
    post,
    `#- templates/base.html
<title>{{ post.author }}</title>
#              ^^^^^^ 1
{% block body %}{% endblock %}
#- templates/cards.html
{% macro card(entry, big=false) %}{{ entry.author }}{% endmacro %}
#                                          ^^^^^^ 2
{% macro thread(p) %}{{ p.author }}{% for q in p.author.posts %}{{ thread(q) }}{% endfor %}{% endmacro %}
#                         ^^^^^^ 3
#                                                ^^^^^^ 4
{% macro unused(thing) %}{{ thing.author }}{% endmacro %}
#- templates/part.html
{{ p.author }}
#    ^^^^^^ 5
#- templates/post.html
{% extends "base.html" %}
{% from "cards.html" import card as show_card, thread %}
{% import "cards.html" as cards %}
{% block body %}
{% for p in posts %}{% include "part.html" %}{{ show_card(p) }}{% endfor %}
{{ thread(post) }}{{ cards.card(entry=post) }}
{% endblock %}`,
  );
  expect(inTemplates(f)).toEqual(labelled(f));
});

test('a rename edits templates; where the variable is not known it asks', () => {
  const f = site(post, '#- templates/post.html\n{{ post.author.name }} {{ other.author }}\n#                               ^^^^^^ open\n');
  const { texts, unsure } = renamed(f, 'writer');
  expect(texts.get('templates/post.html')).toContain('{{ post.writer.name }} {{ other.author }}');
  expect(unsure).toEqual([placeOf(f, 'open')]);
});

describe('from inside a template', () => {
  const within = (view: string, templates: string): Fixture =>
    fixture(`${blog}
#- views.py
from flask import render_template, render_template_string
from blog.post import Post

${view}
${templates}
`);
  const show = 'def show(id):\n    return render_template("post.html", post=Post.query.get(id))';

  test('a rename edits the models and all else', () => {
    const f = within(show, '#- templates/post.html\n{{ post.au$0thor.name }}{{ post.author.posts }}');
    expect(renamable(f)).toBe('author author');
    const { texts } = renamed(f, 'writer');
    expect(texts.get('templates/post.html')).toContain('{{ post.writer.name }}{{ post.writer.posts }}');
    expect(texts.get('blog/user.py')).toContain('backref="writer"');
  });

  test('references and highlights', () => {
    const f = within(show, '#- templates/post.html\n{{ post.au$0thor.name }}{{ post.author.posts }}');
    expect(referencesOf(f)).toEqual(['blog/user.py:15:42', 'templates/post.html:0:8', 'templates/post.html:0:30']);
    expect(highlights(f)).toEqual(['0:8 read', '0:30 read']);
  });

  test('in a string of Python', () => {
    const f = within('def show(id):\n    return render_template_string("<p>{{ post.au$0thor }}" "{{ post.author }}</p>", post=Post.query.get(id))', '');
    expect(renamed(f, 'writer').texts.get('views.py')).toContain('"<p>{{ post.writer }}" "{{ post.writer }}</p>"');
    expect(highlights(f)).toHaveLength(2);
  });

  test('what is not ours is left to others', () => {
    expect(renamable(within(show, '#- templates/post.html\n{{ post.cre$0ated }}'))).toBeUndefined();
    expect(renamable(within(show, '#- templates/post.html\n<auth$0or>'))).toBeUndefined();
  });

  test('an edit of the template counts before it is saved', () => {
    const f = within(show, '#- templates/post.html\n{{ post.au$0thor }}');
    const uri = f.cursor.uri;
    f.session.edit(uri, '{{ post.author }}{{ post.author }}', 7);
    expect(highlights(f)).toHaveLength(2);
    f.session.editor = { ...f.session.editor, documentChanges: true, confirmation: true };
    const edit = finish(rename.handle(f.snapshot(), { textDocument: { uri }, position: f.cursor.position, newName: 'writer' }));
    const documents = edit?.documentChanges?.flatMap(c => ('textDocument' in c ? [c.textDocument] : [])) ?? [];
    expect(documents.find(d => d.uri === uri)?.version).toBe(7);
    expect(documents.find(d => d.uri !== uri)?.version).toBeNull();
  });

  test('an edit of a template leaves the models as they are', () => {
    const f = within(show, '#- templates/post.html\n{{ post.au$0thor }}');
    const { project } = f.snapshot();
    f.session.edit(f.cursor.uri, '{{ post }}');
    expect(f.snapshot().project).toBe(project);
  });
});
