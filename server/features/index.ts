import { codeActionResolve, codeActions } from './code-actions.ts';
import { codeLenses, codeLensResolve } from './code-lens.ts';
import { completion } from './completion.ts';
import { completionResolve } from './completion-resolve.ts';
import { definition, typeDefinition } from './definition.ts';
import { diagnostics } from './diagnostics.ts';
import { documentHighlight } from './document-highlight.ts';
import { documentSymbols } from './document-symbols.ts';
import type { Feature } from './feature.ts';
import { hover } from './hover.ts';
import { indexReport } from './index-report.ts';
import { migration } from './migration.ts';
import { modelTree, modelTreePath } from './model-tree.ts';
import { references } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { typing } from './typing.ts';

/** All features; `lsp/serve.ts` registers each. */
export const features: readonly Feature[] = [
  codeActionResolve,
  codeActions,
  codeLenses,
  codeLensResolve,
  completion,
  completionResolve,
  definition,
  diagnostics,
  documentHighlight,
  documentSymbols,
  hover,
  indexReport,
  migration,
  modelTree,
  modelTreePath,
  prepareRename,
  references,
  rename,
  typeDefinition,
  typing,
];
