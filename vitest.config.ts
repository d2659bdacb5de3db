import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Files share what they import: aws-cdk-lib takes two seconds for each that does not.
      { test: { name: 'infra', include: ['test/infra/**/*.test.ts'], testTimeout: 60_000, isolate: false } },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'workflow',
          include: ['test/workflow/**/*.test.ts'],
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Each has a stack of its own; side by side they would only wait for each other's ffmpeg.
          fileParallelism: false,
          testTimeout: 180_000,
          // A machine that builds the servers from source takes its time once.
          hookTimeout: 900_000,
        },
      },
      // Records what later versions are tested with: `npm run histories`; `npm test` leaves it out.
      {
        test: {
          name: 'histories',
          include: ['test/histories/record.test.ts'],
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // Needs a container engine: `npm run test:compose`; `npm test` leaves it out.
      {
        test: {
          name: 'compose',
          include: ['test/compose/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          // Images are built once.
          hookTimeout: 1_200_000,
        },
      },
      // Needs Python, for an emulator of AWS: `npm run test:aws`; `npm test` leaves it out.
      {
        test: {
          name: 'aws',
          include: ['test/aws/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          // The emulator is installed once.
          hookTimeout: 600_000,
        },
      },
      // Needs Python, for schemathesis: `npm run test:api`; `npm test` leaves it out.
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      // Needs a browser: `npm run test:browser`; `npm test` leaves it out.
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], hookTimeout: 900_000 } },
    ],
  },
});
