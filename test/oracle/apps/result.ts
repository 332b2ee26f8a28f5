import type { Application } from './apps.ts';
import type { Comparison } from './compare.ts';
import type { Run } from './install.ts';

/** What came of one application: a comparison, or why there is none. */
export type Result = { readonly app: Application } & ({ readonly run: Run; readonly comparison: Comparison } | { readonly failed: string });
