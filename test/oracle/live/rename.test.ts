/** After a rename the real SQLAlchemy makes the same graph of the models, but for the name. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { classesOf, relationshipsOf, renameEach, renameIn, renaming } from '../../support/renaming.ts';
import { cases, outcomeOf, recorded } from '../cases.ts';
import { configureAll, type Outcome, type Version, versions } from '../sqlalchemy.ts';

const folder = mkdtempSync(join(tmpdir(), 'backref-rename-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Renamed {
  readonly name: string;
  readonly what: string;
  readonly version: Version;
  readonly case: { readonly key: string; readonly root: string; readonly modules: readonly string[] };
}

const suffix = 'Zz';

function renamedCase(name: string, what: string, version: Version, texts: ReadonlyMap<string, string>): Renamed {
  const at = mkdtempSync(join(folder, 'case-'));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  const modules = [...texts.keys()].map(path => path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.'));
  return { name, what, version, case: { key: at, root: at, modules } };
}

/** Without the suffix, the lines that a `__tablename__` moved, and the order of names. */
const plain = (outcome: Outcome | undefined): unknown => {
  const text = JSON.stringify(outcome, (key, value) =>
    key === 'line' ? undefined : Array.isArray(value) && value.every(it => typeof it === 'string') ? [...value].sort() : value,
  );
  return JSON.parse(text.replaceAll(suffix, ''));
};

const record = recorded();
const all: Renamed[] = [];
const refusals: string[] = [];
for (const { name, texts } of cases.values()) {
  for (const version of versions) {
    const outcome = outcomeOf(record, name, version);
    // What does not configure is shown by its first error alone.
    if (!outcome || outcome.errors.length > 0) continue;
    const attributes = renameEach(texts, relationshipsOf, suffix, { version });
    if (attributes.renamed.length > 0) all.push(renamedCase(name, 'all relationships', version, attributes.texts));
    const classes = renameEach(texts, classesOf, suffix, { version });
    if (classes.renamed.length > 0) all.push(renamedCase(name, 'all classes', version, classes.texts));
    if (version !== '2.0') continue;
    refusals.push(...[...attributes.refused, ...classes.refused].map(why => `${name}: ${why}`));
    const session = renaming(texts, version);
    for (const it of relationshipsOf(session).filter(r => r.implicit)) {
      const result = renameIn(session, texts, it, `${it.name}${suffix}`);
      if (!('refused' in result)) all.push(renamedCase(name, it.label, version, new Map([...texts, ...result.texts])));
    }
  }
}
const outcomes = new Map<string, Outcome>();
for (const version of versions) {
  const those = all.filter(it => it.version === version).map(it => it.case);
  for (const [key, outcome] of await configureAll(version, those)) outcomes.set(key, outcome);
}

describe.each(versions)('SQLAlchemy %s', version => {
  test.each(all.filter(it => it.version === version).map(it => [it.name, it.what, it] as const))('%s: %s', (name, _, it) => {
    expect(plain(outcomes.get(it.case.key))).toEqual(plain(outcomeOf(record, name, version)));
  });
});

test('what keeps its name', () => {
  expect(refusals).toMatchInlineSnapshot(`
    [
      "abstract_base_declared_attr: User.owned_doc: Cannot rename: the name of User.owned_doc is computed in the backref of Doc.owner.",
      "abstract_base_declared_attr: User.owned_pic: Cannot rename: the name of User.owned_doc is computed in the backref of Doc.owner.",
      "automap_names: user.tag_collection: nothing to rename",
      "automap_names: user.address_collection: nothing to rename",
      "automap_names: address.user: nothing to rename",
      "automap_names: tag.user_collection: nothing to rename",
      "automap_names: user: Cannot rename: automap names classes and attributes after 'user'.",
      "automap_names: address: Cannot rename: automap names classes and attributes after 'address'.",
      "automap_names: tag: Cannot rename: automap names classes and attributes after 'tag'.",
      "automap_two_fks: user.post_collection: nothing to rename",
      "automap_two_fks: post.user: nothing to rename",
      "automap_two_fks: user: Cannot rename: automap names classes and attributes after 'user'.",
      "automap_two_fks: post: Cannot rename: automap names classes and attributes after 'post'.",
      "backref_over_inherited_mapped_column_subclass_property: B.owner: Cannot rename: C has something else of the name 'owner'.",
      "backref_over_method: B.owner: Cannot rename: B has something else of the name 'owner'.",
      "backref_over_method: B.hyb: Cannot rename: B has something else of the name 'hyb'.",
      "backref_shadow_plain_base_method: B.owner: Cannot rename: M has something else of the name 'owner'.",
      "class_attr_name_shadow: B.a: Cannot rename: B has something else of the name 'a'.",
      "class_attr_name_shadow: A: class_attr_name_shadow.py, line 17: it is not known which class the string names",
      "class_named_like_imported: Node: Cannot rename: 'Node' means several things in other.py.",
      "dup_class_name_qualified: A: nothing to rename",
      "dup_class_name_same_module: A: Cannot rename: 'A' means several things in dup_class_name_same_module.py.",
      "found_by_import: Item: Cannot rename: 'Item' means several things in c_second.py.",
      "mixin_mapped_declared_attr: U.a_list: nothing to rename",
      "mixin_mapped_declared_attr: U.b_list: nothing to rename",
      "mixin_mapped_declared_attr: A: Cannot rename: 'u' is computed from the name of the class.",
      "mixin_mapped_declared_attr: B: Cannot rename: 'u' is computed from the name of the class.",
      "mixin_override_on_class: A.u: Cannot rename: M has something else of the name 'u'.",
      "mixin_override_on_class: U: mixin_override_on_class.py, line 20: it is not known which class the string names",
      "name_bound_again_below: Service: Cannot rename: 'Service' means several things in signal.py.",
      "renamed_imports: Owner.cars: Cannot rename: the name of Owner.cars is computed in the backref of Car.owner.",
      "renamed_imports: Owner.boats: Cannot rename: the name of Owner.cars is computed in the backref of Car.owner.",
      "renamed_imports: Car: Cannot rename: 'owner' is computed from the name of the class.",
      "renamed_imports: Boat: Cannot rename: 'owner' is computed from the name of the class.",
      "warn_declared_attr_on_mapped_superclass: U.as: nothing to rename",
      "warn_declared_attr_on_mapped_superclass: A: Cannot rename: 'u' is computed from the name of the class.",
      "warn_declared_attr_on_mapped_superclass: B: Cannot rename: 'u' is computed from the name of the class.",
      "warn_tuple_comma: B: warn_tuple_comma.py, line 12: it is not known which class the string names",
    ]
  `);
});
