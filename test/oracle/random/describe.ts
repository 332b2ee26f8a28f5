/** Random descriptions of programs: mostly such as SQLAlchemy accepts. */

import type { Version } from '../sqlalchemy.ts';
import type { Choices } from './choices.ts';
import {
  type Association,
  type Base,
  type BaseKind,
  type Class,
  type Column,
  type Description,
  type ForeignKey,
  fullname,
  type Link,
  lineage,
  type Mixin,
  type Options,
  type Owner,
  type Relationship,
  rootOf,
} from './description.ts';

const classNames = 'User Post Tag OrderLine Item Address Node Account HTMLPage Hero Role Comment File Event Group OAuth2Token _Private Index Alias'.split(' ');
const moduleNames = ['people', 'content', 'cast', 'shop_orders', 'User'];
const attributeNames = 'owner items parent children first second data links related main other author entries type_ _hidden'.split(' ');

export function describe(choices: Choices, version: Version): Description {
  const draft = new Draft(choices, version);
  draft.classes();
  draft.mixins();
  const links = Array.from({ length: 1 + choices.upTo(5) }, () => draft.key());
  for (const it of links) draft.relate(it);
  for (const cls of draft.description.classes) draft.extras(cls);
  return draft.description;
}

/** A foreign key, or two of an association table, that relationships shall follow. */
interface Path {
  readonly key: ForeignKey;
  readonly from: Class;
  readonly to: Class;
  /** The owner's and the target's keys of an association table. */
  readonly through: { readonly secondary: Association; readonly near: ForeignKey; readonly far: ForeignKey } | undefined;
}

class Draft {
  readonly description: {
    readonly version: Version;
    readonly modules: string[];
    readonly bases: Base[];
    readonly classes: Class[];
    readonly associations: Association[];
    readonly mixins: Mixin[];
  };
  readonly #choices: Choices;
  readonly #names = new Map<Class, Set<string>>();
  #count = 0;

  constructor(choices: Choices, version: Version) {
    this.#choices = choices;
    const modules = ['models'];
    if (choices.chance(45)) {
      modules[0] = 'app.base';
      const names = [...moduleNames];
      for (let left = 1 + choices.upTo(2); left > 0; left--)
        modules.push(`app.${choices.chance(20) ? 'sub.' : ''}${names.splice(choices.upTo(names.length - 1), 1)[0]}`);
    }
    this.description = { version, modules, bases: [], classes: [], associations: [], mixins: [] };
    this.#addBase();
    if (this.#first.kind !== 'flask' && this.#first.kind !== 'sqlmodel' && choices.chance(8)) this.#addBase();
  }

  get #first(): Base {
    const [base] = this.description.bases;
    if (!base) throw new Error('there is always a base');
    return base;
  }

