import { defineConfig } from 'vitest/config';

const conditions = ['panal-source', 'node', 'import', 'default'];
const resolve = { conditions };
const ssr = { resolve: { conditions } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{packages,services,agents,apps}/*/src/**/*.test.ts'],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'process',
          setupFiles: ['tests/show-process-logs.ts'],
          include: ['{packages,services,agents,apps}/*/test/**/*.int.test.ts', 'tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          // Vitest wants projects with different numbers of workers in groups of their own, one after the other.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
