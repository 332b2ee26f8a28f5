import type { FunctionFact } from '../facts/facts.ts';
import { walk } from '../syntax/locate.ts';
import type { Call, Expr } from '../syntax/tree.ts';

/** Functions of Python and of SQLAlchemy that leave a class they are given as it is. */
const readers: ReadonlySet<string> = new Set(
  'bool callable class_mapper dir getattr hasattr hash id inspect isinstance issubclass len print repr select str type get_type_hints object_mapper'.split(' '),
);
/** What changes a mapped class, or what stands for one, by a call. */
const writers: ReadonlySet<string> = new Set(
  '__setattr__ add_attribute add_mapped_attribute add_properties add_property append_column append_constraint delattr exec eval listen listens_for map_declaratively map_imperatively mapper setattr'.split(
    ' ',
  ),
);

const mappers: ReadonlySet<string> = new Set(['inspect', 'class_mapper', 'object_mapper']);
/** Attributes by which a class can be changed elsewhere. */
const whole: ReadonlySet<string> = new Set(['__mapper__', '__table__', '__dict__', '__class__', 'metadata', 'registry']);

/**
 * True when a function, whatever else it does, only looks at what a parameter is: it reads attributes of it and asks Python or SQLAlchemy about it, and nowhere sets
 * an attribute of anything. False where that is not certain.
 */
export function onlyReads({ body, params, decorators }: FunctionFact, parameter: string): boolean {
  // Of a method the first parameter is not given by the call; a decorator may do what it likes.
  if (!body || decorators.length > 0 || /^(?:self|cls)$/.test(params[0]?.name?.id ?? '') || !params.some(p => p.name?.id === parameter)) return false;
  let harmless = true;
  // What `inspect` gives of it is as good as the class.
  const stands = new Set([parameter]);
  walk(body, node => {
    if (node.kind !== 'assign' || node.value?.kind !== 'call' || !mappers.has(lastName(node.value.func))) return;
    for (const target of node.targets) if (target.kind === 'name') stands.add(target.id);
  });
  walk(body, (node, parents) => {
    if (node.kind === 'call' && writers.has(lastName(node.func))) harmless = false;
    if (node.kind === 'assign' && node.targets.some(setsAttribute)) harmless = false;
    if (node.kind === 'del' || node.kind === 'global' || node.kind === 'nonlocal') harmless = false;
    if (node.kind !== 'name' || !stands.has(node.id)) return;
    const parent = parents.at(-1);
    const above = parents.at(-2);
    const set = parent?.kind === 'assign' && parent.targets.includes(node) && node.id !== parameter;
    const read =
      parent?.kind === 'attribute' &&
      parent.value === node &&
      !(above?.kind === 'call' && above.func === parent) &&
      (above?.kind === 'attribute' || !whole.has(parent.attr.id));
    const asked = parent?.kind === 'call' && parent.func !== node && readers.has(plainName(parent));
    const keyword = parent?.kind === 'call' && parent.args.some(a => a.name === node);
    if (!set && !read && !asked && !keyword) harmless = false;
  });
  return harmless;
}

const setsAttribute = (target: Expr): boolean =>
  target.kind === 'attribute' || ((target.kind === 'tuple' || target.kind === 'list') && target.items.some(setsAttribute)) || target.kind === 'star';
const lastName = (it: Expr): string => (it.kind === 'name' ? it.id : it.kind === 'attribute' ? it.attr.id : '');
/** `inspect(...)` and `sa.inspect(...)`. */
const plainName = ({ func }: Call): string => (func.kind === 'attribute' && func.value.kind !== 'name' ? '' : lastName(func));
