import { defineConfig } from 'vitest/config';

// Drives the real workbench. One browser and one VS Code at a time, and time enough for a slow machine: a test waits for what it looks at.
export default defineConfig({
  test: {
    include: ['test/vscode/ui/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
