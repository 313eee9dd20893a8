import { defineConfig } from 'vitest/config';
import { TestOrder } from './tools/test-order.ts';

/** Tests that compare CPU times, so that other tests in their process would disturb them. */
const measuring = [
  'server/**/growth.test.ts',
  'server/channels/email/parse.test.ts',
  'server/platform/http-server.test.ts',
];

/** One more than the cores of a small machine, because journeys often wait. */
const maxWorkers = 3;

const unit = {
  globalSetup: ['server/testing/postgres.ts'],
  pool: 'forks',
  maxWorkers,
  testTimeout: 20_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    sequence: { sequencer: TestOrder },
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['{contracts,server,tools,web,widget,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', ...measuring],
          // Files share a process, because loading the application takes longer than most tests.
          isolate: false,
        },
      },
      // After the other tests, which would take the processor's caches away, and each file in its
      // own process, because garbage of earlier tests would count as time of later ones.
      {
        test: {
          ...unit,
          name: 'measuring',
          include: measuring,
          execArgv: ['--expose-gc'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'journeys',
          // Surveys check every screen in every setting and take minutes, so they run on demand:
          // SURVEYS=1 node_modules/.bin/vitest run --project journeys
          include: [process.env.SURVEYS ? 'e2e/**/*.survey.ts' : 'e2e/**/*.journey.ts'],
          globalSetup: process.env.SURVEYS ? [] : ['e2e/demo-template.ts'],
          setupFiles: ['e2e/demo-ready.ts'],
          pool: 'forks',
          maxWorkers,
          // Files share a process with its browser.
          isolate: false,
          testTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
