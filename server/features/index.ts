import { diagnostics } from './diagnostics.ts';
import type { Feature } from './feature.ts';
import { indexReport } from './index-report.ts';
import { modelTree, modelTreePath } from './model-tree.ts';

/** All features; `lsp/serve.ts` registers each. */
export const features: readonly Feature[] = [diagnostics, indexReport, modelTree, modelTreePath];
