import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{contracts,server,tools,web,widget,bench}/**/*.test.{ts,tsx}'],
          globalSetup: ['server/testing/postgres.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          // Surveys check every screen in every setting and take minutes, so they run on demand:
          // SURVEYS=1 node_modules/.bin/vitest run --project journeys
          include: [process.env.SURVEYS ? 'e2e/**/*.survey.ts' : 'e2e/**/*.journey.ts'],
          globalSetup: process.env.SURVEYS ? [] : ['e2e/demo-template.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
