import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseModule } from '../../../server/syntax/parse.ts';
import { cases } from '../cases.ts';
import { converted, migrateAll } from '../migrated.ts';
import { versions } from '../sqlalchemy.ts';

/** Everything with a backref that is here is migrated, and SQLAlchemy itself says whether that has changed anything. */
const folder = mkdtempSync(join(tmpdir(), 'backref-migrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const samples = resolve(import.meta.dirname, '../../workspaces');
const sample = (name: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(join(samples, name), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.py'))
      .sort()
      .map(path => [path, readFileSync(join(samples, name, path), 'utf8')]),
  );
/** SQLModel in two modules, with what its own arguments cannot say. */
const sqlmodel = new Map([
  [
    'hero.py',
    `from typing import List, Optional
from sqlmodel import Field, Relationship, SQLModel
class Link(SQLModel, table=True):
    hero_id: int = Field(foreign_key="hero.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)
class Tag(SQLModel, table=True):
    id: int = Field(primary_key=True)
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
    tags: List["Tag"] = Relationship(link_model=Link, sa_relationship_kwargs={"backref": "heroes", "lazy": "selectin"})
`,
  ],
  [
    'team.py',
    `from typing import List, Optional
from sqlalchemy.orm import backref, relationship
from sqlmodel import Field, Relationship, SQLModel
import hero
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
    heroes: List["hero.Hero"] = Relationship(sa_relationship=relationship("Hero", backref=backref("team", lazy="joined")))
    badge: Optional["Badge"] = Relationship(sa_relationship_kwargs={"backref": "team", "uselist": False, "cascade": "all, delete-orphan"})
class Badge(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int = Field(foreign_key="team.id")
`,
  ],
]);
const models = new Map(
  [
    ...[...cases].map(([name, it]) => [name, it.texts] as const),
    ['flask-blog', sample('flask-blog')] as const,
    ['classic-orm', sample('classic-orm')] as const,
    ['sqlmodel', sqlmodel] as const,
  ].filter(([, texts]) => [...texts.values()].some(text => text.includes('backref'))),
);

describe.each(versions)('%s', async version => {
  const all = await migrateAll(folder, version, models);

  test.each(all.map(it => [it.name, it] as const))('%s', (_, { plan, texts, before, after }) => {
    for (const text of texts.values()) expect(parseModule(text).broken).toBe(false);
    // Of what SQLAlchemy refuses nothing is known that could be kept.
    if (before?.errors.length === 0) {
      expect(after?.errors.map(e => e.message)).toEqual([]);
      expect(after?.graph).toEqual(before.graph);
      expect(after?.graph).toBeDefined();
    }
    const again = converted(texts, version);
    expect(again.plan.converted).toEqual([]);
    expect(again.plan.left.map(it => it.reason)).toEqual(plan.left.map(it => it.reason));
  });

  test('most of them are converted', () => {
    const proven = all.filter(it => it.before?.errors.length === 0);
    expect(proven.reduce((n, it) => n + it.plan.converted.length, 0)).toBeGreaterThan(50);
  });
});
