/** Schemas, forms and admin views: classes whose names stand for the attributes of a mapped class. */
import { sameRange } from '../base/ranges.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { Node } from '../syntax/locate.ts';
import type { Assign, ClassDef, Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Inference } from './infer.ts';
import { lastName, sitesOf } from './sites.ts';
import { type Type, unknownType } from './types.ts';

/** Settings of marshmallow, WTForms, Flask-Admin, Flask-AppBuilder and sqladmin that list attributes. */
const listing =
  /(?:^|_)(?:fields|fieldsets|columns?|list|only|exclude|include|additional|filters|labels|args|refs|overrides|rules|formatters|descriptions|sort|order)$/;

/** Where the uses of such a class are looked at. */
interface Asked {
  readonly snapshot: Snapshot;
  readonly inference: Inference;
  readonly uri: string;
}

/** True for a string that lists an attribute: `fields = ("id", "author")` in the body of a class or of its `Meta`. */
export function listsAttribute(path: readonly Node[]): boolean {
  const at = path.findLastIndex(n => n.kind === 'class');
  const statement = path[at + 1];
  if (at < 0 || statement?.kind !== 'assign' || path.slice(at + 1).some(n => n.kind === 'lambda')) return false;
  return statement.targets.some(t => t.kind === 'name' && listing.test(t.id));
}

/**
 * The mapped class that the innermost class around the end of a path is about: named by `model = Post` in it or in its `Meta`, by
 * `datamodel = SQLAInterface(Post)`, by `class PostAdmin(ModelView, model=Post)`, by `PostView(Post, ...)` of Flask-Admin, or known from
 * `PostOut.model_validate(post)`. Undefined when it is about none.
 */
export function boundModel(path: readonly Node[], at: Asked): MappedClass | undefined {
  const classes = path.filter((n): n is ClassDef => n.kind === 'class');
  const inner = classes.at(-1);
  const outer = classes.at(-2);
  if (!inner) return undefined;
  const model = (inner.name.id === 'Meta' && outer) || inner;
  return writtenIn(inner, at) ?? (model === inner ? nested(inner, at) : undefined) ?? passed(model, at);
}

const nested = (cls: ClassDef, at: Asked): MappedClass | undefined => {
  const meta = cls.body.find((s): s is ClassDef => s.kind === 'class' && s.name.id === 'Meta');
  return meta && writtenIn(meta, at);
};

function writtenIn(cls: ClassDef, { inference, uri }: Asked): MappedClass | undefined {
  const written = assigned(cls.body, 'model') ?? cls.args.find(a => a.name?.id === 'model')?.value ?? firstArgument(assigned(cls.body, 'datamodel'));
  const env = written && inference.at(uri, written.range.start)?.env;
  return env && classOf(inference.typeOf(written, env));
}

const assigned = (body: readonly Stmt[], name: string): Expr | undefined =>
  body.findLast((s): s is Assign => s.kind === 'assign' && s.targets.some(t => t.kind === 'name' && t.id === name))?.value;

const firstArgument = (expr: Expr | undefined): Expr | undefined => (expr?.kind === 'call' ? expr.args[0]?.value : undefined);

const classOf = (type: Type): MappedClass | undefined => (type.kind === 'class' || type.kind === 'instance' ? type.cls : undefined);

const validating: ReadonlySet<string> = new Set(['model_validate', 'from_orm', 'validate_python']);

/** What is passed where the class is used: `PostView(Post, session)`, `PostOut.model_validate(post)`, `PostOut.from_orm(post)`. */
function passed(cls: ClassDef, { snapshot, inference, uri }: Asked): MappedClass | undefined {
  const view = cls.args.some(a => !a.name && /ModelView$/.test(lastName(a.value)));
  const validated = cls.body.some(s => s.kind === 'assign' && s.annotation);
  const name = cls.name.id;
  const files = new Set([
    ...(view ? snapshot.mentioning(name) : []),
    ...(validated ? [...validating].flatMap(method => snapshot.mentioning(name, method)) : []),
  ]);
  if (files.size === 0) return undefined;
  const type = inference.work.once(`passed to ${uri}:${cls.name.range.start.line}`, () => {
    for (const file of [...files].sort()) {
      const tree = snapshot.tree(file);
      if (!tree) continue;
      const { calls } = sitesOf(tree);
      const makes = view ? (calls.get(name) ?? []) : [];
      const validates = validated ? [...validating].flatMap(method => calls.get(method) ?? []) : [];
      for (const { args } of [...makes, ...validates.filter(c => c.func.kind === 'attribute' && lastName(c.func.value) === name)]) {
        const [first] = args;
        const env = first && !first.name ? inference.at(file, first.value.range.start)?.env : undefined;
        const given = env && first ? inference.typeOf(first.value, env) : unknownType;
        if (classOf(given)) return given;
      }
    }
    return unknownType;
  });
  return classOf(type);
}

/** The mapped classes that have what a class statement declares: itself, or those that derive from it as a mixin. */
export function mappedBy({ project }: Snapshot, uri: string, cls: ClassDef): readonly MappedClass[] {
  const own = project.inFile(uri).find(c => sameRange(c.at.range, cls.name.range));
  if (own) return [own];
  return project.classes.filter(c => project.hierarchy.mro(c.symbol).some(s => s.module.uri === uri && sameRange(s.fact.name.range, cls.name.range)));
}
