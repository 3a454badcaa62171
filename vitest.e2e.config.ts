import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/support/cluster.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    bail: 1,
    expect: { poll: { timeout: 15_000 } },
    fileParallelism: false,
  },
});