  #addBase(): void {
    const { pick, chance } = this.#choices;
    const { bases, version } = this.description;
    const old: readonly BaseKind[] = ['function', 'function', 'registry', 'as_declarative', 'decorator', 'imperative'];
    const modern: readonly BaseKind[] = ['class', 'class', 'class', 'class with registry', 'no metaclass', 'dataclass'];
    const extensions: readonly BaseKind[] = bases.length === 0 ? ['flask', ...(version === '1.4' ? [] : (['flask class'] as const)), 'sqlmodel'] : [];
    const kind = pick(chance(15) && extensions.length > 0 ? extensions : version === '1.4' || chance(30) ? old : modern);
    bases.push({
      name: pick(bases.length > 0 ? ['Other'] : ['Base', 'Model', 'ModelBase']),
      kind,
      schema: kind !== 'sqlmodel' && !kind.startsWith('flask') && chance(8) ? 'main' : undefined,
    });
  }

  classes(): void {
    const { upTo, chance, pick } = this.#choices;
    const { modules, bases, classes, version } = this.description;
    const free = [...classNames];
    for (let left = 2 + upTo(4); left > 0; left--) {
      const module = modules.length === 1 ? 0 : 1 + upTo(modules.length - 2);
      const again =
        modules.length > 2 && this.#first.kind !== 'sqlmodel' && chance(8)
          ? classes.find(c => c.base.kind !== 'imperative' && c.module !== module && !classes.some(d => d.name === c.name && d.module === module))
          : undefined;
      const name = again?.name ?? free.splice(upTo(free.length - 1), 1)[0] ?? '';
      const candidates = classes.filter(c => c.module <= module && c.inheritance !== 'concrete' && c.style !== 'table');
      const parent = candidates.length > 0 && chance(30) ? pick(candidates) : undefined;
      const base = parent?.base ?? pick(bases);
      if (parent && (base.kind === 'sqlmodel' || base.kind === 'imperative')) {
        left++;
        continue;
      }
      const inheritance = parent && pick(['single', 'single', 'joined', 'joined', 'joined', 'concrete'] as const);
      const modern = version !== '1.4' && base.kind !== 'imperative';
      const style =
        base.kind === 'sqlmodel' || base.kind === 'dataclass'
          ? 'annotations'
          : !parent && chance(8)
            ? 'table'
            : modern && chance(60)
              ? 'annotations'
              : 'columns';
      this.#addClass({ name, module, base, style, parent, inheritance });
    }
  }

  #addClass({ name, module, base, style, parent, inheritance }: Pick<Class, 'name' | 'module' | 'base' | 'style' | 'parent' | 'inheritance'>): void {
    const { chance, pick } = this.#choices;
    const { classes } = this.description;
    const flask = base.kind === 'flask' || base.kind === 'flask class';
    const generated = flask ? snakeCase(name) : name.toLowerCase();
    const free = [generated, `${name.toLowerCase()}s`, name, `t_${name.toLowerCase()}`].filter(
      t => !classes.some(c => c.table?.name.toLowerCase() === t.toLowerCase()),
    );
    const schema = base.kind !== 'sqlmodel' && chance(7) ? 'extra' : undefined;
    const cls: Class = {
      kind: 'class',
      name,
      module,
      base,
      style,
      parent,
      inheritance,
      abstract:
        base.kind !== 'decorator' && base.kind !== 'imperative' && base.kind !== 'sqlmodel' && base.kind !== 'dataclass' && chance(10)
          ? `${name}Abstract`
          : undefined,
      mixins: [],
      table: inheritance === 'single' ? undefined : { name: pick(free.length > 0 ? free : [`t${classes.length}`]), schema },
      columns: [],
      keys: [],
      relationships: [],
      extras: [],
    };
    classes.push(cls);
    this.#names.set(cls, new Set(['id', 'part', 'label', 'metadata', 'registry', 'query', 'kind']));
    if (cls.table) {
      const above = parent && inheritance === 'joined' ? primaryKey(parent) : undefined;
      const columns = above
        ? above.map(c => this.#addColumn(cls, c.attr, true))
        : [this.#addColumn(cls, 'id', true), ...(base.kind !== 'sqlmodel' && chance(10) ? [this.#addColumn(cls, 'part', true)] : [])];
      if (above) cls.keys.push({ columns, refers: above, declared: true });
    }
    if (!parent || chance(30)) this.#addColumn(cls, parent ? this.#fresh(cls, ['note', 'size']) : 'label', false);
  }

  #addColumn(owner: Owner, attr: string, primary: boolean): Column {
    const { chance } = this.#choices;
    const renamed = owner.kind === 'class' && owner.style !== 'table' && owner.base.kind !== 'sqlmodel' && owner.base.kind !== 'imperative' && chance(8);
    const column: Column = {
      owner,
      attr,
      name: renamed ? `${attr}_column` : attr,
      type: primary || attr.endsWith('_id') || attr.includes('_id_') ? 'Integer' : 'String',
      primary,
    };
    owner.columns.push(column);
    return column;
  }

  /** A name that no class of the hierarchy has. */
  #fresh(cls: Class, wanted: readonly string[]): string {
    const { pick, chance } = this.#choices;
    const hierarchy = this.description.classes.filter(c => rootOf(c) === rootOf(cls));
    const taken = (name: string): boolean => hierarchy.some(c => this.#names.get(c)?.has(name));
    const free = (chance(40) ? attributeNames : wanted).filter(name => !taken(name) && !(cls.base.kind === 'sqlmodel' && name.startsWith('_')));
    const name = free.length > 0 ? pick(free) : `${wanted[0]}_${++this.#count}`;
    this.#names.get(cls)?.add(name);
    return name;
  }

  mixins(): void {
    const { chance, pick, upTo } = this.#choices;
    const { classes, modules, mixins } = this.description;
    if (!chance(18)) return;
    const target = pick(classes);
    if (target.base.kind === 'sqlmodel' || target.base.kind === 'imperative' || target.base.kind === 'dataclass' || primaryKey(target).length > 1) return;
    const users = classes.filter(c => c.base === target.base && c.style !== 'table' && rootOf(c) !== rootOf(target) && !c.parent).slice(0, 1 + upTo(2));
    if (users.length === 0) return;
    const attr = pick(['creator', 'holder']);
    const mixin: Mixin = {
      name: 'Created',
      module: modules.length === 1 ? 0 : Math.min(...users.map(c => c.module)),
      target,
      attr,
      cascading: chance(10),
      backref: chance(70) ? pick(['%_made', 'made_%', users.length === 1 ? 'made' : '%s']) : undefined,
    };
    mixins.push(mixin);
    for (const cls of users) {
      cls.mixins.push(mixin);
      this.#names.get(cls)?.add(attr).add(`${attr}_id`);
      const column: Column = { owner: cls, attr: `${attr}_id`, name: `${attr}_id`, type: 'Integer', primary: false };
      cls.keys.push({ columns: [column], refers: primaryKey(target), declared: true });
    }
  }

  /** Adds columns that lead from one class to another, or an association table between both. */
  key(): Path {
    const { pick, chance, upTo } = this.#choices;
    const { classes, associations, modules } = this.description;
    const from = pick(classes);
    const partners = classes.filter(c => c.base === from.base && (c === from || rootOf(c) !== rootOf(from) || chance(25)));
    const to = chance(15) ? from : pick(partners);
    if (chance(25)) {
      const secondary: Association = {
        kind: 'association',
        module: modules.length === 1 ? 0 : upTo(1) * Math.min(from.module, to.module),
        base: from.base,
        variable: `link_${associations.length}`,
        table: {
          name: pick([`link_${associations.length}`, `${from.name.toLowerCase()}_to_${to.name.toLowerCase()}_${associations.length}`]),
          schema: chance(7) ? 'extra' : undefined,
        },
        columns: [],
        keys: [],
      };
      associations.push(secondary);
      const half = (side: string, cls: Class): ForeignKey => {
        const refers = primaryKey(cls);
        const key = {
          columns: refers.map(c => this.#addColumn(secondary, `${side}_${c.attr === 'id' ? 'id' : `id_${c.attr}`}`, chance(50))),
          refers,
          declared: true,
        };
        secondary.keys.push(key);
        return key;
      };
      const near = half('left', from);
      return { key: near, from, to, through: { secondary, near, far: half('right', to) } };
    }
    const refers = primaryKey(to);
    // A joined subclass can be meant by the key of its ancestor.
    const above = to.parent && to.inheritance === 'joined' && chance(20) ? primaryKey(to.parent) : refers;
    const stem = this.#fresh(from, [`${to.name.toLowerCase()}`, 'target']);
    const columns = above.map(c => this.#addColumn(from, c.attr === 'id' ? `${stem}_id` : `${stem}_id_${c.attr}`, false));
    const key: ForeignKey = {
      columns,
      refers: above,
      declared: from.base.kind === 'sqlmodel' || (from.table === undefined && columns.length > 1 ? false : chance(95)),
    };
    from.keys.push(key);
    return { key, from, to, through: undefined };
  }

  relate(path: Path): void {
    const { pick, chance } = this.#choices;
    const { from, to, through } = path;
    // A many-to-one column is often called after its relationship.
    const forth = this.#fresh(from, [to.name.toLowerCase(), `${to.name.toLowerCase()}_ref`]);
    const back = this.#fresh(to, [`${from.name.toLowerCase()}s`, `${from.name.toLowerCase()}_list`, from.name.toLowerCase()]);
    const sides = from.base.kind === 'sqlmodel' ? ['populates', 'populates', 'backref forth', 'backref back', 'forth'] : allSides;
    const side = pick(sides);
    const there = (link: Link): void => this.#add(path, from, to, forth, through ? 'MANYTOMANY' : 'MANYTOONE', link, through?.near, through?.far);
    const here = (link: Link): void => this.#add(path, to, from, back, through ? 'MANYTOMANY' : 'ONETOMANY', link, through?.far, through?.near);
    const backref = (name: string, direction: Relationship['direction'], own: boolean): Link => ({
      kind: 'backref',
      name,
      options: chance(40) ? this.#options(direction, true) : [],
      // The side that is one of many of itself says so.
      remote: own && direction === 'MANYTOONE',
    });
    const overlapping = rootOf(from) === rootOf(to);
    switch (side) {
      case 'backref forth':
        there(backref(back, through ? 'MANYTOMANY' : 'ONETOMANY', overlapping));
        break;
      case 'backref back':
        here(backref(forth, through ? 'MANYTOMANY' : 'MANYTOONE', overlapping));
        break;
      case 'populates':
        there({ kind: 'populates', name: back });
        here({ kind: 'populates', name: forth });
        break;
      case 'populates forth':
        there({ kind: 'populates', name: back });
        here({ kind: 'none' });
        break;
      case 'both':
        there({ kind: 'none' });
        here({ kind: 'none' });
        break;
      case 'forth':
        there({ kind: 'none' });
        break;
      default:
        here({ kind: 'none' });
        break;
    }
  }

  #add(path: Path, owner: Class, target: Class, name: string, direction: Relationship['direction'], link: Link, near?: ForeignKey, far?: ForeignKey): void {
    const { chance, pick } = this.#choices;
    const sqlmodel = owner.base.kind === 'sqlmodel';
    const overlapping = rootOf(owner) === rootOf(target);
    const secondary = path.through?.secondary;
    // A deliberate mistake now and then: its outcome counts too.
    const spoiled = chance(2);
    const explicit = secondary ? rootOf(owner) === rootOf(target) : this.#ambiguous(path.key, owner, target) || overlapping;
    const movable = !sqlmodel && owner.base.kind !== 'imperative';
    const assignable = movable && owner.base.kind !== 'no metaclass' && owner.base.kind !== 'decorator' && owner.base.kind !== 'dataclass';
    const places: readonly Relationship['place'][] = [
      ...(assignable ? (['assigned', 'setattr'] as const) : []),
      ...(owner.base.kind === 'dataclass' ? [] : (['add_property', 'mapper_args', 'declared_attr'] as const)),
    ];
    owner.relationships.push({
      owner,
      name: spoiled && chance(20) ? 'label' : name,
      target,
      direction,
      key: near ?? path.key,
      far,
      secondary,
      explicit: explicit !== (spoiled && chance(50)),
      overlapping: overlapping && !(spoiled && chance(50)),
      link: spoiled && chance(50) && link.kind !== 'none' ? { ...link, name: pick(['nowhere', 'id', 'label']) } : link,
      options: sqlmodel ? [] : this.#options(direction, false),
      place: movable && places.length > 0 && chance(15) ? pick(places) : 'body',
    });
  }

  /** relationships.py and util.py, `join_condition`: other constraints between the tables would do as well. */
  #ambiguous(key: ForeignKey, owner: Class, target: Class): boolean {
    if (!key.declared) return true;
    const tables = (cls: Class): ReadonlySet<string> =>
      new Set(
        lineage(cls)
          .slice(0, cls.inheritance === 'concrete' ? 1 : undefined)
          .map(fullname),
      );
    const keys = [...this.description.classes, ...this.description.associations].flatMap(o => o.keys).filter(k => k.declared);
    const [near, far] = [tables(owner), tables(target)];
    const links = keys.filter(k => {
      const [a, b] = [ownerOf(k.columns), ownerOf(k.refers)];
      return (near.has(a) && far.has(b)) || (near.has(b) && far.has(a));
    });
    return links.length !== 1;
  }

  #options(direction: Relationship['direction'], implicit: boolean): Options {
    const { chance, pick } = this.#choices;
    const out: (readonly [string, string])[] = [];
    const many = direction !== 'MANYTOONE';
    if (chance(25)) {
      const loaders = [
        '"select"',
        '"joined"',
        '"selectin"',
        '"subquery"',
        '"immediate"',
        '"raise"',
        '"noload"',
        'True',
        'False',
        ...(many ? ['"dynamic"', '"dynamic"'] : []),
      ];
      out.push(['lazy', pick(loaders)]);
    }
    const dynamic = out.some(([, v]) => v === '"dynamic"');
    if (chance(12) && !dynamic) out.push(['uselist', pick(['False', 'True', 'None'])]);
    if (chance(10)) out.push(['cascade', pick(['"all"', '"save-update, merge"', '"merge"', ...(direction === 'ONETOMANY' ? ['"all, delete-orphan"'] : [])])]);
    if (chance(10) && many && !dynamic && !out.some(([k]) => k === 'uselist')) out.push(['collection_class', pick(['set', 'list', 'attribute_keyed'])]);
    if (chance(10) && !implicit) out.push(['viewonly', pick(['True', 'True', 'False'])]);
    if (chance(10)) out.push(['doc', '"what it is for"']);
    if (chance(6)) out.push(['post_update', 'True']);
    return out;
  }

  extras(cls: Class): void {
    const { chance, pick } = this.#choices;
    if (!chance(25)) return;
    const implicit = this.description.classes.flatMap(c => c.relationships).flatMap(r => (r.target === cls && r.link.kind === 'backref' ? [r.link.name] : []));
    // A method with the name of a backref gives way to it.
    cls.extras.push(chance(20) && implicit.length > 0 ? pick(implicit) : 'describe');
  }
}

const allSides = ['backref forth', 'backref back', 'backref forth', 'backref back', 'populates', 'populates', 'populates forth', 'both', 'forth', 'back'];

const ownerOf = (columns: readonly Column[]): string => (columns[0] ? fullname(columns[0].owner) : '');

/** The columns that identify a class: those of its nearest table. */
export function primaryKey(cls: Class): readonly Column[] {
  const holder = lineage(cls).find(c => c.table) ?? cls;
  return holder.columns.filter(c => c.primary);
}

/** flask_sqlalchemy/model.py, `camel_to_snake_case`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/(?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z])/g, letter => `_${letter}`)
    .toLowerCase()
    .replace(/^_+/, '');
