import { append, memo } from '../../base/lazy.ts';
import type { MappedClass, RelationshipAttribute } from '../mapped.ts';
import type { Project } from '../project.ts';
import type { ClassSymbol } from '../values.ts';
import { generatedBy, isInstalled } from './configure.ts';

/** What in a project is written in which file, a mixin's part in the classes that use it included. */
interface Parts {
  readonly relationships: ReadonlyMap<string, readonly RelationshipAttribute[]>;
  readonly classes: ReadonlyMap<string, readonly MappedClass[]>;
  /** When each relationship is configured: what a backref makes is ready before the relationship that makes it. */
  readonly turn: ReadonlyMap<RelationshipAttribute, number>;
}

const known = new WeakMap<Project, Parts>();

/** The classes and relationships that something in a file has a part in; those of packages are left out. */
export function partsOf(project: Project, uri: string) {
  const { relationships, classes, turn } = memo(known, project, () => read(project));
  const those = classes.get(uri) ?? [];
  const symbols: readonly ClassSymbol[] = those.map(c => c.symbol);
  return { relationships: relationships.get(uri) ?? [], classes: those, symbols, turn };
}

function read(project: Project): Parts {
  const relationships = new Map<string, RelationshipAttribute[]>();
  const classes = new Map<string, MappedClass[]>();
  const turn = new Map<RelationshipAttribute, number>();
  for (const cls of project.classes) {
    if (cls.symbol.module.installed) continue;
    for (const uri of different(project.hierarchy.mro(cls.symbol).map(c => c.module.uri))) append(classes, uri, cls);
    for (const it of cls.own.values()) {
      if (it.provenance.kind !== 'declared' || isInstalled(it)) continue;
      const { construct, member } = it.provenance;
      const uris = different([cls.symbol.module.uri, member.uri, construct.env.module.uri]);
      const made = generatedBy(it);
      for (const one of made ? [made, it] : [it]) {
        turn.set(one, turn.size);
        for (const uri of uris) append(relationships, uri, one);
      }
    }
  }
  return { relationships, classes, turn };
}

/** Of a few files each once. */
const different = (uris: readonly string[]): readonly string[] => (uris.every(uri => uri === uris[0]) ? uris.slice(0, 1) : [...new Set(uris)]);
