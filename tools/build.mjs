import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist`;

/** Each is a process of its own; `cli` also starts the others. */
const entries = {
  bench: 'bench/main.ts',
  orchestration: 'bench/orchestration.ts',
  chaos: 'tools/chaos/main.ts',
  cli: 'services/cli/main.ts',
  corpus: 'tools/corpus/main.ts',
  docs: 'tools/docs/main.ts',
  gateway: 'services/gateway/main.ts',
  metadata: 'services/metadata/main.ts',
  setup: 'services/setup/main.ts',
  scaler: 'services/scaler/main.ts',
  transcode: 'services/transcode/main.ts',
  workflow: 'services/workflow/main.ts',
};

/** Those that are named on the command line; all when none is. */
const wanted = process.argv.slice(2);
const entryPoints = Object.fromEntries(
  Object.entries(entries).filter(([name]) => wanted.length === 0 || wanted.includes(name)),
);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const [{ code }] = await Promise.all([
  bundleWorkflowCode({
    workflowsPath: `${root}services/workflow/index.ts`,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  }),
  build({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'warning',
  }),
]);
writeFileSync(`${dist}/workflow-bundle.js`, code);
