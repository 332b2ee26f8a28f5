import type { Expr, For } from '../syntax/tree.ts';
import { library } from './examples.ts';
import { inFile, type Located } from './located.ts';
import type { Rule } from './rule.ts';
import { calledName, relationshipNames, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** One query for the loop, and one for each turn of it. */
export const nPlusOne: Rule = {
  code: 'n-plus-one',
  severity: 'off',
  docs: {
    summary: 'A loop over a query reads an implicit collection of each object, and the query loads none of them.',
    why: `Each reading of a collection that is not loaded is a query of its own. \`selectinload(Author.books)\` in the options of the query loads them all with one more. It is reported where the query
is written in the loop itself and has no options. The rule is off unless a setting turns it on.`,
    noFix: 'Which way to load fits depends on how much there is to load.',
    bad: library({
      book: `
    author = relationship("Author", backref="books")
`,
      after: `
def titles(session):
    for author in session.query(Author).all():
        print(author.books)
        #            ^^^^^ n-plus-one
`,
    }),
    good: library({
      orm: 'selectinload',
      book: `
    author = relationship("Author", backref="books")
`,
      after: `
def titles(session):
    for author in session.query(Author).options(selectinload(Author.books)).all():
        print(author.books)
`,
    }),
    sqlalchemy: 'Nothing is raised. [Relationship loading techniques](https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html)',
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { implicit } = relationshipNames(snapshot.project);
    for (const { node, parents, typeOf } of usesIn(uri, snapshot, 'attribute', /^\s*(?:async\s+)?for\b/)) {
      const { value, attr } = node;
      if (value.kind !== 'name' || !implicit.has(attr.id)) continue;
      const loop = parents.findLast((p): p is For => p.kind === 'for' && p.target.kind === 'name' && p.target.id === value.id);
      // What is read in the head of the loop is another object.
      if (!loop || parents[parents.indexOf(loop) + 1] === loop.iter || !isBareQuery(loop.iter)) continue;
      if (parents.slice(parents.indexOf(loop)).some(p => p.kind === 'function' || p.kind === 'lambda')) continue;
      const type = typeOf(value);
      const found = type.kind === 'instance' ? snapshot.project.attribute(type.cls, attr.id) : undefined;
      if (found?.kind !== 'one' || found.value.kind !== 'relationship') continue;
      const { attribute } = found.value;
      if (attribute.provenance.kind !== 'backref' || attribute.uselist !== true || attribute.lazy !== 'select') continue;
      yield {
        at: { uri, range: attr.range },
        message: `Each turn of the loop loads '${relationshipName(attribute)}' with a query of its own`,
        related: [
          { location: { uri, range: loop.iter.range }, message: 'The query of the loop has no loader option' },
          { location: attribute.at, message: `'${relationshipName(attribute)}' is made by this backref` },
        ],
      };
    }
  }),
};

/** A query that is written on the spot, begins at a class and has no options. */
function isBareQuery(it: Expr): boolean {
  let begins = false;
  const pending: Expr[] = [it];
  for (let at = pending.shift(); at; at = pending.shift()) {
    if (at.kind === 'attribute') {
      begins ||= at.attr.id === 'query';
      pending.push(at.value);
    } else if (at.kind === 'call') {
      const name = calledName(at.func);
      if (name === 'options' || name === 'execution_options' || name === 'populate_existing') return false;
      begins ||= name === 'select' || name === 'query';
      pending.push(at.func, ...at.args.map(a => a.value));
    }
  }
  return begins;
}
