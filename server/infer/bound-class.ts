/** Schemas, forms and admin views: classes whose names stand for the attributes of a mapped class. */
import { memo } from '../base/lazy.ts';
import { sameRange } from '../base/ranges.ts';
import type { MappedClass } from '../model/mapped.ts';
import type { ClassSymbol } from '../model/values.ts';
import { definitionAt, type Node, walk } from '../syntax/locate.ts';
import type { Assign, Call, ClassDef, Expr, Stmt } from '../syntax/tree.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Environment } from './environment.ts';
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

/** True for a string that lists an attribute: `fields = ("id", "author")` in the body of a class or of its `Meta`, `PostSchema(only=["author"])`. */
export function listsAttribute(path: readonly Node[]): boolean {
  return listingAt(path) !== undefined;
}

/** Where a path goes into a list of attributes: in a class, or in an argument of a call. */
function listingAt(path: readonly Node[]): 'class' | Call | undefined {
  const leaf = path.at(-1);
  const call = path.findLast((n): n is Call => n.kind === 'call' && n !== leaf);
  const keyword = call?.args.find(a => a.name && path.includes(a.value))?.name?.id;
  const at = path.findLastIndex(n => n.kind === 'class');
  const statement = path[at + 1];
  const inClass = at >= 0 && statement?.kind === 'assign' && !path.slice(at + 1).some(n => n.kind === 'lambda');
  // `auto_field("author")` and `fields.Nested(UserSchema, attribute="author")` of marshmallow
  if (inClass && call && (keyword === 'attribute' || (lastName(call.func) === 'auto_field' && call.args[0]?.value === leaf && !keyword))) return 'class';
  if (call && keyword !== undefined && listing.test(keyword)) return call;
  return inClass && statement.targets.some(t => t.kind === 'name' && listing.test(t.id)) ? 'class' : undefined;
}

/** The mapped class whose attributes are listed at the end of a path; undefined when it is not known. */
export function listedModel(path: readonly Node[], at: Asked & { readonly env: Environment }): MappedClass | undefined {
  const listing = listingAt(path);
  if (listing === 'class' || !listing) return listing && (boundModel(path, at) ?? serialized(path, at));
  // `model_form(Post, only=[...])`, `PostSchema(only=[...])`, `fields.Nested(PostSchema, only=[...])`
  const given = [listing.func, listing.args.find(a => !a.name)?.value, listing.args.find(a => a.name?.id === 'model')?.value];
  for (const expr of given) {
    const type = expr && at.inference.typeOf(expr, at.env);
    if (type?.kind === 'class' && expr !== listing.func) return type.cls;
    const model = type?.kind === 'class-object' ? modelOf(type.cls, at) : undefined;
    if (model) return model;
  }
  return boundModel(path, at);
}

/** `serialize_only = ("author.name",)` in a mapped class, of sqlalchemy-serializer. */
function serialized(path: readonly Node[], { snapshot, uri }: Asked): MappedClass | undefined {
  const statement = path.findLast(n => n.kind === 'assign');
  const scope = path.findLast(n => n.kind === 'class');
  if (statement?.kind !== 'assign' || scope?.kind !== 'class') return undefined;
  return statement.targets.some(t => t.kind === 'name' && /^serialize_(?:only|rules)$/.test(t.id)) ? mappedBy(snapshot, uri, scope)[0] : undefined;
}

const models = new WeakMap<Inference, Map<ClassSymbol, MappedClass | null>>();

