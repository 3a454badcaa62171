import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**'],
    globalSetup: ['test/support/cluster.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The driver's known fault when a connection is cut (server/store/driver-fault.ts), and no other.
    onUnhandledError: ({ message, stack }) => {
      if (message.includes("null (reading 'write')") && /postgres.src.connection\.js/.test(stack ?? '')) return false;
      return undefined;
    },
  },
});
