import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';
import { build as buildPages } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist`;

/** Each is a process of its own; `cli` also starts the others. */
const entries = {
  api: 'bench/api.ts',
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
await Promise.all([
  bundleWorkflows('workflow-bundle.js'),
  // For workers that trace: the other one stays without what that costs.
  bundleWorkflows('workflow-bundle-traced.js', [`${root}services/workflow/tracing/interceptors.ts`]),
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
  // The gateway serves it.
  ...('gateway' in entryPoints ? [buildConsole()] : []),
]);

async function buildConsole() {
  await buildPages({ configFile: `${root}services/console/vite.config.ts` });
  // Sent as they are to browsers that take them so, which all do.
  const names = readdirSync(`${dist}/console`, { recursive: true });
  for (const name of names.filter((one) => /\.(?:js|css|html|svg)$/.test(one))) {
    const bytes = readFileSync(`${dist}/console/${name}`);
    writeFileSync(`${dist}/console/${name}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

async function bundleWorkflows(name, workflowInterceptorModules = []) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: `${root}services/workflow/index.ts`,
    workflowInterceptorModules,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  writeFileSync(`${dist}/${name}`, code);
}
