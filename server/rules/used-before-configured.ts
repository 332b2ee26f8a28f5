import { comparePositions } from '../base/ranges.ts';
import { Imports } from '../edits/imports.ts';
import { sole } from '../model/resolution.ts';
import type { Node } from '../syntax/locate.ts';
import type { Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { library } from './examples.ts';
import { fix } from './fixing.ts';
import { inFile, type Located } from './located.ts';
import type { Fix, Rule } from './rule.ts';
import { calledName, relationshipNames, type Use, usesIn } from './uses.ts';
import { relationshipName } from './words.ts';

/** What a backref makes comes late. */
export const usedBeforeConfigured: Rule = {
  code: 'used-before-configured',
  severity: 'error',
  docs: {
    summary: 'A module reads an implicit attribute from a class while it is imported, before anything has configured the mappers.',
    why: `A backref makes its attribute when mappers are configured: at the first query or the first object, not when the classes are there. What is read in a function is
read later. It is reported where the module itself has the classes and does nothing between them and the reading that could configure them.`,
    bad: library({
      core: 'select',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
by_author = select(Book).join(Book.author)
#                                  ^^^^^^ used-before-configured`,
    }),
    good: library({
      core: 'select',
      author: `
    books = relationship("Book", backref="author")
`,
      after: `
def by_author():
    return select(Book).join(Book.author)`,
    }),
    sqlalchemy: "AttributeError: type object 'Book' has no attribute 'author'",
  },
  check: inFile(function* (uri, snapshot): Iterable<Located> {
    const { implicit } = relationshipNames(snapshot.project);
    if (![...snapshot.project.inFile(uri)].some(c => [...c.own.values()].some(it => it.provenance.kind === 'backref'))) return;
    for (const use of usesIn(uri, snapshot, 'attribute', /\.\w/)) {
      const found = implicit.has(use.node.attr.id) ? early(use, uri, snapshot) : undefined;
      if (found) yield found;
    }
  }),
};

function early({ node, parents, typeOf }: Use<'attribute'>, uri: string, snapshot: Snapshot): Located | undefined {
  const { value, attr } = node;
  const [statement] = parents;
  if (value.kind !== 'name' || !statement || !isStatement(statement)) return undefined;
  // Only what runs at import, whatever happens.
  if (parents.some(p => !runsAtImport(p)) || !parents.includes(statement)) return undefined;
  const { project } = snapshot;
  const type = typeOf(value);
  if (type.kind !== 'class') return undefined;
  const { cls } = type;
  const found = sole(project.attribute(cls, attr.id));
  if (found?.kind !== 'relationship' || found.attribute.provenance.kind !== 'backref') return undefined;
  const { attribute } = found;
  const { source } = found.attribute.provenance;
  const last = parents.at(-1);
  if (last?.kind === 'assign' && last.targets.includes(node)) return undefined;
  if (source.owner.at.uri !== uri || cls.at.uri !== uri || source.at.uri !== uri || attribute.owner.at.uri !== uri) return undefined;
  if (project.hierarchy.attribute(cls.symbol, attr.id) !== undefined) return undefined;
  const body = snapshot.tree(uri)?.body ?? [];
  const classes = [cls, source.owner].map(c => body.findIndex(s => s.kind === 'class' && comparePositions(s.name.range.start, c.at.range.start) === 0));
  const at = body.indexOf(statement);
  // A class that comes later can have made nothing yet.
  const before = classes.filter(i => i < at);
  const [own] = classes;
  if (at < 0 || classes.some(i => i < 0) || own === undefined || own >= at) return undefined;
  const between = before.length < classes.length ? [] : body.slice(Math.max(...before) + 1, at);
  if (between.some(mayConfigure) || mayConfigureBefore(statement, node)) return undefined;
  return {
    at: { uri, range: attr.range },
    message: `type object '${cls.name}' has no attribute '${attr.id}'`,
    related: [{ location: attribute.at, message: `'${relationshipName(attribute)}' is made by this backref when mappers are configured` }],
    fixes: () => (before.length < classes.length ? [] : configured(uri, snapshot, statement)),
  };
}

const atImport: ReadonlySet<string> = new Set('expr assign call attribute list tuple set dict binary unary subscript star class'.split(' '));
const runsAtImport = ({ kind }: Node): boolean => atImport.has(kind);

const statements: ReadonlySet<string> = new Set('class function assign expr import import-from if for while with try match return raise assert del'.split(' '));
const isStatement = (node: Node): node is Stmt => statements.has(node.kind);

/** Calls that look at no mapper. */
const harmless: ReadonlySet<string> = new Set(
  (
    'select insert update delete exists and_ or_ not_ func text literal desc asc case cast type_coerce label where join outerjoin filter order_by group_by limit offset having distinct ' +
    'Column mapped_column Table ForeignKey ForeignKeyConstraint Index UniqueConstraint CheckConstraint PrimaryKeyConstraint MetaData ' +
    'Integer String Text Boolean DateTime Date Float Numeric Enum LargeBinary JSON Uuid BigInteger SmallInteger Unicode Interval Time ' +
    'relationship backref deferred column_property synonym composite association_proxy declared_attr declarative_base registry validates hybrid_property ' +
    'dict list tuple set str int len print getLogger TypeVar namedtuple'
  ).split(' '),
);

/** True for what may have configured the mappers by the time it is done: any call or import that is not known to leave them alone. */
function mayConfigure(it: Node): boolean {
  if (it.kind === 'function' || it.kind === 'lambda') return false;
  if (it.kind === 'import' || it.kind === 'import-from') return true;
  if (it.kind === 'call' && !harmless.has(calledName(it.func))) return true;
  // `User.posts.property.mapper` does.
  if (it.kind === 'attribute' && /^(?:property|mapper|relationships|attrs|entity|comparator)$/.test(it.attr.id)) return true;
  if (it.kind === 'class' && (it.decorators.length > 0 || it.args.some(a => a.name))) return true;
  return below(it).some(mayConfigure);
}

/** The same of what a statement does before it comes to a node: a chain of calls is run from its inside. */
const mayConfigureBefore = (statement: Node, node: Node): boolean =>
  below(statement).some(child => {
    if (comparePositions(child.range.start, node.range.end) >= 0) return false;
    if (comparePositions(child.range.end, node.range.start) <= 0) return mayConfigure(child);
    // What is called with the attribute is called later.
    return child !== node && mayConfigureBefore(child, node);
  });

function below(it: object): readonly Node[] {
  return Object.entries(it).flatMap(([key, value]): readonly Node[] => {
    if (key === 'range' || key === 'content' || typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((v: unknown) => (typeof v === 'object' && v !== null ? (isNode(v) ? [v] : below(v)) : []));
    return isNode(value) ? [value] : below(value);
  });
}

const isNode = (it: object): it is Node => 'kind' in it && 'range' in it;

/** `configure_mappers()` in front of the statement. */
function configured(uri: string, snapshot: Snapshot, statement: Stmt | Expr): readonly Fix[] {
  return fix(snapshot, 'Configure the mappers first', change => {
    const source = change.source(uri);
    if (!source) return false;
    const imports = new Imports(change, source);
    const name = imports.add('sqlalchemy.orm', 'configure_mappers');
    imports.write();
    change.insert(source, source.lines.offset({ line: statement.range.start.line, character: 0 }), `${name}()${source.eol}`);
    return true;
  });
}
