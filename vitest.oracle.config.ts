import { defineConfig } from 'vitest/config';

// Runs the real SQLAlchemy, in processes of its own that take what processors there are.
export default defineConfig({
  test: {
    include: ['test/oracle/live/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
