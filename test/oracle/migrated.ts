import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultConfig } from '../../server/config.ts';
import { type Plan, plan } from '../../server/edits/migration/plan.ts';
import { pathOf, root, workspace } from '../support/fixture.ts';
import { type Case, configureAll, type Outcome, type Version } from './sqlalchemy.ts';

/** Models before and after all their backrefs were converted, and what SQLAlchemy makes of both. */
export interface Migrated {
  readonly name: string;
  readonly plan: Plan;
  readonly texts: ReadonlyMap<string, string>;
  /** Undefined where nothing is converted. */
  readonly before: Outcome | undefined;
  readonly after: Outcome | undefined;
}

/** The texts after the migration, and its plan. */
export function converted(texts: ReadonlyMap<string, string>, version: Version): { readonly plan: Plan; readonly texts: ReadonlyMap<string, string> } {
  const session = workspace(texts);
  session.configure(root, { ...defaultConfig, sqlalchemyVersion: version });
  const made = plan(session.snapshot(), () => true, { allLoaded: true });
  return { plan: made, texts: new Map([...texts, ...[...made.texts].map(([uri, text]) => [pathOf(uri), text] as const)]) };
}

/** Migrates models, each by itself, and lets SQLAlchemy configure them before and after; `folder` is for their files. */
export async function migrateAll(folder: string, version: Version, models: ReadonlyMap<string, ReadonlyMap<string, string>>): Promise<readonly Migrated[]> {
  const write = (texts: ReadonlyMap<string, string>): Case => {
    const at = mkdtempSync(join(folder, 'models-'));
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), text);
    }
    const modules = [...texts.keys()].filter(it => it.endsWith('.py')).map(path => path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.'));
    return { key: at, root: at, modules, whole: true };
  };
  const prepared = [...models].map(([name, texts]) => {
    const made = converted(texts, version);
    return { name, ...made, cases: made.plan.converted.length > 0 ? { before: write(texts), after: write(made.texts) } : undefined };
  });
  const outcomes = await configureAll(
    version,
    prepared.flatMap(it => (it.cases ? [it.cases.before, it.cases.after] : [])),
  );
  const of = (it: Case | undefined): Outcome | undefined => (it === undefined ? undefined : outcomes.get(typeof it === 'string' ? it : it.key));
  return prepared.map(({ cases, ...it }) => ({ ...it, before: of(cases?.before), after: of(cases?.after) }));
}
