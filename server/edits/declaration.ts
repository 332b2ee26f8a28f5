/** Writes `name = relationship(...)` in the style of the class it is to stand in. */
import { isFlaskExtension } from '../model/library.ts';
import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import type { ClassDef, Expr, Stmt } from '../syntax/tree.ts';
import { calledBy, isRelationship } from './class-body.ts';
import type { Declared } from './declared.ts';
import { layOut } from './layout.ts';
import { type Place as ClassPlace, canImport, typeFor } from './mapped-type.ts';
import { importOf, registryName, topLevel } from './names.ts';
import type { Shape } from './shape.ts';
import { quoted } from './source.ts';
import { sqlmodelArguments } from './sqlmodel.ts';

/** What is to be written. */
export interface Draft {
  readonly name: string;
  readonly target: MappedClass;
  /** Keyword and value, in order. */
  readonly args: readonly (readonly [keyword: string, value: string])[];
  readonly lazy: string | undefined;
  /** For an annotation; undefined when it is not known. */
  readonly shape: Shape | undefined;
  /** The class body says what the attribute is for type checkers already; that says it must be annotated. */
  readonly annotated: boolean;
}

/** Where it is to stand. */
export interface Place extends ClassPlace {
  readonly owner: MappedClass;
}

/** The statement, indented save for its first line; undefined when it cannot be said in this module. `like` is the relationship it mirrors. */
export function declaration(place: Place, draft: Draft, like: Declared): string | undefined {
  if (place.owner.registry.flavor === 'sqlmodel') return sqlmodelDeclaration(place, draft, like);
  const { project } = place.snapshot;
  const path = registryName(project, place.owner, draft.target);
  const callee = calleeFor(place, draft, like);
  if (path === undefined || callee === undefined) return undefined;
  const annotation = draft.annotated || usesMapped(place.cls, like) ? draft.shape && typeFor(place, draft.shape, 'mapped', 'optional') : undefined;
  const args = draft.args.filter(([keyword, value]) => !(keyword === 'lazy' && annotation && /^["'](?:dynamic|write_only)["']$/.test(value)));
  // SQLAlchemy 1.4 does not read annotations.
  const isRead = annotation !== undefined && project.version(place.source.uri) !== '1.4';
  const target = !isRead || path !== draft.target.name ? [quoted(path, place.source.quote)] : [];
  return layOut(place.source, place.cls, `${draft.name}${annotation === undefined ? '' : `: ${annotation}`} = ${callee}`, [
    ...target,
    ...args.map(([keyword, value]) => `${keyword}=${value}`),
  ]);
}

/** SQLModel learns from the annotation where a relationship leads. */
function sqlmodelDeclaration(place: Place, { name, shape, args }: Draft, like: Declared): string | undefined {
  // The containers of these mean nothing to it, nor do annotations that Python does not evaluate.
  if (!shape || shape.lazy === 'dynamic' || shape.lazy === 'write_only' || topLevel(place.snapshot, place.source.uri, 'annotations')) return undefined;
  const type = canImport(place, 'sqlmodel', 'Relationship') ? typeFor(place, shape, 'sqlmodel', 'optional') : undefined;
  if (type === undefined) return undefined;
  return layOut(place.source, place.cls, `${name}: ${type} = ${place.imports.add('sqlmodel', 'Relationship')}`, sqlmodelArguments(place, args, like));
}

/** How relationship() is spelled there. */
function calleeFor(place: Place, draft: Draft, like: Declared): string | undefined {
  const { snapshot, source, cls, imports, owner } = place;
  const { project } = snapshot;
  const own = callsOf(cls.body.filter(isRelationship)).at(-1);
  const ofSource = like.provenance.construct;
  const value = project.evaluator.evaluate(ofSource.call.func, ofSource.env);
  const flask = value.kind === 'member' && isFlaskExtension(value.of);
  const spelled = spelling(ofSource.call.func);
  const sameThere = spelled !== undefined && ofSource.name !== 'dynamic_loader' && sameName(place, like, spelled.split('.')[0] ?? '');
  const elsewhere = callsOf(source.tree.body.flatMap(it => (it.kind === 'class' ? it.body.filter(isRelationship) : []))).at(-1);
  // Only Flask-SQLAlchemy's own relationship() gives a dynamic one its query class.
  if (flask && draft.lazy === 'dynamic') return [own, elsewhere, spelled].find(it => it !== undefined && isFlasks(place, it));
  const plainly = draft.lazy === 'dynamic' ? (it: string): boolean => !isFlasks(place, it) : () => true;
  const found = [own, elsewhere, sameThere ? spelled : undefined].find(it => it !== undefined && plainly(it));
  if (found !== undefined) return found;
  const bound = topLevel(snapshot, source.uri, 'relationship');
  if (bound && importOf(project, bound, owner.symbol.module)?.module !== 'sqlalchemy.orm') return undefined;
  return imports.add('sqlalchemy.orm', 'relationship');
}

/** True when a dotted name of the module is something of a Flask extension's. */
function isFlasks({ snapshot, owner, cls }: Place, path: string): boolean {
  const { evaluator } = snapshot.project;
  const { range } = cls.name;
  const [root = '', ...rest] = path.split('.');
  const expr = rest.reduce<Expr>((value, id) => ({ kind: 'attribute', value, attr: { kind: 'name', id, range }, range }), { kind: 'name', id: root, range });
  const value = evaluator.evaluate(expr, evaluator.moduleEnv(owner.symbol.module));
  return value.kind === 'member' && isFlaskExtension(value.of);
}

function callsOf(statements: readonly Stmt[]): readonly string[] {
  return statements.flatMap(it => {
    const name = calledBy(it);
    if ((name !== 'relationship' && name !== 'relation') || it.kind !== 'assign' || it.value?.kind !== 'call') return [];
    return spelling(it.value.func) ?? [];
  });
}

const spelling = (expr: Expr): string | undefined => {
  if (expr.kind === 'name') return expr.id;
  const of = expr.kind === 'attribute' ? spelling(expr.value) : undefined;
  return of === undefined || expr.kind !== 'attribute' ? undefined : `${of}.${expr.attr.id}`;
};

/** True when a name of the other file's top level is the same thing here. */
function sameName({ snapshot, source, owner, cls }: Place, like: RelationshipAttribute, name: string): boolean {
  const module = like.owner.symbol.module;
  const there = topLevel(snapshot, module.uri, name);
  if (module.uri === source.uri) return there?.guard === 'always' && there.name.range.start.line < cls.range.start.line;
  const [a, b] = [importOf(snapshot.project, there, module), importOf(snapshot.project, topLevel(snapshot, source.uri, name), owner.symbol.module)];
  return a !== undefined && b !== undefined && a.module === b.module && a.attr === b.attr;
}

const isMapped = (annotation: Expr | undefined): boolean =>
  annotation?.kind === 'subscript' && /^(?:Dynamic|WriteOnly)?Mapped$/.test(spelling(annotation.value)?.split('.').at(-1) ?? '');

/** True when the class writes its relationships, or having none its columns, with `Mapped[...]`. */
function usesMapped(cls: ClassDef, like: Declared): boolean {
  const relationships = cls.body.filter(isRelationship);
  const annotated = (it: Stmt): boolean => it.kind === 'assign' && isMapped(it.annotation);
  const last = relationships.at(-1);
  if (last) return annotated(last);
  if (cls.body.some(it => it.kind === 'assign' && it.targets.some(t => t.kind === 'name' && !t.id.startsWith('__')))) return cls.body.some(annotated);
  return isMapped(like.provenance.member.kind === 'relationship' ? like.provenance.member.annotation : undefined);
}
