import type { MappedClass, RelationshipAttribute } from '../model/mapped.ts';
import { sole } from '../model/resolution.ts';
import { modelTreePath as pathRequest, type TreeNode, modelTree as treeRequest } from '../protocol.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { defineFeature } from './feature.ts';
import { cardinality, isImplicit, label, restsOn, typeOf } from './words.ts';

/** Between the parts of an id; no uri, class or attribute holds it. */
const separator = '\u0000';

/** The rows below one row. An id is the path to it: folder, module, class, then the relationships that were unfolded. */
export const modelTree = defineFeature(treeRequest, {}, (snapshot, { parent }) => (parent === undefined ? roots(snapshot) : children(snapshot, parent)));

export const modelTreePath = defineFeature(pathRequest, {}, (snapshot, { textDocument, position }) => {
  const cls = snapshot.project.at(textDocument.uri, position);
  if (!cls || cls.symbol.module.installed) return [];
  const path: TreeNode[] = [];
  const several = foldersWithModels(snapshot).length > 1;
  const folder = cls.symbol.module.folder;
  if (several) path.push(folderNode(snapshot, folder));
  path.push(
    moduleNode(several ? folder : undefined, cls.symbol.module.name, cls.symbol.module.uri),
    classNode(snapshot, moduleId(several ? folder : undefined, cls.symbol.module.uri), cls),
  );
  return path;
});

function roots(snapshot: Snapshot): readonly TreeNode[] {
  const folders = foldersWithModels(snapshot);
  return folders.length > 1 ? folders.map(f => folderNode(snapshot, f)) : modules(snapshot, undefined);
}

const foldersWithModels = (snapshot: Snapshot): readonly string[] => [...new Set(snapshot.project.ownClasses.map(c => c.symbol.module.folder))];

function folderNode(snapshot: Snapshot, uri: string): TreeNode {
  const name = snapshot.folders.find(f => f.uri === uri)?.name ?? decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return { id: ['folder', uri].join(separator), kind: 'folder', label: name, expandable: true };
}

function modules(snapshot: Snapshot, folder: string | undefined): readonly TreeNode[] {
  const byUri = new Map<string, string>();
  for (const { symbol } of snapshot.project.ownClasses)
    if (folder === undefined || symbol.module.folder === folder) byUri.set(symbol.module.uri, symbol.module.name);
  return [...byUri].sort((a, b) => (a[1] < b[1] ? -1 : 1)).map(([uri, name]) => moduleNode(folder, name, uri));
}

const moduleId = (folder: string | undefined, uri: string): string => ['module', folder ?? '', uri].join(separator);

function moduleNode(folder: string | undefined, name: string, uri: string): TreeNode {
  const start = { line: 0, character: 0 };
  return { id: moduleId(folder, uri), kind: 'module', label: name, at: { uri, range: { start, end: start } }, expandable: true };
}

function classNode(snapshot: Snapshot, parent: string, cls: MappedClass): TreeNode {
  const relationships = snapshot.project.relationships(cls);
  const implicit = relationships.filter(isImplicit).length;
  return {
    id: [parent, classKey(cls)].join(separator),
    kind: 'model',
    label: cls.name,
    ...(cls.table && cls.table.name !== '?' ? { description: cls.table.fullname } : {}),
    tooltip: `**${cls.name}** in \`${cls.symbol.module.name}\`  \n${count(relationships.length, 'relationship')}, ${implicit} implicit`,
    at: cls.at,
    expandable: relationships.length > 0,
  };
}

/** Two classes of one module may share their name. */
const classKey = (cls: MappedClass): string => `${cls.symbol.fact.qualname}@${cls.at.range.start.line}${cls.symbol.env.key ?? ''}`;

function relationshipNode(snapshot: Snapshot, parent: string, attribute: RelationshipAttribute, seenOn: MappedClass): TreeNode {
  const target = sole(attribute.target);
  const implicit = isImplicit(attribute);
  const many = attribute.uselist !== false;
  const inherited = attribute.owner === seenOn ? '' : ` · from ${attribute.owner.name}`;
  const made = attribute.provenance.kind === 'backref' ? ` · backref of ${label(attribute.provenance.source)}` : '';
  return {
    id: [parent, attribute.name].join(separator),
    kind: implicit ? (many ? 'implicit-to-many' : 'implicit-to-one') : many ? 'to-many' : 'to-one',
    label: attribute.name,
    description: `${typeOf(attribute)}${made}${inherited}`,
    tooltip: [`\`${label(attribute)}: ${typeOf(attribute)}\``, ...[cardinality(attribute), restsOn(attribute)].filter(t => t !== '')].join('  \n'),
    at: attribute.at,
    expandable: target !== undefined && snapshot.project.relationships(target).length > 0,
  };
}

function children(snapshot: Snapshot, id: string): readonly TreeNode[] {
  const { project } = snapshot;
  const [kind, folder, uri, key, ...path] = id.split(separator);
  if (kind === 'folder') return modules(snapshot, folder);
  const classes = project.inFile(uri ?? '');
  if (key === undefined) return classes.map(c => classNode(snapshot, id, c));
  let cls: MappedClass | undefined = classes.find(c => classKey(c) === key);
  for (const name of path) {
    const attribute: RelationshipAttribute | undefined = cls && project.relationships(cls).find(r => r.name === name);
    cls = attribute && sole(attribute.target);
  }
  const seenOn = cls;
  return seenOn ? project.relationships(seenOn).map(r => relationshipNode(snapshot, id, r, seenOn)) : [];
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
