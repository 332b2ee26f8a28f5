import { defineConfig } from 'vitest/config';

// The tests that need no VS Code; those that do are in test/vscode and run through vitest.ui.config.ts and test/vscode/extension-suite.ts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/cli/bundles.ts'],
    exclude: ['test/vscode/**', 'test/workspaces/**', 'test/bench/**'],
  },
});