/** The mapped class that a schema, form or view of the workspace is about; undefined when it is about none. */
export function modelOf(cls: ClassSymbol, { snapshot, inference }: Pick<Asked, 'snapshot' | 'inference'>): MappedClass | undefined {
  const found = memo(
    memo(models, inference, () => new Map<ClassSymbol, MappedClass | null>()),
    cls,
    () => {
      const { uri } = cls.module;
      const tree = snapshot.tree(uri);
      const definition = tree && definitionAt(tree, cls.fact.name);
      return definition?.kind === 'class' ? (boundModel([definition], { snapshot, inference, uri }) ?? null) : null;
    },
  );
  return found ?? undefined;
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

/** What is passed where the class is used: `PostView(Post, session)`, `PostOut.model_validate(post)`, `PostOut.from_orm(post)`, `PostForm(obj=post)`. */
function passed(cls: ClassDef, { snapshot, inference, uri }: Asked): MappedClass | undefined {
  const view = cls.args.some(a => !a.name && /ModelView$/.test(lastName(a.value)));
  const validated = cls.body.some(s => s.kind === 'assign' && s.annotation);
  const form = cls.args.some(a => !a.name && /Form$/.test(lastName(a.value)));
  const name = cls.name.id;
  const files = new Set([
    ...(view || form ? snapshot.mentioning(name) : []),
    ...(validated ? [...validating].flatMap(method => snapshot.mentioning(name, method)) : []),
  ]);
  if (files.size === 0) return undefined;
  const type = inference.work.once(`passed to ${uri}:${cls.name.range.start.line}`, () => {
    const given = view ? passedUp(cls, { inference, uri }) : unknownType;
    if (classOf(given)) return given;
    for (const file of [...files].sort()) {
      const tree = snapshot.tree(file);
      if (!tree) continue;
      const { calls } = sitesOf(tree);
      const makes = view || form ? (calls.get(name) ?? []) : [];
      const validates = validated ? [...validating].flatMap(method => calls.get(method) ?? []) : [];
      for (const { args } of [...makes, ...validates.filter(c => c.func.kind === 'attribute' && lastName(c.func.value) === name)]) {
        const first = form ? args.find(a => a.name?.id === 'obj') : args.find(a => !a.name);
        const env = first ? inference.at(file, first.value.range.start)?.env : undefined;
        const given = env && first ? inference.typeOf(first.value, env) : unknownType;
        if (classOf(given)) return given;
      }
    }
    return unknownType;
  });
  return classOf(type);
}

/** `super().__init__(Post, session)` in the view itself. */
function passedUp(cls: ClassDef, { inference, uri }: Pick<Asked, 'inference' | 'uri'>): Type {
  let found: Type = unknownType;
  walk(cls.body, node => {
    if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr.id !== '__init__' || classOf(found)) return;
    const [first] = node.args;
    const env = first && inference.at(uri, first.value.range.start)?.env;
    if (env) found = inference.typeOf(first.value, env);
  });
  return found;
}

/** The mapped class that a field of a schema, form or view stands for an attribute of; undefined for another attribute. */
export function fieldModel(cls: ClassSymbol, name: string, at: Pick<Asked, 'snapshot' | 'inference'>): MappedClass | undefined {
  const { hierarchy, evaluator } = at.snapshot.project;
  for (const definer of hierarchy.mro(cls)) {
    const binding = evaluator.classBindings(definer.fact).get(name)?.at(-1);
    if (binding) return binding.kind === 'value' && !namesAnother(binding.value) ? modelOf(definer, at) : undefined;
  }
  return undefined;
}

/** True for `writer = fields.Nested(UserSchema, attribute="author")` and `writer = auto_field("author")`: the field has a name of its own. */
export const namesAnother = (value: Expr | undefined): boolean =>
  value?.kind === 'call' && value.args.some(a => a.name?.id === 'attribute' || (!a.name && a.value.kind === 'string' && lastName(value.func) === 'auto_field'));

/** The mapped classes that have what a class statement declares: itself, or those that derive from it as a mixin. */
export function mappedBy({ project }: Snapshot, uri: string, cls: ClassDef): readonly MappedClass[] {
  const own = project.inFile(uri).find(c => sameRange(c.at.range, cls.name.range));
  if (own) return [own];
  return project.classes.filter(c => project.hierarchy.mro(c.symbol).some(s => s.module.uri === uri && sameRange(s.fact.name.range, cls.name.range)));
}
