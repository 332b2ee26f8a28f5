import { defineConfig } from 'vitest/config';

// The tests that need neither VS Code nor SQLAlchemy; those that do run through vitest.ui.config.ts, test/vscode/extension-suite.ts and vitest.oracle.config.ts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/cli/bundles.ts'],
    // Some tests start processes, which on a busy machine take their time.
    testTimeout: 60_000,
    exclude: ['test/vscode/**', 'test/workspaces/**', 'test/bench/**', 'test/oracle/live/**'],
  },
});
