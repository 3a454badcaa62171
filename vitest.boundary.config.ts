import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/boundary.test.ts'] } });
